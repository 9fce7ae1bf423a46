//! There must be only one sqlx. Cargo would add a second one without a word, and it would bring an older SQLite.

use std::collections::BTreeSet;

use crate::workspace::{members, resolved};

fn versions(name: &str) -> BTreeSet<String> {
    resolved()
        .iter()
        .filter(|one| one.name.as_str() == name)
        .map(|one| one.version.to_string())
        .collect()
}

#[test]
fn there_is_one_of_each_database_library() {
    for name in [
        "sqlx",
        "sqlx-core",
        "sqlx-sqlite",
        "sqlx-postgres",
        "libsqlite3-sys",
        "sea-orm",
        "sea-query",
    ] {
        let versions = versions(name);
        assert_eq!(versions.len(), 1, "versions of {name}: {versions:?}");
    }
}

#[test]
fn the_sqlx_is_that_of_sea_orm_2() {
    let sqlx = versions("sqlx").into_iter().next().unwrap_or_default();
    assert!(sqlx.starts_with("0.9."), "sqlx {sqlx}");
    let sea_orm = versions("sea-orm").into_iter().next().unwrap_or_default();
    assert!(sea_orm.starts_with("2."), "sea-orm {sea_orm}");
}

#[test]
fn none_of_ours_names_sqlx_itself() {
    for package in members() {
        let named: Vec<_> = package
            .dependencies
            .iter()
            .map(|dependency| dependency.name.as_str())
            .filter(|name| name.starts_with("sqlx") || *name == "rusqlite" || *name == "libsqlite3-sys")
            .collect();
        assert!(
            named.is_empty(),
            "{} depends on {named:?}: sea-orm brings it",
            package.name
        );
    }
}
