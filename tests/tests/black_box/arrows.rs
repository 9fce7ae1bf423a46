//! Who may depend on whom, and which crate may name which technology.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Package};

use crate::workspace::members;

/// The arrows in ARCHITECTURE.md. `framemark` (the server) may use everything that runs, and is not listed.
const ARROWS: [(&str, &[&str]); 11] = [
    ("domain", &[]),
    ("figures", &["domain"]),
    ("marks", &["domain"]),
    ("store", &["domain"]),
    ("search", &["domain"]),
    ("sheets", &["domain"]),
    (
        "registry",
        &["domain", "figures", "marks", "search", "sheets", "store"],
    ),
    ("web", &["domain", "registry"]),
    ("migrations", &[]),
    ("testkit", &["domain", "migrations"]),
    ("tests", &["domain", "framemark", "testkit"]),
];

/// What the tests inside a crate may use besides the crate's own arrows.
const DEV_ARROWS: [&str; 1] = ["testkit"];

/// The crates that only run in tests.
const ONLY_FOR_TESTS: [&str; 2] = ["testkit", "tests"];

/// Each technology, with the crates that may name it: one crate, and its tests.
const TECHNOLOGIES: [(&str, &[&str]); 17] = [
    ("sea-orm", &["store"]),
    ("sea-orm-migration", &["migrations", "testkit"]),
    ("tantivy", &["search"]),
    ("axum", &["web", "framemark"]),
    ("askama", &["registry", "web"]),
    ("qrcode", &["marks"]),
    ("krilla", &["marks"]),
    ("ab_glyph", &["marks"]),
    ("image", &["marks", "store"]),
    ("aes-gcm-siv", &["store"]),
    ("hpke", &["store", "testkit"]),
    ("lettre", &["framemark"]),
    ("lopdf", &["store"]),
    ("calamine", &["sheets"]),
    ("rust_xlsxwriter", &["sheets"]),
    ("microlp", &["figures"]),
    ("statrs", &["figures"]),
];

fn ours(package: &Package, kind: DependencyKind) -> BTreeSet<&str> {
    let names: BTreeSet<&str> = members().iter().map(|member| member.name.as_str()).collect();
    let declared = package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind == kind);
    declared
        .map(|dependency| dependency.name.as_str())
        .filter(|name| names.contains(name))
        .collect()
}

#[test]
fn every_crate_has_its_arrows_and_no_other() {
    let arrows: BTreeMap<&str, &[&str]> = ARROWS.into_iter().collect();
    for package in members() {
        let name = package.name.as_str();
        let declared = ours(package, DependencyKind::Normal);
        if name == "framemark" {
            let wrong: Vec<_> = declared
                .iter()
                .filter(|one| ONLY_FOR_TESTS.contains(one))
                .collect();
            assert!(wrong.is_empty(), "the server must not depend on {wrong:?}");
            continue;
        }
        let allowed = arrows
            .get(name)
            .unwrap_or_else(|| panic!("{name} is new: give it its arrows here"));
        assert_eq!(
            declared,
            allowed.iter().copied().collect(),
            "the arrows of {name}"
        );
    }
}

#[test]
fn every_crate_named_here_is_there() {
    let names: BTreeSet<&str> = members().iter().map(|member| member.name.as_str()).collect();
    for (from, to) in ARROWS {
        for name in [from].iter().chain(to) {
            assert!(names.contains(name), "{name} is no crate of the workspace");
        }
    }
}

#[test]
fn tests_and_build_scripts_see_no_more_of_ours() {
    let arrows: BTreeMap<&str, &[&str]> = ARROWS.into_iter().collect();
    for package in members() {
        let build = ours(package, DependencyKind::Build);
        assert!(
            build.is_empty(),
            "the build script of {} depends on {build:?}",
            package.name
        );
        let own = arrows.get(package.name.as_str()).copied().unwrap_or_default();
        let wrong: Vec<_> = ours(package, DependencyKind::Development)
            .into_iter()
            .filter(|name| !DEV_ARROWS.contains(name) && !own.contains(name))
            .collect();
        assert!(
            wrong.is_empty(),
            "the tests of {} depend on {wrong:?}",
            package.name
        );
    }
}

#[test]
fn one_crate_names_each_technology() {
    for (technology, allowed) in TECHNOLOGIES {
        for package in members() {
            let names = package
                .dependencies
                .iter()
                .any(|dependency| dependency.name == technology);
            let name = package.name.as_str();
            assert!(
                !names || allowed.contains(&name),
                "{name} depends on {technology}: only {allowed:?} may"
            );
        }
    }
}

#[test]
fn every_technology_is_used() {
    for (technology, allowed) in TECHNOLOGIES {
        let used = members().iter().any(|package| {
            allowed.contains(&package.name.as_str())
                && package
                    .dependencies
                    .iter()
                    .any(|dependency| dependency.name == technology)
        });
        assert!(used, "nobody depends on {technology}");
    }
}
