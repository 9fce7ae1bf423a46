//! Deletes expired data, seals words that earlier versions kept in the clear, and reports the program's health.

pub mod health;
mod log;
mod seal;

pub use log::{extend_log, log_checkpoint, log_links, note_checkpoint, verify_log};
pub use seal::{seal_clear_words, wipe_clear_words};

use crate::Registry;
use crate::bike::{transfer, unconfirmed};
use crate::recovery::lists::LISTS_LAST;
use domain::london;
use jiff::SignedDuration;
use store::StoreError;

/// How long we keep unfinished registrations and other drafts after they were last changed.
pub const DRAFTS_LAST: SignedDuration = SignedDuration::from_hours(90 * 24);

/// How long we recognise a form that is sent again.
const SENT_FORMS_LAST: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How long we keep expired links and sent e-mails, in case somebody asks about them.
const TRACES_LAST: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How long we keep requests for sign-in links, so that we can count them.
const REQUESTS_LAST: SignedDuration = SignedDuration::from_hours(24);

/// How long we keep a day's key. A phone can lie in a drawer for this long and still send its entries.
const DESK_KEYS_LAST: SignedDuration = SignedDuration::from_hours(60 * 24);

/// How long we keep the names of people who came to an event, in case somebody left something behind.
const BOOKINGS_LAST: SignedDuration = SignedDuration::from_hours(28 * 24);

/// How long we keep changes for followers of the feed that were away. One that comes back later than this starts again.
const CHANGES_LAST: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How long we keep conversations about bikes after somebody last wrote. They have ended long before that.
const CONVERSATIONS_LAST: SignedDuration = SignedDuration::from_hours(365 * 24);

/// How long we keep the questions that people send to meetings.
const QUESTIONS_LAST: SignedDuration = SignedDuration::from_hours(365 * 24);
/// How long published questions stay, without who asked. Their meeting is shown for two years, and takes questions before.
const PUBLISHED_QUESTIONS_LAST: SignedDuration = SignedDuration::from_hours(3 * 365 * 24);

/// How long after a consultation closes we keep the marks of which answers share a browser or an address. They
/// show whether a result was pushed, and a complaint about a consultation comes within three months of its end.
const MARKS_LAST: SignedDuration = SignedDuration::from_hours(90 * 24);

/// How long after a consultation closes we keep what people wrote in their own words. By then somebody has put them into
/// themes, and next year's consultation has been compared with them.
const ANSWERS_LAST: SignedDuration = SignedDuration::from_hours(365 * 24);

/// Reads the register's keys again, because another process may have changed them.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or our key is no longer one of the register's.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn read_keys_again(registry: &Registry) -> Result<(), StoreError> {
    store::keys::read_again(&registry.store).await
}

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

/// Deletes data that is only kept for a certain time.
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
    EmailChanges,
    EndedOffers,
    Bookings,
    Answers,
    PropertyLists,
    HotSheets,
    MeetingQuestions,
    ConsultationMarks,
    ConsultationWords,
    Changes,
}

const OLD: [Old; 19] = [
    Old::Links,
    Old::Requests,
    Old::Letters,
    Old::DeskKeys,
    Old::DeskPhones,
    Old::Sessions,
    Old::AccountDrafts,
    Old::KeptForms,
    Old::SentForms,
    Old::EmailChanges,
    Old::EndedOffers,
    Old::Bookings,
    Old::Answers,
    Old::PropertyLists,
    Old::HotSheets,
    Old::MeetingQuestions,
    Old::ConsultationMarks,
    Old::ConsultationWords,
    Old::Changes,
];

/// Deletes what has expired, asks the owners of bikes that were stolen a year ago, and drafts the monitoring reports of a
/// quarter that closed.
///
/// It deletes ended sessions, old links, e-mails, drafts, forms, desk keys, conversations, lists of recovered bikes and
/// offers of bikes, the results of old look-ups, the photos of bikes that left a property store long ago, the names of
/// people who came to events more than four weeks ago, old changes in the feed, questions that were sent to meetings more
/// than a year ago, and what people wrote in consultations that closed more than a year ago. It also deletes registrations
/// that nobody has changed for 90 days or confirmed within 14 days, with their photos, and ends offers of bikes that nobody
/// accepted. If one kind cannot be deleted, the others still are.
///
/// # Errors
/// The first [`StoreError`], if the store failed for one or more kinds.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn tidy(registry: &Registry) -> Result<Tidied, StoreError> {
    let mut failed = Failed::default();
    let mut tidied = Tidied {
        sessions: 0,
        photos: 0,
        unconfirmed: 0,
    };
    for old in OLD {
        let gone = failed.keep(&format!("delete old {old:?}"), delete(registry, old).await);
        if matches!(old, Old::Sessions) {
            tidied.sessions = gone.unwrap_or_default();
        }
    }
    let offers = transfer::expire(registry).await;
    failed.keep("end the offers of bikes that nobody accepted", offers);
    let asked = crate::theft::ask::ask_owners(registry).await;
    failed.keep("ask owners whether their bikes are still missing", asked);
    let reports = crate::plan::draft_due_reports(registry).await;
    failed.keep("draft the monitoring reports of the quarter that closed", reports);
    let agencies = crate::problem::note_agencies(registry).await;
    failed.keep("write down which agencies are in problem cases", agencies);
    let photos = failed.keep("delete abandoned registrations", drafts(registry).await);
    tidied.photos = photos.unwrap_or_default();
    failed.keep("delete old conversations", conversations(registry).await);
    let photos = crate::recovery::photos::forget_old(registry).await;
    failed.keep(
        "delete the photos of bikes that left a property store long ago",
        photos,
    );
    let unconfirmed = failed.keep(
        "delete unconfirmed registrations",
        unconfirmed::prune(registry).await,
    );
    tidied.unconfirmed = unconfirmed.unwrap_or_default();
    failed.first.map_or(Ok(tidied), Err)
}

/// The first error of several tasks that do not depend on each other.
#[derive(Default)]
struct Failed {
    first: Option<StoreError>,
}

impl Failed {
    /// Returns the result of a task, or logs that we could not do it.
    fn keep<T>(&mut self, what: &str, result: Result<T, StoreError>) -> Option<T> {
        match result {
            Ok(done) => Some(done),
            Err(error) => {
                tracing::error!(%error, "Could not {what}");
                self.first.get_or_insert(error);
                None
            }
        }
    }
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
        Old::EmailChanges => store::account::email_changes::prune(&tx, now - TRACES_LAST).await?,
        Old::EndedOffers => store::bike::transfers::prune(&tx, now - TRACES_LAST).await?,
        Old::Bookings => store::event::bookings::forget(&tx, now - BOOKINGS_LAST).await?,
        Old::Answers => store::look_up::results::prune(&tx, now - registry.answers_last).await?,
        Old::PropertyLists => store::recovery::lists::prune(&tx, now - LISTS_LAST).await?,
        Old::HotSheets => {
            let before = now - TRACES_LAST;
            store::hot_sheet::editions::prune(&tx, &london::date_of(before).to_string()).await?;
            store::hot_sheet::prune(&tx, before).await?
        }
        Old::MeetingQuestions => {
            let published = now - PUBLISHED_QUESTIONS_LAST;
            store::meeting::questions::prune(&tx, now - QUESTIONS_LAST, published).await?
        }
        Old::ConsultationMarks => store::consultation::answers::prune_marks(&tx, now - MARKS_LAST).await?,
        Old::ConsultationWords => store::consultation::answers::prune_words(&tx, now - ANSWERS_LAST).await?,
        Old::Changes => 0,
    };
    tx.commit().await?;
    Ok(gone)
}

/// Deletes abandoned registrations and the photos that only they had, and returns how many photos.
async fn drafts(registry: &Registry) -> Result<usize, StoreError> {
    let hold = registry.photos.hold().await;
    let tx = registry.store.begin().await?;
    let files = store::bike::drafts::prune(&tx, registry.now() - DRAFTS_LAST).await?;
    tx.commit().await?;
    let photos = unconfirmed::forget_files(registry, &files).await?;
    drop(hold);
    Ok(photos)
}

/// Deletes conversations that ended long ago, and their photos.
async fn conversations(registry: &Registry) -> Result<(), StoreError> {
    let hold = registry.photos.hold().await;
    let tx = registry.store.begin().await?;
    let files = store::message::threads::prune(&tx, registry.now() - CONVERSATIONS_LAST).await?;
    tx.commit().await?;
    unconfirmed::forget_files(registry, &files).await?;
    drop(hold);
    Ok(())
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
