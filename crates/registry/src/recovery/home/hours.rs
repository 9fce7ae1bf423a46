//! The hours and the capacity of a force's property store.

use crate::Registry;
use crate::account::permits::OfficerOf;
use crate::version::Version;
use domain::id::OrganisationId;
use domain::recovery::home::PropertyStore;
use store::{Source, StoreError};
use thiserror::Error;

/// Returns the name under which a force's hours are stored.
pub(super) fn name_of(force: OrganisationId) -> String {
    format!("property-store-{force}")
}

/// Reads when bikes can be collected from a force. If it has not set any hours, there are none.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(force = force.0))]
pub async fn hours_of(source: &impl Source, force: OrganisationId) -> Result<PropertyStore, StoreError> {
    store::settings::get_json(source, &name_of(force)).await
}

/// Reads the hours of the officer's own property store.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn property_store(registry: &Registry, officer: OfficerOf) -> Result<PropertyStore, StoreError> {
    hours_of(&registry.store, officer.organisation).await
}

/// Why hours were not set.
#[derive(Debug, Error)]
pub enum SetHoursError {
    /// Somebody has set them since the officer opened the page.
    #[error("Another officer has changed these hours since you opened the page. Read what is new, then save")]
    Changed,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The version of hours, for a page where they are set.
#[must_use]
pub fn version_of_hours(hours: &PropertyStore) -> Version {
    let words = hours.in_words();
    Version::of(words.iter().map(|(_, words)| words.as_str()))
}

/// Sets when bikes can be collected from the officer's force. Times that are already booked stay booked.
/// With a version, it does not overwrite hours that the officer has not seen.
///
/// # Errors
/// [`SetHoursError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn set_hours(
    registry: &Registry,
    officer: OfficerOf,
    (hours, seen): (&PropertyStore, Option<&Version>),
) -> Result<(), SetHoursError> {
    let tx = registry.store.begin().await?;
    let before: PropertyStore = store::settings::hold_json(&tx, &name_of(officer.organisation)).await?;
    if before != *hours && seen.is_some_and(|seen| *seen != version_of_hours(&before)) {
        return Err(SetHoursError::Changed);
    }
    store::settings::set_json(&tx, &name_of(officer.organisation), hours).await?;
    tx.commit().await?;
    tracing::info!(organisation.id = %officer.organisation, "Set the hours of a property store");
    Ok(())
}
