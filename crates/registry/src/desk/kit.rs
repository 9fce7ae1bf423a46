//! What a phone takes into a field without signal: which codes are in the event's kit, but not the codes.

use crate::Registry;
use crate::account::permits::Desk;
use domain::MarkCode;
use domain::event::MarkingEvent;
use domain::mark::MarkStatus;
use store::StoreError;

/// Bytes that stand for a code on a phone. So few that about 65,000 codes share each value: a phone that is found
/// tells nobody which codes are real, while a code that is not of the kit is told apart in all but one of some ten
/// thousand cases. It is only a hint; the server decides.
pub const HINT: usize = 3;

/// Reads the hints of the marks that can be fixed at an event, sorted: those of its own kit, and of the loose stock
/// of the organisation that holds it.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn hints(registry: &Registry, event: &MarkingEvent) -> Result<Vec<[u8; HINT]>, StoreError> {
    let codes = store::mark::ready_for(&registry.store, event.event.organisation, event.id).await?;
    let mut hints: Vec<_> = codes.iter().map(|code| hint(event, *code)).collect();
    hints.sort_unstable();
    Ok(hints)
}

/// The first bytes of SHA-256 over the event and the code; `web/src/desk/app/kit.ts` has the same.
fn hint(event: &MarkingEvent, code: MarkCode) -> [u8; HINT] {
    let mut first = [0; HINT];
    let words = format!("framemark desk kit {} {}", event.id, code.compact());
    first.copy_from_slice(&store::digest(words.as_bytes())[..HINT]);
    first
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
