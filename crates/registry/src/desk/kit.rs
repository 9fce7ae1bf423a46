//! What a phone takes into a field without signal: which codes are in the event's kit, but not the codes.

use crate::Registry;
use crate::account::permits::Desk;
use domain::event::MarkingEvent;
use domain::mark::MarkStatus;
use store::StoreError;
pub use store::desk::kits::{HINT, KitKey};

/// What a phone is told of an event's labels. Each hint is so short that some 17 million codes share it: a phone that is
/// found leaves somebody with as many codes to try for each label, and a code that is not of a kit of 500 is told apart
/// in all but one of 130 cases. It is only a hint; the server decides.
#[derive(Clone, PartialEq, Eq)]
pub struct Hints {
    /// The key of the event's hints.
    pub key: KitKey,
    /// The hints, sorted.
    pub hints: Vec<[u8; HINT]>,
}

/// Reads the hints of the marks that can be fixed at an event: those of its own kit, and of the loose stock of the
/// organisation that holds it. There are none for an event whose desks are not open and do not open tomorrow.
///
/// # Errors
/// [`StoreError`] when the store fails.
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
pub async fn stock(registry: &Registry, desk: &Desk) -> Result<(u64, u64), StoreError> {
    let organisation = desk.organisation.id;
    let left = store::mark::count(&registry.store, organisation, MarkStatus::Allotted).await?;
    let issued = store::mark::count(&registry.store, organisation, MarkStatus::Issued).await?;
    Ok((left, issued))
}
