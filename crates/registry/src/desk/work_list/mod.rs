//! Lets a coordinator deal with entries that the desks could not finish: the mark is taken, void or from somewhere
//! else, or the entry cannot be opened or is not valid. Each call checks that the viewer coordinates the event's
//! organisation.

use super::entry::EntryWords;
use super::sync::{disk, readable};
use super::withdraw::take_back;
use super::{Desk, IssueMarkError, IssuedAt, issue_mark_in, register_in};
use crate::Registry;
use crate::account::sign_in;
use crate::bike::letters;
use crate::bike::photos::kept;
use domain::MarkCode;
use domain::account::contact::Contact;
use domain::account::{Role, Viewer};
use domain::bike::{BikeReference, NewBike};
use domain::desk::EntryId;
use domain::event::MarkingEvent;
use domain::id::{BikeId, EventId};
use domain::mark::Mark;
use jiff::Timestamp;
use store::bike::photos::Owner;
pub use store::desk::entries::Entry;
use store::desk::entries::{Body, EntryState};
use store::{StoreError, Tx};
use thiserror::Error;

/// The most entries that one list shows.
const MOST: u64 = 200;

/// A waiting entry, with what the coordinator needs to decide.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The entry that needs a decision.
    pub entry: Entry,
    /// The event at which it was saved.
    pub event: MarkingEvent,
    /// What was typed on the phone, or `None` if it cannot be opened.
    pub words: Option<EntryWords>,
    /// What happened to the mark that it names.
    pub mark: Option<Mark>,
    /// The bike that has this mark, if any.
    pub other: Option<BikeReference>,
    /// The entry that it withdraws, if it is a withdrawal.
    pub withdraws: Option<Entry>,
}

/// What a coordinator decides.
#[derive(Clone, Debug)]
pub enum Decision {
    /// Registers the bike, with this mark if there is one. The coordinator may have corrected what was typed.
    Register {
        /// The mark that is on the bike.
        mark: Option<MarkCode>,
        /// The bike to register.
        bike: Box<NewBike>,
        /// How to reach its owner.
        owner: Contact,
        /// The photo that came with the entry.
        photo: Option<Vec<u8>>,
    },
    /// Sets the entry aside, for this reason.
    PutAside(String),
}

/// The result of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The bike that is now on the register, or `None` if the entry was set aside.
    pub bike: Option<BikeReference>,
    /// True if the entry had a photo that could not be read.
    pub photo_lost: bool,
}

/// Why nothing was decided about an entry.
#[derive(Debug, Error)]
pub enum DecideError {
    /// No such entry is waiting, or it belongs to somebody else.
    #[error("Somebody else has already dealt with this entry")]
    Gone,
    /// The bike cannot come off the register now.
    #[error("This bike is reported stolen or held by the police, so it stays on the register")]
    Reported,
    /// The mark cannot be used.
    #[error(transparent)]
    Mark(#[from] IssueMarkError),
    /// The store failed; nothing was written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Lists the account's events that have entries waiting, with how many there are, soonest first.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn events(registry: &Registry, viewer: &Viewer) -> Result<Vec<(MarkingEvent, u64)>, StoreError> {
    let mut found = Vec::new();
    for (id, waiting) in store::desk::entries::events_waiting(&registry.store).await? {
        if let Some(event) = kept_event(registry, viewer, id).await? {
            found.push((event, waiting));
        }
    }
    found.sort_by_key(|(event, _)| event.event.starts_at);
    Ok(found)
}

/// Lists the waiting entries of an event, oldest first. Returns `None` if the account does not coordinate it.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0))]
pub async fn of_event(
    registry: &Registry,
    viewer: &Viewer,
    event: EventId,
) -> Result<Option<(MarkingEvent, Vec<Entry>)>, StoreError> {
    let Some(event) = kept_event(registry, viewer, event).await? else {
        return Ok(None);
    };
    let waiting = store::desk::entries::waiting(&registry.store, event.id, MOST).await?;
    Ok(Some((event, waiting)))
}

/// Reads a waiting entry, with what the coordinator needs to decide.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn open(registry: &Registry, viewer: &Viewer, id: &EntryId) -> Result<Option<Waiting>, StoreError> {
    let Some((entry, event)) = theirs(registry, viewer, id).await? else {
        return Ok(None);
    };
    let words = match store::desk::entries::body(&registry.store, id).await? {
        Some(Body::Opened(words)) => Some(EntryWords::of(&words)),
        Some(Body::Closed { .. }) | None => None,
    };
    let mark = match entry.new.mark {
        Some(code) => store::mark::find(&registry.store, code).await?,
        None => None,
    };
    let other = mark.as_ref().and_then(|mark| mark.bike).map(BikeReference::of);
    let withdraws = match &entry.new.withdraws {
        Some(old) => store::desk::entries::find(&registry.store, old).await?,
        None => None,
    };
    Ok(Some(Waiting {
        entry,
        event,
        words,
        mark,
        other,
        withdraws,
    }))
}

/// Lists the entries of an event that its desks have withdrawn, latest first. The list is empty if the account does not
/// coordinate it.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0))]
pub async fn withdrawn(
    registry: &Registry,
    viewer: &Viewer,
    event: EventId,
) -> Result<Vec<Entry>, StoreError> {
    match kept_event(registry, viewer, event).await? {
        Some(event) => store::desk::entries::withdrawn(&registry.store, event.id, MOST).await,
        None => Ok(Vec::new()),
    }
}

/// Takes the bike of an entry off the register, as the entry that withdraws it asks.
///
/// # Errors
/// [`DecideError`]; then nothing was written.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn withdraw(registry: &Registry, viewer: &Viewer, id: &EntryId) -> Result<(), DecideError> {
    let (entry, event) = theirs(registry, viewer, id).await?.ok_or(DecideError::Gone)?;
    let old = entry.new.withdraws.ok_or(DecideError::Gone)?;
    let now = registry.now();
    let tx = registry.store.begin().await?;
    if let Some(old) = store::desk::entries::find(&tx, &old).await?
        // A phone can never withdraw an entry of another event.
        && old.new.event == event.id
        && old.withdrawn_at.is_none()
    {
        if let Some(bike) = old.bike {
            let taken = take_back(registry, &tx, bike, old.new.mark, false).await?;
            taken.map_err(|_| DecideError::Reported)?;
        }
        store::desk::entries::withdraw(&tx, &old.new.id, now).await?;
    }
    if !store::desk::entries::carried_out(&tx, id, viewer.account, now).await? {
        return Err(DecideError::Gone);
    }
    tx.commit().await?;
    registry.bikes_changed();
    registry.mail_waits();
    tracing::info!(event.id = %event.id, "Withdrew a desk entry");
    Ok(())
}

/// Carries out a decision, and only once.
///
/// # Errors
/// [`DecideError`]; then nothing was written.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn decide(
    registry: &Registry,
    viewer: &Viewer,
    id: &EntryId,
    decision: &Decision,
) -> Result<Decided, DecideError> {
    let (_, event) = theirs(registry, viewer, id).await?.ok_or(DecideError::Gone)?;
    let organisation = store::account::organisations::find(&registry.store, event.event.organisation)
        .await?
        .ok_or(DecideError::Gone)?;
    let desk = Desk {
        volunteer: viewer.account,
        organisation,
    };
    let (photo, photo_lost) = match decision {
        Decision::Register { photo, .. } => readable(photo.clone()).await,
        Decision::PutAside(_) => (None, false),
    };
    let hold = registry.photos.hold().await;
    let photo = match photo {
        Some(prepared) => Some(kept(registry, prepared).await.map_err(disk)?),
        None => None,
    };
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let (bike, mark, note) = match decision {
        Decision::PutAside(why) => (None, None, Some(why.as_str())),
        Decision::Register {
            mark, bike, owner, ..
        } => {
            // A coordinator may take a label out of the kit of another of the organisation's events.
            let place = IssuedAt::DecidedFor(event.id);
            let bike = match mark {
                Some(code) => {
                    issue_mark_in(registry, &tx, &desk, place, *code, bike, owner)
                        .await?
                        .bike
                }
                None => register_unmarked(registry, &tx, &desk, bike, owner, now).await?,
            };
            (Some(bike), *mark, None)
        }
    };
    if !store::desk::entries::decide(&tx, id, bike, mark, viewer.account, note, now).await? {
        return Err(DecideError::Gone);
    }
    if let (Some(bike), Some(photo)) = (bike, photo) {
        store::bike::photos::add(&tx, Owner::Bike(bike), &photo, now).await?;
    }
    tx.commit().await?;
    drop(hold);
    registry.bikes_changed();
    registry.mail_waits();
    tracing::info!(event.id = %event.id, registered = bike.is_some(), "Decided on a desk entry");
    let bike = bike.map(BikeReference::of);
    Ok(Decided { bike, photo_lost })
}

/// Registers a bike without a mark, and asks its owner by e-mail to confirm it.
async fn register_unmarked(
    registry: &Registry,
    tx: &Tx,
    desk: &Desk,
    bike: &NewBike,
    owner: &Contact,
    now: Timestamp,
) -> Result<BikeId, DecideError> {
    let (bike, account) = register_in(registry, tx, desk, bike, owner).await?;
    if let Some(email) = &owner.email
        && let Some(link) = sign_in::confirmation_link(registry, tx, account, bike).await?
    {
        let letter = letters::confirm_registration(email, BikeReference::of(bike), &link);
        store::mail::queue_about(tx, &letter, bike, now).await?;
    }
    Ok(bike)
}

async fn theirs(
    registry: &Registry,
    viewer: &Viewer,
    id: &EntryId,
) -> Result<Option<(Entry, MarkingEvent)>, StoreError> {
    let found = store::desk::entries::find(&registry.store, id).await?;
    let Some(entry) = found.filter(|entry| entry.state == EntryState::Waiting) else {
        return Ok(None);
    };
    let event = kept_event(registry, viewer, entry.new.event).await?;
    Ok(event.map(|event| (entry, event)))
}

async fn kept_event(
    registry: &Registry,
    viewer: &Viewer,
    event: EventId,
) -> Result<Option<MarkingEvent>, StoreError> {
    let found = store::event::find(&registry.store, event).await?;
    Ok(found.filter(|event| keeps(viewer, event)))
}

/// Returns true if the viewer coordinates the event. An administrator manages stock too, but does not need owners'
/// details.
fn keeps(viewer: &Viewer, event: &MarkingEvent) -> bool {
    viewer
        .memberships
        .iter()
        .any(|member| member.organisation.id == event.event.organisation && member.role == Role::Coordinator)
}

#[cfg(test)]
mod tests;
