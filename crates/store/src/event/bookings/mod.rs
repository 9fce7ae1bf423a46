//! Bookings at marking events. The people's details are sealed, and deleted a few weeks later.
//!
//! A transaction that gives or takes away a place first locks the event with [`crate::event::plan::hold`], so that two
//! people cannot both get the last place.

mod arrivals;
mod holds;
mod listing;

pub use arrivals::{came, came_to};
pub use holds::{by_phone_to_ring, keep, release, with_ended_holds};
pub use listing::{count_of, find, find_by_token, first_waiting, live, taken, to_remind, totals, waiting};

use crate::connection::sealed::Source as _;
use crate::entity::{booking, marking_event};
use crate::time::{instant, millis, optional_instant};
use crate::{Keyring, StoreError, Tx};
use domain::account::contact::{Contact, PhoneNumber};
use domain::event::BookingStatus;
use domain::id::{BookingId, EventId};
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};

const COLUMN: &str = "booking.contact";

/// The secret of the link that changes one booking.
pub type Token = [u8; 16];

/// A booking that is about to be written.
#[derive(Clone, Debug)]
pub struct NewBooking<'a> {
    /// The event that it is for.
    pub event: EventId,
    /// The start of the slot, or `None` if any will do.
    pub slot: Option<Timestamp>,
    /// Booked or waiting.
    pub status: BookingStatus,
    /// Who is coming.
    pub contact: &'a Contact,
    /// The secret of its link.
    pub token: Token,
    /// The time until which the place is held for somebody to confirm by e-mail, or `None` if it is kept at once.
    pub held_until: Option<Timestamp>,
    /// The number of bikes. The booking takes this many places in the slot.
    pub bikes: u8,
}

/// A booking for an event, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booking {
    /// Its id.
    pub id: BookingId,
    /// The event that it is for.
    pub event: EventId,
    /// The start of the slot, or `None` if any slot will do and none is free yet.
    pub slot: Option<Timestamp>,
    /// Its status.
    pub status: BookingStatus,
    /// The person's details and the secret of the link, until they are deleted.
    pub who: Option<(Contact, Token)>,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it got its place.
    pub placed_at: Option<Timestamp>,
    /// When somebody noted that they had rung the person, who has no e-mail address.
    pub told_at: Option<Timestamp>,
    /// The time until which the place is held for somebody to confirm by e-mail, or `None` if it is kept.
    pub held_until: Option<Timestamp>,
    /// The number of bikes. The booking takes this many places in the slot.
    pub bikes: u8,
    /// When they came, once somebody has ticked them off.
    pub came_at: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
struct Who {
    contact: Contact,
    token: Token,
}

/// Writes a booking.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the details cannot be sealed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn add(tx: &Tx, new: &NewBooking<'_>, now: Timestamp) -> Result<BookingId, StoreError> {
    let keys = tx.keyring();
    let (email_hash, phone_hash) = hashes(keys, new.contact);
    let who = Who {
        contact: new.contact.clone(),
        token: new.token,
    };
    let who = serde_json::to_vec(&who)
        .map_err(|_| StoreError::corrupt("booking", "details that cannot be written"))?;
    let row = booking::ActiveModel {
        id: NotSet,
        event_id: Set(new.event.0),
        slot_at: Set(new.slot.map(millis)),
        status: Set(new.status.slug().to_owned()),
        contact: Set(Some(keys.seal(COLUMN, &who)?)),
        email_hash: Set(email_hash),
        phone_hash: Set(phone_hash),
        token_hash: Set(token_hash(keys, &new.token)),
        made_at: Set(millis(now)),
        placed_at: Set((new.status == BookingStatus::Booked).then(|| millis(now))),
        told_at: Set(None),
        reminded_at: Set(None),
        ended_at: Set(None),
        held_until: Set(new.held_until.map(millis)),
        bikes: Set(i32::from(new.bikes)),
        came_at: Set(None),
    };
    let made = booking::Entity::insert(row).exec(tx.connection()).await?;
    Ok(BookingId(made.last_insert_id))
}

/// Gives a booking a place in a slot, unless it has been cancelled. The reminder will be for that slot.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(booking = id.0))]
pub async fn place(tx: &Tx, id: BookingId, slot: Timestamp, now: Timestamp) -> Result<(), StoreError> {
    booking::Entity::update_many()
        .col_expr(booking::Column::Status, Expr::value(BookingStatus::Booked.slug()))
        .col_expr(booking::Column::SlotAt, Expr::value(millis(slot)))
        .col_expr(booking::Column::PlacedAt, Expr::value(millis(now)))
        .col_expr(booking::Column::ToldAt, Expr::value(None::<i64>))
        .col_expr(booking::Column::RemindedAt, Expr::value(None::<i64>))
        .filter(booking::Column::Id.eq(id.0))
        .filter(booking::Column::Status.ne(BookingStatus::Cancelled.slug()))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Moves somebody who is waiting to the list of another slot.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(booking = id.0))]
pub async fn wait_for(tx: &Tx, id: BookingId, slot: Timestamp) -> Result<(), StoreError> {
    booking::Entity::update_many()
        .col_expr(booking::Column::SlotAt, Expr::value(millis(slot)))
        .filter(booking::Column::Id.eq(id.0))
        .filter(booking::Column::Status.eq(BookingStatus::Waiting.slug()))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Cancels a booking. Returns false if it was already cancelled.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(booking = id.0))]
pub async fn cancel(tx: &Tx, id: BookingId, now: Timestamp) -> Result<bool, StoreError> {
    let done = booking::Entity::update_many()
        .col_expr(
            booking::Column::Status,
            Expr::value(BookingStatus::Cancelled.slug()),
        )
        .col_expr(booking::Column::EndedAt, Expr::value(millis(now)))
        .col_expr(booking::Column::HeldUntil, Expr::value(None::<i64>))
        .filter(booking::Column::Id.eq(id.0))
        .filter(booking::Column::Status.ne(BookingStatus::Cancelled.slug()))
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Notes that somebody without an e-mail address has been rung.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(booking = id.0))]
pub async fn told(tx: &Tx, id: BookingId, now: Timestamp) -> Result<(), StoreError> {
    booking::Entity::update_many()
        .col_expr(booking::Column::ToldAt, Expr::value(millis(now)))
        .filter(booking::Column::Id.eq(id.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Notes that somebody has been reminded of their place. If several workers try, only one of them gets true.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(booking = id.0))]
pub async fn reminded(tx: &Tx, id: BookingId, now: Timestamp) -> Result<bool, StoreError> {
    let done = booking::Entity::update_many()
        .col_expr(booking::Column::RemindedAt, Expr::value(millis(now)))
        .filter(booking::Column::Id.eq(id.0))
        .filter(booking::Column::Status.eq(BookingStatus::Booked.slug()))
        .filter(booking::Column::RemindedAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Deletes the details of people who booked for events that ended before a certain time, and returns how many. The
/// number of people who came is kept.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn forget(tx: &Tx, ended_before: Timestamp) -> Result<u64, StoreError> {
    let over = Query::select()
        .column(marking_event::Column::Id)
        .from(marking_event::Entity)
        .and_where(marking_event::Column::EndsAt.lt(millis(ended_before)))
        .to_owned();
    let none = || Expr::value(None::<Vec<u8>>);
    let done = booking::Entity::update_many()
        .col_expr(booking::Column::Contact, none())
        .col_expr(booking::Column::EmailHash, none())
        .col_expr(booking::Column::PhoneHash, none())
        .filter(booking::Column::Contact.is_not_null())
        .filter(booking::Column::EventId.in_subquery(over))
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected)
}

fn read(keys: &Keyring, row: booking::Model) -> Result<Booking, StoreError> {
    let who = row.contact.map(|sealed| open(keys, &sealed)).transpose()?;
    Ok(Booking {
        id: BookingId(row.id),
        event: EventId(row.event_id),
        slot: optional_instant("booking", row.slot_at)?,
        status: BookingStatus::parse(&row.status)
            .ok_or_else(|| StoreError::corrupt("booking", format!("a status {:?}", row.status)))?,
        who: who.map(|who| (who.contact, who.token)),
        made_at: instant("booking", row.made_at)?,
        placed_at: optional_instant("booking", row.placed_at)?,
        told_at: optional_instant("booking", row.told_at)?,
        held_until: optional_instant("booking", row.held_until)?,
        bikes: u8::try_from(row.bikes).map_err(|_| StoreError::corrupt("booking", "too many bikes"))?,
        came_at: optional_instant("booking", row.came_at)?,
    })
}

fn open(keys: &Keyring, sealed: &[u8]) -> Result<Who, StoreError> {
    let json = keys.open(COLUMN, sealed)?;
    serde_json::from_slice(&json).map_err(|_| StoreError::corrupt("booking", "details that cannot be read"))
}

fn hashes(keys: &Keyring, contact: &Contact) -> (Option<Vec<u8>>, Option<Vec<u8>>) {
    let email = contact.email.as_ref();
    let phone = contact.phone.as_ref();
    (
        email.map(|email| keys.hash("email", email.comparison_key().as_bytes())),
        phone.map(|phone| keys.hash("phone", digits(phone).as_bytes())),
    )
}

/// Reduces a phone number to its digits, without the country code or leading zero, because people write the same
/// number in many ways.
fn digits(phone: &PhoneNumber) -> String {
    let digits: String = phone.as_str().chars().filter(char::is_ascii_digit).collect();
    let local = digits.strip_prefix("0044").or_else(|| digits.strip_prefix("44"));
    local.unwrap_or(&digits).trim_start_matches('0').to_owned()
}

fn token_hash(keys: &Keyring, token: &Token) -> Vec<u8> {
    keys.hash("booking", token)
}

#[cfg(test)]
mod tests;
