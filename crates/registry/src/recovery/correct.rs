//! Corrects what was recorded about a bike. The history keeps what it said before.

use super::{RecoveryError, to_change};
use crate::Registry;
use crate::account::permits::OfficerOf;
use domain::id::RecoveryId;
use domain::london;
use domain::place::PlaceGiven;
use domain::recovery::{NewRecovery, NumberRead};
use store::recovery::entries::Change;
use store::{Constraint, StoreError};

/// Corrects what was recorded, and tells whether anything changed. With a version, it refuses to write over changes
/// that the officer has not seen.
///
/// # Errors
/// [`RecoveryError`]; then nothing was written.
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0))]
pub async fn correct(
    registry: &Registry,
    officer: OfficerOf,
    (id, version): (RecoveryId, Option<i64>),
    new: &NewRecovery,
) -> Result<bool, RecoveryError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let before = to_change(&tx, officer, id, version).await?.recovery;
    // The form cannot show a point that came without words, such as one from a list, so that point stays.
    let stays = before.given.is_none() && new.given.is_none();
    let point = if stays { before.point } else { new.point };
    let new = NewRecovery { point, ..new.clone() };
    let changes = differences(&before, &new);
    if changes.is_empty() {
        return Ok(false);
    }
    let done = store::recovery::correct(&tx, id, &new, changes, Some(officer.account), now).await;
    match done {
        Err(StoreError::Taken(Constraint::PropertyRef)) => return Err(RecoveryError::SameReference),
        other => other?,
    }
    tx.commit().await?;
    registry.bikes_changed();
    tracing::info!(recovery.id = %id, "Corrected a recovery");
    Ok(true)
}

/// Returns the differences of two records in words, field by field.
#[must_use]
pub fn differences(before: &NewRecovery, after: &NewRecovery) -> Vec<Change> {
    let (before, after) = (words(before), words(after));
    let pairs = before.into_iter().zip(after);
    pairs
        .filter(|((_, before), (_, after))| before != after)
        .map(|((field, before), (_, after))| Change {
            field: field.to_owned(),
            before,
            after,
        })
        .collect()
}

fn words(of: &NewRecovery) -> [(&'static str, String); 11] {
    let others: Vec<String> = of.identifiers.iter().map(in_words).collect();
    [
        ("Property reference", of.property_ref.clone()),
        ("Number as read", of.read.clone().unwrap_or_default()),
        ("Other numbers", others.join(", ")),
        ("Make", of.make.clone().unwrap_or_default()),
        ("Model", of.model.clone().unwrap_or_default()),
        ("Colour", of.colours.join(" and ")),
        (
            "Kind",
            of.kind.map(|kind| kind.label().to_owned()).unwrap_or_default(),
        ),
        ("Found", london::day_and_time(of.found_at)),
        (
            "Place",
            of.given.as_ref().map(PlaceGiven::said).unwrap_or_default(),
        ),
        ("Where", of.place.clone().unwrap_or_default()),
        ("Found by", of.found_by.clone().unwrap_or_default()),
    ]
}

fn in_words(other: &NumberRead) -> String {
    format!("{} {}", other.kind.label(), other.as_written())
}
