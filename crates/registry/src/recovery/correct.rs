//! What was recorded of a bike is corrected; what stood there before stays in its history.

use super::{RecoveryError, find};
use crate::Registry;
use crate::account::permits::OfficerOf;
use domain::bike::Identifier;
use domain::id::RecoveryId;
use domain::london;
use domain::recovery::NewRecovery;
use store::recovery::entries::Change;
use store::{Constraint, StoreError};

/// Corrects what was recorded. Tells whether anything is new.
///
/// # Errors
/// [`RecoveryError`]; then nothing was written.
pub async fn correct(
    registry: &Registry,
    officer: OfficerOf,
    id: RecoveryId,
    new: &NewRecovery,
) -> Result<bool, RecoveryError> {
    find(registry, officer, id).await?;
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let before = store::recovery::find_to_change(&tx, id).await?;
    let before = before.ok_or(RecoveryError::NotFound)?.recovery;
    // The form knows no point; the one on record stays.
    let new = NewRecovery {
        point: before.point,
        ..new.clone()
    };
    let changes = changes(&before, &new);
    if changes.is_empty() {
        return Ok(false);
    }
    let done = store::recovery::correct(&tx, id, &new, changes, Some(officer.account), now).await;
    match done {
        Err(StoreError::Taken(Constraint::PropertyRef)) => return Err(RecoveryError::SameReference),
        other => other?,
    }
    tx.commit().await?;
    tracing::info!(recovery.id = %id, "Corrected a recovery");
    Ok(true)
}

/// What differs, field by field, in words.
fn changes(before: &NewRecovery, after: &NewRecovery) -> Vec<Change> {
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

fn words(of: &NewRecovery) -> [(&'static str, String); 9] {
    let others: Vec<String> = of.identifiers.iter().map(in_words).collect();
    [
        ("Property reference", of.property_ref.clone()),
        ("Read off it", of.read.clone().unwrap_or_default()),
        ("Other numbers", others.join(", ")),
        ("Make", of.make.clone().unwrap_or_default()),
        ("Model", of.model.clone().unwrap_or_default()),
        ("Colour", of.colours.join(" and ")),
        (
            "Kind",
            of.kind.map(|kind| kind.label().to_owned()).unwrap_or_default(),
        ),
        ("Found", london::day_and_time(of.found_at)),
        ("Where", of.place.clone().unwrap_or_default()),
    ]
}

fn in_words(other: &Identifier) -> String {
    format!("{} {}", other.kind.label(), other.number.as_written())
}
