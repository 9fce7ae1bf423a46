//! Takes the entries that a phone sends. Each one is one transaction, with the bike, its mark and a row for the entry.
//! So a phone can send an entry as often as it likes and in any order, even if the server crashes in between.

use super::entry::{EntryWords, Valid};
use super::rota::desk_at;
use super::withdraw;
use super::{Desk, IssueMarkError, IssuedAt, Marked, issue_mark_in};
use crate::Registry;
use crate::bike::doubles::others_with;
use crate::bike::photos::{PhotosError, kept, prepared};
use domain::MarkCode;
use domain::account::Viewer;
use domain::bike::BikeReference;
use domain::desk::{EntryId, NeedsPerson};
use domain::id::{BikeId, EventId};
use jiff::SignedDuration;
use store::StoreError;
use store::bike::photos::{Owner, Prepared};
use store::desk::entries::{Body, Entry, NewEntry};
use store::desk::keys::Sealed;

/// If a phone's clock is further ahead than this, we do not believe its times.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(5);
/// The most entries from one account at one event in a day that can wait for a person. No desk marks that many bikes.
const MOST_WAITING: u64 = 300;
/// The longest time, in seconds, that one bike can have taken. A longer time means that the volunteer was doing
/// something else.
const LONGEST: u32 = 3_600;

/// An entry as the phone sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedEntry {
    /// The id that the phone gave it.
    pub id: EntryId,
    /// The event at which it was saved.
    pub event: EventId,
    /// What the desk is called.
    pub desk: String,
    /// The id of the key that it was sealed to.
    pub key: String,
    /// The encapsulated key.
    pub encapsulated: Vec<u8>,
    /// Ciphertext and tag.
    pub text: Vec<u8>,
}

impl SealedEntry {
    /// The data that is authenticated with the content, so that nobody can move an entry to another desk or event on
    /// the way.
    fn beside(&self) -> Vec<u8> {
        format!("{}\n{}\n{}", self.id, self.event, self.desk).into_bytes()
    }
}

/// What happened to an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The bike is on the register.
    Accepted {
        /// The mark on the bike, if it has one.
        mark: Option<MarkCode>,
        /// The reference to tell the owner.
        reference: BikeReference,
        /// True if there was a photo that could not be read.
        photo_lost: bool,
    },
    /// The entry has come before. This is what happened to it then.
    Already(Box<Entry>),
    /// It withdrew another entry.
    Withdrawn,
    /// A person has to decide.
    NeedsPerson(NeedsPerson, Option<MarkCode>),
    /// The account may not work at the event; the entry stays on the phone.
    NotYours,
    /// Too many entries from this account are already waiting for a person, so this one has to wait on the phone.
    TooMany,
}

/// Takes an entry.
///
/// # Errors
/// [`StoreError`] when the store fails; then nothing was written and the phone sends the entry again.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn take(registry: &Registry, viewer: &Viewer, entry: &SealedEntry) -> Result<Outcome, StoreError> {
    let Some((desk, event)) = desk_at(registry, viewer, entry.event).await? else {
        return Ok(Outcome::NotYours);
    };
    if let Some(known) = store::desk::entries::find(&registry.store, &entry.id).await? {
        return Ok(Outcome::Already(Box::new(known)));
    }
    let beside = entry.beside();
    let sealed = Sealed {
        key: &entry.key,
        encapsulated: &entry.encapsulated,
        text: &entry.text,
        beside: &beside,
    };
    let words = store::desk::keys::open(&registry.store, sealed)
        .await?
        .and_then(|words| String::from_utf8(words).ok());
    let Some(words) = words else {
        let body = Body::Closed {
            key: entry.key.clone(),
            encapsulated: entry.encapsulated.clone(),
            text: entry.text.clone(),
        };
        let new = new_entry(registry, &desk, entry, None);
        return wait(registry, &new, NeedsPerson::Unopened, &body).await;
    };
    let read = EntryWords::of(&words);
    let new = new_entry(registry, &desk, entry, Some(&read));
    let body = Body::Opened(words);
    if let Some(old) = read.withdraws() {
        return withdraw::withdraw(registry, &new, old, &body).await;
    }
    let Ok(valid) = read.typed.parse() else {
        return wait(registry, &new, NeedsPerson::Invalid, &body).await;
    };
    // Either two desks have entered the same bike, or two bikes have the same number, so a person has to look.
    if same_number_here(registry, event.id, &valid).await? {
        return wait(registry, &new, NeedsPerson::SameNumber, &body).await;
    }
    let (photo, photo_lost) = readable(read.photo()).await;
    match mark(registry, &desk, event.id, &new, &valid, photo).await {
        Ok(Some(marked)) => {
            tracing::info!(bike.id = %marked.bike, event.id = %event.id, "Accepted a desk entry");
            Ok(Outcome::Accepted {
                mark: Some(marked.code),
                reference: marked.reference,
                photo_lost,
            })
        }
        Ok(None) => already(registry, &new.id).await,
        Err(IssueMarkError::UnknownMark) => wait(registry, &new, NeedsPerson::UnknownMark, &body).await,
        Err(IssueMarkError::Unusable(why)) => wait(registry, &new, why.into(), &body).await,
        Err(IssueMarkError::Store(error)) => Err(error),
    }
}

/// Returns true if a bike with one of these numbers was marked at the same event.
async fn same_number_here(registry: &Registry, event: EventId, valid: &Valid) -> Result<bool, StoreError> {
    let bike = &valid.bike;
    let others = others_with(&registry.store, None, &bike.frame, &bike.identifiers).await?;
    let others: Vec<BikeId> = others.iter().map(|other| other.id).collect();
    store::desk::entries::any_at(&registry.store, event, &others).await
}

/// Marks the bike. Returns `None` if another request has taken the same entry in the meantime.
async fn mark(
    registry: &Registry,
    desk: &Desk,
    event: EventId,
    new: &NewEntry,
    valid: &Valid,
    photo: Option<Prepared>,
) -> Result<Option<Marked>, IssueMarkError> {
    let hold = registry.photos.hold().await;
    let photo = match photo {
        Some(prepared) => Some(kept(registry, prepared).await.map_err(disk)?),
        None => None,
    };
    let now = registry.now();
    let tx = registry.store.begin().await?;
    if !store::desk::entries::claim(&tx, new, now).await? {
        return Ok(None);
    }
    let marked = issue_mark_in(
        registry,
        &tx,
        desk,
        IssuedAt::At(event),
        valid.mark,
        &valid.bike,
        &valid.owner,
    )
    .await?;
    store::desk::entries::marked(&tx, &new.id, marked.bike).await?;
    if let Some(photo) = photo {
        store::bike::photos::add(&tx, Owner::Bike(marked.bike), &photo, now).await?;
    }
    tx.commit().await?;
    drop(hold);
    registry.bikes_changed();
    registry.mail_waits();
    Ok(Some(marked))
}

/// Prepares the photo, and tells whether it was lost. A bike is never refused because of its photo.
pub(super) async fn readable(photo: Option<Vec<u8>>) -> (Option<Prepared>, bool) {
    match photo {
        None => (None, false),
        Some(upload) => match prepared(upload.into()).await {
            Ok(photo) => (Some(photo), false),
            Err(error) => {
                tracing::warn!(%error, "The photo of a desk entry cannot be kept");
                (None, true)
            }
        },
    }
}

pub(super) fn disk(error: PhotosError) -> IssueMarkError {
    match error {
        PhotosError::Store(error) => error.into(),
        other => StoreError::Corrupt {
            table: "photo",
            what: other.to_string(),
        }
        .into(),
    }
}

pub(super) async fn wait(
    registry: &Registry,
    new: &NewEntry,
    reason: NeedsPerson,
    body: &Body,
) -> Result<Outcome, StoreError> {
    let tx = registry.store.begin().await?;
    let a_day_ago = registry.now() - SignedDuration::from_hours(24);
    if store::desk::entries::waiting_of(&tx, new.event, new.sent_by, a_day_ago).await? >= MOST_WAITING {
        tracing::warn!(event.id = %new.event, "A desk has sent more entries for the work list than anybody can look at");
        return Ok(Outcome::TooMany);
    }
    if !store::desk::entries::keep(&tx, new, reason, body, registry.now()).await? {
        drop(tx);
        return already(registry, &new.id).await;
    }
    tx.commit().await?;
    tracing::info!(event.id = %new.event, reason = reason.slug(), "A coordinator has to decide on a desk entry");
    Ok(Outcome::NeedsPerson(reason, new.mark))
}

pub(super) async fn already(registry: &Registry, id: &EntryId) -> Result<Outcome, StoreError> {
    store::desk::entries::find(&registry.store, id)
        .await?
        .map(|known| Outcome::Already(Box::new(known)))
        .ok_or(StoreError::Corrupt {
            table: "desk_entry",
            what: "no row where one was written".into(),
        })
}

fn new_entry(registry: &Registry, desk: &Desk, entry: &SealedEntry, words: Option<&EntryWords>) -> NewEntry {
    let now = registry.now();
    NewEntry {
        id: entry.id.clone(),
        event: entry.event,
        desk: entry.desk.clone(),
        sent_by: desk.volunteer,
        made_at: words
            .and_then(EntryWords::saved_at)
            .filter(|saved| *saved <= now + CLOCKS_DIFFER)
            .unwrap_or(now),
        seconds: words
            .and_then(|words| words.seconds)
            .filter(|seconds| *seconds <= LONGEST),
        mark: words.and_then(EntryWords::mark),
        withdraws: words.and_then(EntryWords::withdraws).cloned(),
    }
}

#[cfg(test)]
mod tests;
