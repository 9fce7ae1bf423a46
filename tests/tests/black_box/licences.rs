//! Every package in the program may be passed on under our own terms.

use std::collections::BTreeSet;

use spdx::{Expression, ParseMode};

use crate::workspace::{members, resolved, root};

/// Reads the allowed licences out of `deny.toml`, so that there is one list.
fn allowed() -> BTreeSet<String> {
    let text = std::fs::read_to_string(root().join("deny.toml")).expect("deny.toml is there");
    let (_, licences) = text.split_once("[licenses]").expect("deny.toml has its licences");
    let (_, list) = licences.split_once("allow = [").expect("deny.toml allows some");
    let (list, _) = list.split_once(']').expect("the list ends");
    let allowed: BTreeSet<String> = list.split('"').skip(1).step_by(2).map(str::to_owned).collect();
    assert!(
        allowed.contains("MIT") && allowed.contains("Apache-2.0"),
        "read {allowed:?}"
    );
    allowed
}

fn is_allowed(licence: &str, allowed: &BTreeSet<String>) -> bool {
    // Older manifests write `MIT/Apache-2.0` for either.
    let expression = Expression::parse_mode(licence, ParseMode::LAX)
        .unwrap_or_else(|error| panic!("{licence} is not an SPDX expression: {error}"));
    expression.evaluate(|wanted| allowed.contains(&wanted.to_string()))
}

#[test]
fn every_package_has_an_allowed_licence() {
    let allowed = allowed();
    let packages = resolved();
    assert!(
        packages.len() > 100,
        "only {} packages: the graph is not whole",
        packages.len()
    );
    let refused: Vec<String> = packages
        .into_iter()
        .filter(|package| {
            !package
                .license
                .as_deref()
                .is_some_and(|licence| is_allowed(licence, &allowed))
        })
        .map(|package| format!("{} {}: {:?}", package.name, package.version, package.license))
        .collect();
    assert!(
        refused.is_empty(),
        "not allowed by deny.toml:\n{}",
        refused.join("\n")
    );
}

#[test]
fn every_script_sent_to_a_browser_has_an_allowed_licence() {
    let allowed = allowed();
    let text = std::fs::read_to_string(root().join("web/package-lock.json")).expect("the lock file is there");
    let lock: serde_json::Value = serde_json::from_str(&text).expect("the lock file is JSON");
    let packages = lock["packages"].as_object().expect("it names its packages");
    // Packages that are only used for building stay on the machine that builds. The empty name is our own package.
    let shipped: Vec<_> = packages
        .iter()
        .filter(|(path, about)| !path.is_empty() && about["dev"] != true)
        .collect();
    assert!(
        !shipped.is_empty(),
        "no package is shipped: the lock file was misread"
    );
    for (path, about) in shipped {
        let licence = about["license"].as_str();
        assert!(
            licence.is_some_and(|licence| is_allowed(licence, &allowed)),
            "{path}: {licence:?}"
        );
    }
}

#[test]
fn our_own_crates_have_our_licence() {
    for package in members() {
        assert_eq!(
            package.license.as_deref(),
            Some("MIT OR Apache-2.0"),
            "{}",
            package.name
        );
    }
    for file in ["LICENSE", "LICENSE-MIT", "LICENSE-APACHE"] {
        assert!(root().join(file).is_file(), "{file} is missing");
    }
}

#[test]
fn expressions_are_read_as_spdx_means_them() {
    let allowed: BTreeSet<String> = ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception"]
        .map(str::to_owned)
        .into_iter()
        .collect();
    let table = [
        ("MIT", true),
        ("MIT OR GPL-3.0-only", true),
        ("GPL-3.0-only", false),
        ("MIT AND GPL-3.0-only", false),
        ("MIT/Apache-2.0", true),
        ("(MIT OR Apache-2.0) AND MIT", true),
        ("(MIT OR Apache-2.0) AND AGPL-3.0-only", false),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("GPL-2.0-only WITH Classpath-exception-2.0", false),
    ];
    for (licence, expected) in table {
        assert_eq!(is_allowed(licence, &allowed), expected, "{licence}");
    }
}
