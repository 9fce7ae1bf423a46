//! What the police recorded, loaded from their monthly street files.

use crate::Registry;
use domain::figure::{Counted, RecordedMonth};
use domain::place::wards;
use std::collections::BTreeSet;
use store::StoreError;
use store::figure::recorded;

/// A count that a file changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The category of crime, as the police name it.
    pub category: String,
    /// The name of the ward, or words that say that the place is outside both districts.
    pub ward: String,
    /// The count that we had before.
    pub before: Counted,
    /// The count in the file.
    pub after: Counted,
}

/// What loading a file does, or would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Load {
    /// True if this is the first file of this month and force.
    pub is_new: bool,
    /// The counts that change, by category and ward.
    pub differences: Vec<Difference>,
}

/// Compares a file with the counts that we have for its month and force, and changes nothing.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn compare(registry: &Registry, file: &RecordedMonth) -> Result<Load, StoreError> {
    let before = recorded::of_month(&registry.store, file.month, &file.force).await?;
    let keys: BTreeSet<_> = before.keys().chain(file.counts.keys()).collect();
    let differences = keys.into_iter().filter_map(|key| {
        let of = |counts: &recorded::Counts| counts.get(key).copied().unwrap_or_default();
        let (before, after) = (of(&before), of(&file.counts));
        (before != after).then(|| Difference {
            category: key.0.clone(),
            ward: wards::of_code(&key.1).map_or_else(
                || "Outside the districts on the map".to_owned(),
                |ward| ward.name.clone(),
            ),
            before,
            after,
        })
    });
    Ok(Load {
        is_new: before.is_empty(),
        differences: differences.collect(),
    })
}

/// Replaces the counts of a month and force with those of a file.
///
/// # Errors
/// [`StoreError`] when the store fails; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn load(registry: &Registry, file: &RecordedMonth) -> Result<(), StoreError> {
    let tx = registry.store.begin().await?;
    recorded::replace(&tx, file, registry.now()).await?;
    tx.commit().await?;
    tracing::info!(month = %file.month, "Loaded the crime that a force recorded in a month");
    Ok(())
}
