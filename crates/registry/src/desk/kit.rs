//! What a phone needs where there is no signal: hints that say which codes are in the event's kit, but not the codes
//! themselves.

use crate::Registry;
use crate::account::permits::Desk;
use domain::event::MarkingEvent;
use domain::mark::MarkStatus;
use store::StoreError;
pub use store::desk::kits::{HINT, KitKey};

/// What a phone is told about an event's labels. Each hint is so short that about 17 million codes share it. So
/// somebody who finds a phone would have to try that many codes for each label. With a kit of 500, the phone still
/// recognises 129 in 130 codes that do not belong to the kit. It is only a hint; the server decides.
#[derive(Clone, PartialEq, Eq)]
pub struct Hints {
    /// The key of the event's hints.
    pub key: KitKey,
    /// The hints, sorted.
    pub hints: Vec<[u8; HINT]>,
}

/// Reads the hints of the marks that can be fixed at an event: its own kit, and the loose stock of the organisation
/// that runs it. There are none for an event unless its desks are open or open tomorrow.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn hints(registry: &Registry, event: &MarkingEvent) -> Result<Option<Hints>, StoreError> {
    if !event.kit_goes_out_at(registry.now()) {
        return Ok(None);
    }
    let codes = store::mark::ready_for(&registry.store, event.event.organisation, event.id).await?;
    let key = store::desk::kits::key(&registry.store, event.id);
    let mut hints: Vec<_> = codes.iter().map(|code| key.hint(*code)).collect();
    hints.sort_unstable();
    Ok(Some(Hints { key, hints }))
}

/// Counts the blank marks that the desk's organisation has left and those it has fixed.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn stock(registry: &Registry, desk: &Desk) -> Result<(u64, u64), StoreError> {
    let organisation = desk.organisation.id;
    let left = store::mark::count(&registry.store, organisation, MarkStatus::Allotted).await?;
    let issued = store::mark::count(&registry.store, organisation, MarkStatus::Issued).await?;
    Ok((left, issued))
}
