//! The tag that a recovered bike wears in the property store.

use super::{RecoveryError, find};
use crate::Registry;
use crate::account::permits::OfficerOf;
use crate::blocking::blocking;
use domain::catalogue;
use domain::id::RecoveryId;
use domain::london;
use domain::recovery::Recovery;
use marks::sheet::{SheetError, Tag, tag};
use thiserror::Error;

/// Why there is no tag.
#[derive(Debug, Error)]
pub enum TagError {
    /// The record is not this force's or cannot be read.
    #[error(transparent)]
    Recovery(#[from] RecoveryError),
    /// The PDF cannot be made.
    #[error(transparent)]
    Sheet(#[from] SheetError),
}

/// Makes the tag of a recovery of the officer's force as a PDF. Its QR code holds the address of the case, which only
/// officers of the force can open; it gives neither a name nor any number of the bike.
///
/// # Errors
/// [`TagError`], which says what is wrong.
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0))]
pub async fn make_tag(registry: &Registry, officer: OfficerOf, id: RecoveryId) -> Result<Vec<u8>, TagError> {
    let recovery = find(registry, officer, id).await?;
    let force = store::account::organisations::find(&registry.store, officer.organisation)
        .await
        .map_err(RecoveryError::from)?;
    let said = said(registry.public_url(), force.map(|force| force.name), &recovery);
    Ok(blocking(move || tag(&said)).await?)
}

fn said(site: &str, force: Option<String>, recovery: &Recovery) -> Tag {
    let new = &recovery.recovery;
    let colour = |slug: &String| {
        let known = catalogue::colours().iter().find(|colour| colour.slug == *slug);
        known.map_or_else(|| slug.clone(), |colour| colour.label.clone())
    };
    let looks: Vec<String> = new.make.iter().chain(&new.model).cloned().collect();
    let colours: Vec<String> = new.colours.iter().map(colour).collect();
    let looks = [looks.join(" "), colours.join(", ")];
    let looks = looks.into_iter().filter(|said| !said.is_empty());
    Tag {
        reference: new.property_ref.clone(),
        address: format!("{site}/police/recoveries/{}", recovery.id),
        lines: looks
            .chain([format!("Recorded {}", london::day(recovery.recorded_at))])
            .chain(force)
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::record;
    use super::super::tests::found;
    use super::*;
    use crate::testing::{an_officer, fresh};
    use domain::recovery::NewRecovery;

    testkit::on_each_database! {
        async fn a_tag_says_which_case_it_is_and_nothing_that_proves_whose(db: testkit::Database) {
            let (registry, _) = fresh(&db).await;
            let (officer, other) = (an_officer(&registry, "cambs").await, an_officer(&registry, "essex").await);
            let new = NewRecovery {
                make: Some("Trek".into()),
                colours: vec!["red".into()],
                found_by: Some("Ada".into()),
                place: Some("4 Mill Road".into()),
                ..found(&registry, "PS/1")
            };
            let id = record(&registry, officer, &new).await.unwrap();
            assert!(make_tag(&registry, officer, id).await.unwrap().starts_with(b"%PDF"));
            let elsewhere = make_tag(&registry, other, id).await;
            assert!(matches!(elsewhere, Err(TagError::Recovery(RecoveryError::NotFound))), "{elsewhere:?}");
            let recovery = find(&registry, officer, id).await.unwrap();
            let tag = said("https://fm.test", Some("Cambs Police".into()), &recovery);
            assert_eq!(tag.address, format!("https://fm.test/police/recoveries/{id}"));
            assert_eq!((tag.reference.as_str(), tag.lines[0].as_str()), ("PS/1", "Trek"));
            let all = tag.lines.join("\n");
            for hidden in ["AB1234", "Ada", "Mill Road"] {
                assert!(!all.contains(hidden), "{all}");
            }
        }
    }
}
