//! Lets anyone book a place at a marking event, wait for one, change it or cancel it.

pub mod hold;
pub(crate) mod letters;
pub mod list;
mod places;
pub mod remind;

use crate::Registry;
use crate::event::ListedEvent;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::account::contact::Contact;
use domain::event::{BookingStatus, MarkingEvent, Stage, Wish};
use domain::id::EventId;
use jiff::{SignedDuration, Timestamp};
use places::place_for;
use serde::{Deserialize, Serialize};
use store::event::bookings::{NewBooking, Token};
use store::{StoreError, Tx};
use thiserror::Error;

pub(crate) use letters::{LetterFacts, event_cancelled, event_changed};
pub(crate) use places::fill_places;
pub use store::event::bookings::Booking;

/// The most places at one event that one e-mail address can hold or wait for.
pub const PLACES_EACH: u64 = 3;
/// The most bookings that one e-mail address can make for one event in a day, including cancelled ones. Each one sends
/// an e-mail.
const MADE_A_DAY: u64 = 6;
/// The most people who can wait at one event. We could never serve more.
const MOST_WAITING: u64 = 200;
/// The most bookings for one event that have only a phone number and that nobody has rung yet. There is a limit
/// because people can type any number.
const MOST_TO_RING: u64 = 10;

/// A time that can be booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlotTime {
    /// When it starts.
    pub starts_at: Timestamp,
    /// Places that are free.
    pub free: u64,
    /// How many people are waiting for this time.
    pub waiting: u64,
}

/// A new booking, with the secret of its link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// Says whether it has a place or is on the waiting list.
    pub status: BookingStatus,
    /// The secret of the link that changes it.
    pub token: String,
}

/// Why a place was not booked.
#[derive(Debug, Error)]
pub enum BookError {
    /// No place can be booked at this event.
    #[error("Booking for this event has closed")]
    NotBookable,
    /// The event has no such time, or it has passed.
    #[error("Choose a time that has not started yet")]
    NoSuchTime,
    /// Somebody else has taken the last place.
    #[error(
        "The last place at that time has just been taken. Choose another time, or join the waiting list for this one"
    )]
    Full,
    /// Some places are free, but fewer than there are bikes.
    #[error("There is only room for {0} at that time. Choose another time, or book fewer bikes")]
    TooFewFree(u64),
    /// No slot has room for so many bikes.
    #[error("Each time at this event has room for only {0}. Book fewer bikes, or book more than one time")]
    TooManyBikes(u64),
    /// The person has as many places as they can have.
    #[error("You already have {PLACES_EACH} bookings for this event. Cancel one before you make another")]
    TooManyOfOne,
    /// The person has booked and cancelled too often.
    #[error(
        "You have made several bookings for this event today. Try again tomorrow, or turn up without booking"
    )]
    TooOften,
    /// The waiting list is full.
    #[error("The waiting list is full. Choose another time, or another event")]
    TooManyWait,
    /// There are already as many bookings with only a phone number as one coordinator can ring.
    #[error(
        "We have many bookings without an e-mail address for this event. Enter an e-mail address, try again tomorrow, \
         or turn up without booking"
    )]
    TooManyByPhone,
    /// The link is not valid, or its booking was cancelled or deleted.
    #[error("We cannot find this booking")]
    NoBooking,
    /// The event is over or cancelled, so there is no place to give to somebody else.
    #[error("This event is over or cancelled, so you do not need to cancel")]
    Over,
    /// The store failed; nothing was changed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Reads the times of an event that are still to come. The list is empty if nobody can book.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn times(registry: &Registry, event: &MarkingEvent) -> Result<Vec<SlotTime>, StoreError> {
    let now = registry.now();
    let Some(slots) = event.event.details.slots else {
        return Ok(Vec::new());
    };
    if event.stage != Stage::Published {
        return Ok(Vec::new());
    }
    let taken = store::event::bookings::taken(&registry.store, event.id).await?;
    let waiting = store::event::bookings::waiting(&registry.store, event.id).await?;
    let starts = event.event.slot_starts().into_iter();
    let to_come = starts.filter(|start| *start > now);
    let count = |of: Option<&u64>| of.copied().unwrap_or_default();
    Ok(to_come
        .map(|starts_at| SlotTime {
            starts_at,
            free: u64::from(slots.places()).saturating_sub(count(taken.get(&starts_at))),
            waiting: count(waiting.get(&Some(starts_at))),
        })
        .collect())
}

/// Books a place, or a place on a waiting list, for somebody who gave no e-mail address or whose address we know is
/// theirs. If they ask to wait but a place is free, they get it. Everybody who gave an e-mail address gets an e-mail
/// with the link.
///
/// # Errors
/// [`BookError`] with what to do; then nothing was booked.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0))]
pub async fn book(
    registry: &Registry,
    event: EventId,
    wish: Wish,
    contact: &Contact,
) -> Result<Made, BookError> {
    make(registry, event, (wish, 1), contact, None).await
}

/// Makes a booking. It is kept, or held until a certain time.
async fn make(
    registry: &Registry,
    event: EventId,
    (wish, bikes): (Wish, u8),
    contact: &Contact,
    held_until: Option<Timestamp>,
) -> Result<Made, BookError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    if let Some(made) = registry.made_before(&tx).await? {
        return Ok(made);
    }
    let event = bookable(&tx, event, now).await?;
    hold::release_in(registry, &tx, &event, now).await?;
    let place = place_for(&tx, &event, (wish, bikes), now).await?;
    if place.is_none() {
        let waiting = store::event::bookings::waiting(&tx, event.id).await?;
        if waiting.values().sum::<u64>() >= MOST_WAITING {
            return Err(BookError::TooManyWait);
        }
    }
    // This comes last, so that a request that is not possible gets the same answer for known and unknown people.
    refuse_too_many(&tx, event.id, contact, now).await?;
    let token: Token = registry.token();
    let status = if place.is_some() {
        BookingStatus::Booked
    } else {
        BookingStatus::Waiting
    };
    let slot = place.or(wish.slot());
    let new = NewBooking {
        event: event.id,
        slot,
        status,
        contact,
        token,
        held_until,
        bikes,
    };
    let id = store::event::bookings::add(&tx, &new, now).await?;
    let told = LetterFacts::new(registry, &event, (slot, bikes), &token);
    let letter = contact.email.as_ref().map(|to| match (held_until, status) {
        (Some(until), _) => letters::keep(to, &told, status, until),
        (None, BookingStatus::Booked) => letters::booked(to, &told),
        (None, _) => letters::waiting(to, &told),
    });
    let made = Made {
        status,
        token: URL_SAFE_NO_PAD.encode(token),
    };
    registry.made(&tx, &made).await?;
    send(registry, tx, letter, now).await?;
    tracing::info!(event.id = %event.id, booking.id = %id, "Booked a place: {}", status.slug());
    Ok(made)
}

/// Refuses a booking if the e-mail address has too many, or if the coordinator would have too many people to ring. We
/// do not count bookings by phone number, because a stranger who types a number could then find out that its owner has
/// booked.
async fn refuse_too_many(
    tx: &Tx,
    event: EventId,
    contact: &Contact,
    now: Timestamp,
) -> Result<(), BookError> {
    if contact.email.is_none() {
        let to_ring = store::event::bookings::by_phone_to_ring(tx, event).await?;
        return if to_ring >= MOST_TO_RING {
            Err(BookError::TooManyByPhone)
        } else {
            Ok(())
        };
    }
    let who = Contact {
        email: contact.email.clone(),
        ..Contact::default()
    };
    let a_day_ago = now - SignedDuration::from_hours(24);
    let (live, made) = store::event::bookings::count_of(tx, event, &who, a_day_ago).await?;
    if live >= PLACES_EACH {
        return Err(BookError::TooManyOfOne);
    }
    if made >= MADE_A_DAY {
        return Err(BookError::TooOften);
    }
    Ok(())
}

/// Reads a booking by its link, with its event. A cancelled booking is still shown, so that somebody who follows the
/// link sees that it is cancelled.
///
/// # Errors
/// [`BookError::NoBooking`] when the link is not valid or its booking was deleted; [`BookError::Store`].
#[tracing::instrument(level = "debug", skip_all)]
pub async fn find(registry: &Registry, token: &str) -> Result<(Booking, ListedEvent), BookError> {
    let token = parse(token).ok_or(BookError::NoBooking)?;
    let booking = store::event::bookings::find_by_token(&registry.store, &token)
        .await?
        .filter(|booking| booking.who.is_some())
        .ok_or(BookError::NoBooking)?;
    let event = crate::event::find(registry, booking.event)
        .await?
        .ok_or(BookError::NoBooking)?;
    Ok((booking, event))
}

/// Moves a booking to another time with a free place. The old place goes to the next person on the waiting list.
///
/// # Errors
/// [`BookError`] with what to do; then the booking stays as it was.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn move_to(registry: &Registry, token: &str, slot: Timestamp) -> Result<(), BookError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let (_, found) = live(&tx, token).await?;
    let event = bookable(&tx, found.event, now).await?;
    // Read it again, now that nobody else can change it.
    let (token, booking) = live(&tx, token).await?;
    if booking.status == BookingStatus::Booked && booking.slot == Some(slot) {
        return Ok(());
    }
    place_for(&tx, &event, (Wish::Place(slot), booking.bikes), now).await?;
    store::event::bookings::place(&tx, booking.id, slot, now).await?;
    fill_places(registry, &tx, &event, now).await?;
    let told = LetterFacts::new(registry, &event, (Some(slot), booking.bikes), &token);
    let letter = booking.who.and_then(|(contact, _)| contact.email);
    let letter = letter.map(|to| letters::moved(&to, &told));
    send(registry, tx, letter, now).await?;
    tracing::info!(event.id = %event.id, booking.id = %booking.id, "Moved a booking");
    Ok(())
}

/// Cancels a booking and gives its place to the person who has been waiting longest.
///
/// # Errors
/// [`BookError::NoBooking`] if the link is not valid or the booking is already cancelled;
/// [`BookError::Store`].
#[tracing::instrument(level = "debug", skip_all)]
pub async fn cancel(registry: &Registry, token: &str) -> Result<(), BookError> {
    let tx = registry.store.begin().await?;
    let (_, booking) = live(&tx, token).await?;
    give_up(registry, tx, booking).await
}

/// Cancels a booking that was read in the transaction.
async fn give_up(registry: &Registry, tx: Tx, booking: Booking) -> Result<(), BookError> {
    let now = registry.now();
    // Lock the event first, as [`book`] does. The booking may have changed before we had the lock.
    let event = store::event::plan::hold(&tx, booking.event).await?;
    let event = event.ok_or(BookError::NoBooking)?;
    if !event.has_places_to_give(now) {
        return Err(BookError::Over);
    }
    if !store::event::bookings::cancel(&tx, booking.id, now).await? {
        return Err(BookError::NoBooking);
    }
    fill_places(registry, &tx, &event, now).await?;
    let letter = booking.who.and_then(|(contact, token)| {
        let told = LetterFacts::new(registry, &event, (booking.slot, booking.bikes), &token);
        contact.email.map(|to| letters::given_up(&to, &told))
    });
    send(registry, tx, letter, now).await?;
    tracing::info!(event.id = %event.id, booking.id = %booking.id, "Cancelled a booking");
    Ok(())
}

/// Locks an event at which people can book.
async fn bookable(tx: &Tx, id: EventId, now: Timestamp) -> Result<MarkingEvent, BookError> {
    store::event::plan::hold(tx, id)
        .await?
        .filter(|event| event.stage == Stage::Published && event.event.ends_at > now)
        .filter(|event| event.event.details.slots.is_some())
        .ok_or(BookError::NotBookable)
}

async fn live(tx: &Tx, token: &str) -> Result<(Token, Booking), BookError> {
    let token = parse(token).ok_or(BookError::NoBooking)?;
    let booking = store::event::bookings::find_by_token(tx, &token)
        .await?
        .filter(|booking| booking.status != BookingStatus::Cancelled && booking.who.is_some());
    Ok((token, booking.ok_or(BookError::NoBooking)?))
}

async fn send(
    registry: &Registry,
    tx: Tx,
    letter: Option<store::mail::Letter>,
    now: Timestamp,
) -> Result<(), StoreError> {
    if let Some(letter) = letter {
        store::mail::queue(&tx, &letter, now).await?;
    }
    tx.commit().await?;
    registry.mail_waits();
    Ok(())
}

fn parse(token: &str) -> Option<Token> {
    if token.len() > 32 {
        return None;
    }
    URL_SAFE_NO_PAD.decode(token).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests;
