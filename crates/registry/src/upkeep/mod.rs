//! What has run out is deleted.

use crate::Registry;
use crate::bike::unconfirmed;
use jiff::SignedDuration;
use store::StoreError;

/// An unfinished registration is kept this long after it was last touched.
pub const DRAFTS_LAST: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Expired links and sent e-mails are kept this long, in case somebody asks what became of them.
const TRACES_LAST: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Requests for sign-in links are kept this long, to be counted.
const REQUESTS_LAST: SignedDuration = SignedDuration::from_hours(24);

/// A phone may lie in a drawer for so long and still hand in what was sealed on it.
const DESK_KEYS_LAST: SignedDuration = SignedDuration::from_hours(60 * 24);

/// The names of people who came to an event are kept this long, in case somebody left something behind.
const BOOKINGS_LAST: SignedDuration = SignedDuration::from_hours(28 * 24);

/// Changes are kept this long for followers of the feed that were away; one that comes later starts over.
const CHANGES_LAST: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What was deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tidied {
    /// Sessions that had ended.
    pub sessions: u64,
    /// Photos of registrations that were never finished.
    pub photos: usize,
    /// Registrations that nobody confirmed.
    pub unconfirmed: u64,
}

/// Deletes ended sessions, old links, letters and keys of the desk, what look-ups showed long ago, who came to events
/// four weeks ago, registrations that nobody has touched for 90 days, and those that nobody confirmed for 14, with their
/// photos.
///
/// # Errors
/// [`StoreError`] when the store fails; what was deleted before stays deleted.
pub async fn tidy(registry: &Registry) -> Result<Tidied, StoreError> {
    let now = registry.now();
    let hold = registry.photos.hold().await;
    let tx = registry.store.begin().await?;
    store::account::links::prune(&tx, now - TRACES_LAST).await?;
    store::account::requests::prune(&tx, now - REQUESTS_LAST).await?;
    store::mail::prune(&tx, now - TRACES_LAST).await?;
    store::desk::keys::prune(&tx, now - DESK_KEYS_LAST).await?;
    let sessions = store::account::sessions::prune(&tx, now).await?;
    store::event::bookings::forget(&tx, now - BOOKINGS_LAST).await?;
    store::look_up::results::prune(&tx, now - registry.answers_last).await?;
    let files = store::bike::drafts::prune(&tx, now - DRAFTS_LAST).await?;
    tx.commit().await?;
    store::feed::prune(&registry.store, now - CHANGES_LAST).await?;
    let photos = unconfirmed::forget_files(registry, &files).await?;
    drop(hold);
    let unconfirmed = unconfirmed::prune(registry).await?;
    Ok(Tidied {
        sessions,
        photos,
        unconfirmed,
    })
}
