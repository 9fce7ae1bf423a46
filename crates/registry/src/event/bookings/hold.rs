//! Holds a place for somebody until they have shown that the e-mail address is theirs. Anybody can type any address, so
//! the page says nothing about it. Everything else goes to the address by e-mail.

use super::{BookError, LetterFacts, Made, bookable, fill_places, letters, live, make, send};
use crate::Registry;
use crate::account::details;
use domain::account::contact::{Contact, EmailAddress};
use domain::event::{BookingStatus, MarkingEvent, Wish};
use domain::id::{AccountId, EventId};
use jiff::{SignedDuration, Timestamp};
use store::{StoreError, Tx};

/// How long a place is held.
pub const HELD: SignedDuration = SignedDuration::from_mins(30);

/// What somebody who asked for a place is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The place, or the place on the waiting list, is theirs.
    Made(Made),
    /// They should read their e-mail. The page says no more than that.
    ByMail,
}

/// Books a place for anybody. If they are signed in and gave their own address, or gave only a phone number, they have
/// the place at once. For any other e-mail address, it is held until [`keep`].
///
/// # Errors
/// [`BookError`] with what to do; no error says what an e-mail address has already booked.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0))]
pub async fn ask(
    registry: &Registry,
    event: EventId,
    wish: Wish,
    contact: &Contact,
    account: Option<AccountId>,
    bikes: u8,
) -> Result<Asked, BookError> {
    let wish = (wish, bikes);
    let Some(email) = &contact.email else {
        return make(registry, event, wish, contact, None).await.map(Asked::Made);
    };
    if is_own(registry, account, email).await? {
        return make(registry, event, wish, contact, None).await.map(Asked::Made);
    }
    let until = registry.now() + HELD;
    match make(registry, event, wish, contact, Some(until)).await {
        Ok(_) => {}
        Err(BookError::TooManyOfOne) => tell_of_enough(registry, event, email).await?,
        // This address has had several e-mails today.
        Err(BookError::TooOften) => {
            tracing::info!(event.id = %event, "Did not book a place: this address has booked too often today")
        }
        Err(other) => return Err(other),
    }
    Ok(Asked::ByMail)
}

async fn is_own(
    registry: &Registry,
    account: Option<AccountId>,
    email: &EmailAddress,
) -> Result<bool, StoreError> {
    let Some(account) = account else { return Ok(false) };
    let own = details::own_contact(registry, account).await?.email;
    Ok(own.is_some_and(|own| own.comparison_key() == email.comparison_key()))
}

async fn tell_of_enough(registry: &Registry, event: EventId, to: &EmailAddress) -> Result<(), BookError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let event = bookable(&tx, event, now).await?;
    let plan = &event.event;
    let facts = (
        &*plan.name,
        &*domain::london::named_day(plan.starts_at),
        &*plan.place,
    );
    let page = format!("{}/events/{}", registry.public_url(), event.id);
    let letter = letters::enough(to, facts, &page);
    send(registry, tx, Some(letter), now).await?;
    Ok(())
}

/// Keeps a booking that is held. If it is already kept, nothing changes.
///
/// # Errors
/// [`BookError::NoBooking`] when the link is not valid, or its place has gone to somebody else; [`BookError::Store`].
#[tracing::instrument(level = "debug", skip_all)]
pub async fn keep(registry: &Registry, token: &str) -> Result<(), BookError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let (_, found) = live(&tx, token).await?;
    let event = bookable(&tx, found.event, now).await?;
    // Read it again, now that nobody else can change it.
    let (token, booking) = live(&tx, token).await?;
    if booking.held_until.is_none() {
        return Ok(());
    }
    if !store::event::bookings::keep(&tx, booking.id).await? {
        return Err(BookError::NoBooking);
    }
    // A place may have become free while nobody knew that this person was waiting.
    fill_places(registry, &tx, &event, now).await?;
    let told = LetterFacts::new(registry, &event, (booking.slot, booking.bikes), &token);
    let letter = booking.who.and_then(|(contact, _)| {
        let to = contact.email?;
        Some(match booking.status {
            BookingStatus::Booked => letters::booked(&to, &told),
            _ => letters::waiting(&to, &told),
        })
    });
    send(registry, tx, letter, now).await?;
    tracing::info!(event.id = %event.id, booking.id = %booking.id, "Kept a booking");
    Ok(())
}

/// Gives up the bookings that nobody has kept in time, at all events, and gives the places to people on the waiting
/// lists. Returns how many. If a row of one event cannot be read, the other events still get their turn.
///
/// # Errors
/// [`StoreError`] when the store fails; what was given up before stays given up.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn release(registry: &Registry) -> Result<u64, StoreError> {
    let now = registry.now();
    let mut released = 0;
    for id in store::event::bookings::with_ended_holds(&registry.store, now).await? {
        match release_at(registry, id, now).await {
            Ok(count) => released += count,
            Err(error @ (StoreError::Seal(_) | StoreError::Corrupt { .. })) => {
                tracing::error!(event.id = %id, %error, "Could not release the held places of an event");
            }
            Err(error) => return Err(error),
        }
    }
    Ok(released)
}

async fn release_at(registry: &Registry, event: EventId, now: Timestamp) -> Result<u64, StoreError> {
    let tx = registry.store.begin().await?;
    let released = match store::event::plan::hold(&tx, event).await? {
        Some(event) => release_in(registry, &tx, &event, now).await?,
        None => 0,
    };
    tx.commit().await?;
    registry.mail_waits();
    Ok(released)
}

/// Does the work of [`release`] for one event, which the transaction has locked.
pub(super) async fn release_in(
    registry: &Registry,
    tx: &Tx,
    event: &MarkingEvent,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let released = store::event::bookings::release(tx, event.id, now).await?;
    if released > 0 {
        fill_places(registry, tx, event, now).await?;
    }
    Ok(released)
}
