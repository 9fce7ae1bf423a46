//! What has run out is deleted, and how the program does is told.

pub mod health;

use crate::Registry;
use crate::bike::unconfirmed;
use jiff::SignedDuration;
use store::StoreError;

/// An unfinished registration, and what else somebody has begun to fill in, is kept this long after it was last touched.
pub const DRAFTS_LAST: SignedDuration = SignedDuration::from_hours(90 * 24);

/// A form that was sent is known again for so long.
const SENT_FORMS_LAST: SignedDuration = SignedDuration::from_hours(7 * 24);

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

/// What goes by its age alone.
#[derive(Clone, Copy, Debug)]
enum Old {
    Links,
    Requests,
    Letters,
    DeskKeys,
    DeskPhones,
    Sessions,
    AccountDrafts,
    KeptForms,
    SentForms,
    Bookings,
    Answers,
    Changes,
}

const OLD: [Old; 12] = [
    Old::Links,
    Old::Requests,
    Old::Letters,
    Old::DeskKeys,
    Old::DeskPhones,
    Old::Sessions,
    Old::AccountDrafts,
    Old::KeptForms,
    Old::SentForms,
    Old::Bookings,
    Old::Answers,
    Old::Changes,
];

/// Deletes ended sessions, old links, letters and keys of the desk, what look-ups showed long ago, who came to events
/// four weeks ago, changes that every follower has seen, registrations that nobody has touched for 90 days, and those
/// that nobody confirmed for 14, with their photos. Each kind by itself: one that cannot be deleted keeps no other.
///
/// # Errors
/// [`StoreError`] the first of them, when the store failed for one kind or more.
pub async fn tidy(registry: &Registry) -> Result<Tidied, StoreError> {
    let mut tidied = Tidied {
        sessions: 0,
        photos: 0,
        unconfirmed: 0,
    };
    let mut first_error = None;
    for old in OLD {
        match delete(registry, old).await {
            Ok(gone) => {
                if matches!(old, Old::Sessions) {
                    tidied.sessions = gone;
                }
            }
            Err(error) => {
                tracing::error!(what = ?old, %error, "Could not delete what has run out");
                first_error.get_or_insert(error);
            }
        }
    }
    match drafts(registry).await {
        Ok(photos) => tidied.photos = photos,
        Err(error) => {
            tracing::error!(%error, "Could not delete abandoned registrations");
            first_error.get_or_insert(error);
        }
    }
    match unconfirmed::prune(registry).await {
        Ok(unconfirmed) => tidied.unconfirmed = unconfirmed,
        Err(error) => {
            tracing::error!(%error, "Could not delete unconfirmed registrations");
            first_error.get_or_insert(error);
        }
    }
    first_error.map_or(Ok(tidied), Err)
}

async fn delete(registry: &Registry, old: Old) -> Result<u64, StoreError> {
    let now = registry.now();
    if matches!(old, Old::Changes) {
        return store::feed::prune(&registry.store, now - CHANGES_LAST).await;
    }
    let tx = registry.store.begin().await?;
    let gone = match old {
        Old::Links => store::account::links::prune(&tx, now - TRACES_LAST).await?,
        Old::Requests => store::account::requests::prune(&tx, now - REQUESTS_LAST).await?,
        Old::Letters => store::mail::prune(&tx, now - TRACES_LAST).await?,
        Old::DeskKeys => store::desk::keys::prune(&tx, now - DESK_KEYS_LAST).await?,
        Old::DeskPhones => store::desk::phones::prune(&tx, now - DESK_KEYS_LAST).await?,
        Old::Sessions => store::account::sessions::prune(&tx, now).await?,
        Old::AccountDrafts => store::account::drafts::prune(&tx, now - DRAFTS_LAST).await?,
        Old::KeptForms => store::account::kept_forms::prune(&tx, now).await?,
        Old::SentForms => store::once::prune(&tx, now - SENT_FORMS_LAST).await?,
        Old::Bookings => store::event::bookings::forget(&tx, now - BOOKINGS_LAST).await?,
        Old::Answers => store::look_up::results::prune(&tx, now - registry.answers_last).await?,
        Old::Changes => 0,
    };
    tx.commit().await?;
    Ok(gone)
}

/// Deletes abandoned registrations and the photos that only they had; tells how many photos.
async fn drafts(registry: &Registry) -> Result<usize, StoreError> {
    let hold = registry.photos.hold().await;
    let tx = registry.store.begin().await?;
    let files = store::bike::drafts::prune(&tx, registry.now() - DRAFTS_LAST).await?;
    tx.commit().await?;
    let photos = unconfirmed::forget_files(registry, &files).await?;
    drop(hold);
    Ok(photos)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bike::draft;
    use crate::bike::photos::{Album, add_photo};
    use crate::testing::{dot, fresh};

    testkit::on_each_database! {
        async fn a_photo_that_cannot_be_named_holds_up_nothing(db: testkit::Database) {
            let (registry, clock) = fresh(&db).await;
            for _ in 0..2 {
                let (token, _) = draft::start_draft(&registry, b"{}").await.unwrap();
                add_photo(&registry, Album::Draft(&token), dot(9)).await.unwrap();
            }
            clock.advance(DRAFTS_LAST + SignedDuration::from_hours(1));
            db.damage("UPDATE photo SET file = '../../etc/passwd' WHERE id = 1");
            tidy(&registry).await.unwrap();
            assert_eq!(db.texts("SELECT CAST(COUNT(*) AS TEXT) FROM registration"), ["0"]);
        }

        async fn one_kind_that_cannot_be_deleted_keeps_no_other(db: testkit::Database) {
            let (registry, clock) = fresh(&db).await;
            draft::start_draft(&registry, b"{}").await.unwrap();
            clock.advance(DRAFTS_LAST + SignedDuration::from_hours(1));
            db.damage("ALTER TABLE sign_in_link RENAME TO gone");
            let told = tidy(&registry).await;
            assert!(matches!(told, Err(StoreError::Database(_))), "{told:?}");
            assert_eq!(db.texts("SELECT CAST(COUNT(*) AS TEXT) FROM registration"), ["0"]);
        }
    }
}
