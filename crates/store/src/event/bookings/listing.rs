//! Reads bookings: one booking by its link, the bookings of an event, and the number of places and people.

use super::{Booking, Token, hashes, read, token_hash};
use crate::StoreError;
use crate::connection::Source;
use crate::entity::booking;
use crate::time::{instant, millis, optional_instant};
use domain::account::contact::Contact;
use domain::event::BookingStatus;
use domain::id::{BookingId, EventId};
use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeMap, HashMap};

/// Finds a booking by its id.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the details cannot be opened.
#[tracing::instrument(level = "debug", skip_all, fields(booking = id.0))]
pub async fn find(source: &impl Source, id: BookingId) -> Result<Option<Booking>, StoreError> {
    let row = booking::Entity::find_by_id(id.0).one(source.connection()).await?;
    row.map(|row| read(source.keyring(), row)).transpose()
}

/// Finds a booking by the secret of its link.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the details cannot be opened.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn find_by_token(source: &impl Source, token: &Token) -> Result<Option<Booking>, StoreError> {
    let row = booking::Entity::find()
        .filter(booking::Column::TokenHash.eq(token_hash(source.keyring(), token)))
        .one(source.connection())
        .await?;
    row.map(|row| read(source.keyring(), row)).transpose()
}

/// Reads the bookings of an event that have not been cancelled: those with a place by time, then the waiting list, each
/// in the order in which they were made.
///
/// # Errors
/// [`StoreError`] when the database does not answer or details cannot be opened.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0))]
pub async fn live(source: &impl Source, event: EventId) -> Result<Vec<Booking>, StoreError> {
    let rows = booking::Entity::find()
        .filter(booking::Column::EventId.eq(event.0))
        .filter(booking::Column::Status.ne(BookingStatus::Cancelled.slug()))
        .order_by_asc(booking::Column::Id)
        .all(source.connection())
        .await?;
    let mut all: Vec<Booking> = rows
        .into_iter()
        .map(|row| read(source.keyring(), row))
        .collect::<Result<_, _>>()?;
    all.sort_by_key(|booking| match booking.status {
        BookingStatus::Booked => (false, booking.slot),
        _ => (true, None),
    });
    Ok(all)
}

/// Counts the places that are taken in each slot of an event.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0))]
pub async fn taken(source: &impl Source, event: EventId) -> Result<BTreeMap<Timestamp, u64>, StoreError> {
    let rows: Vec<(Option<i64>, i64)> = counted(event, BookingStatus::Booked)
        .into_tuple()
        .all(source.connection())
        .await?;
    rows.into_iter()
        .filter_map(|(slot, count)| Some((slot?, count)))
        .map(|(slot, count)| Ok((instant("booking", slot)?, count.unsigned_abs())))
        .collect()
}

/// Counts the bikes that are waiting for each slot of an event. Those that are waiting for any slot are under `None`.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0))]
pub async fn waiting(
    source: &impl Source,
    event: EventId,
) -> Result<BTreeMap<Option<Timestamp>, u64>, StoreError> {
    let rows: Vec<(Option<i64>, i64)> = counted(event, BookingStatus::Waiting)
        .into_tuple()
        .all(source.connection())
        .await?;
    rows.into_iter()
        .map(|(slot, count)| Ok((optional_instant("booking", slot)?, count.unsigned_abs())))
        .collect()
}

fn counted(event: EventId, status: BookingStatus) -> sea_orm::Select<booking::Entity> {
    booking::Entity::find()
        .select_only()
        .column(booking::Column::SlotAt)
        .column_as(booking::Column::Bikes.sum(), "count")
        .filter(booking::Column::EventId.eq(event.0))
        .filter(booking::Column::Status.eq(status.slug()))
        .group_by(booking::Column::SlotAt)
}

/// Counts, for some events, how many bikes have a place and how many are waiting.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn totals(
    source: &impl Source,
    events: &[EventId],
) -> Result<HashMap<EventId, (u64, u64)>, StoreError> {
    let rows: Vec<(i64, String, i64)> = booking::Entity::find()
        .select_only()
        .column(booking::Column::EventId)
        .column(booking::Column::Status)
        .column_as(booking::Column::Bikes.sum(), "count")
        .filter(booking::Column::EventId.is_in(events.iter().map(|event| event.0)))
        .group_by(booking::Column::EventId)
        .group_by(booking::Column::Status)
        .into_tuple()
        .all(source.connection())
        .await?;
    let mut totals: HashMap<EventId, (u64, u64)> = HashMap::new();
    for (event, status, count) in rows {
        let total = totals.entry(EventId(event)).or_default();
        match BookingStatus::parse(&status) {
            Some(BookingStatus::Booked) => total.0 = count.unsigned_abs(),
            Some(BookingStatus::Waiting) => total.1 = count.unsigned_abs(),
            _ => {}
        }
    }
    Ok(totals)
}

/// Counts the bookings that one person has made for an event, by e-mail address or phone number: those that have not
/// been cancelled, and all that were made after a certain time.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0))]
pub async fn count_of(
    source: &impl Source,
    event: EventId,
    contact: &Contact,
    after: Timestamp,
) -> Result<(u64, u64), StoreError> {
    let (email, phone) = hashes(source.keyring(), contact);
    let theirs = Condition::any()
        .add_option(email.map(|hash| booking::Column::EmailHash.eq(hash)))
        .add_option(phone.map(|hash| booking::Column::PhoneHash.eq(hash)));
    if theirs.is_empty() {
        return Ok((0, 0));
    }
    let theirs = booking::Entity::find()
        .filter(booking::Column::EventId.eq(event.0))
        .filter(theirs);
    let live = theirs
        .clone()
        .filter(booking::Column::Status.ne(BookingStatus::Cancelled.slug()))
        .count(source.connection())
        .await?;
    let made = theirs
        .filter(booking::Column::MadeAt.gt(millis(after)))
        .count(source.connection())
        .await?;
    Ok((live, made))
}

/// Finds the booking that has waited longest for a slot of an event, or for any slot, and that fits in this many
/// places. Held bookings do not count.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the details cannot be opened.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0))]
pub async fn first_waiting(
    source: &impl Source,
    event: EventId,
    slot: Timestamp,
    room: u64,
) -> Result<Option<Booking>, StoreError> {
    let would_do = Condition::any()
        .add(booking::Column::SlotAt.eq(millis(slot)))
        .add(booking::Column::SlotAt.is_null());
    let row = booking::Entity::find()
        .filter(booking::Column::EventId.eq(event.0))
        .filter(booking::Column::Status.eq(BookingStatus::Waiting.slug()))
        .filter(booking::Column::HeldUntil.is_null())
        .filter(would_do)
        .filter(booking::Column::Bikes.lte(i64::try_from(room).unwrap_or(i64::MAX)))
        .order_by_asc(booking::Column::Id)
        .one(source.connection())
        .await?;
    row.map(|row| read(source.keyring(), row)).transpose()
}

/// A booking, or the reason why it cannot be read.
pub type Readable = (BookingId, Result<Booking, StoreError>);

/// Reads the bookings with a place between two times whose people have not been reminded, soonest first. If one of them
/// cannot be read, the result says why, and the others are still read.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn to_remind(
    source: &impl Source,
    after: Timestamp,
    until: Timestamp,
    limit: u64,
) -> Result<Vec<Readable>, StoreError> {
    let rows = booking::Entity::find()
        // This is written out, because SQLite uses a partial index only if it sees the index's own condition.
        .filter(Expr::cust("status = 'booked' AND reminded_at IS NULL"))
        .filter(booking::Column::HeldUntil.is_null())
        .filter(booking::Column::SlotAt.gt(millis(after)))
        .filter(booking::Column::SlotAt.lte(millis(until)))
        .order_by_asc(booking::Column::SlotAt)
        .order_by_asc(booking::Column::Id)
        .limit(limit)
        .all(source.connection())
        .await?;
    let each = rows.into_iter();
    Ok(each
        .map(|row| (BookingId(row.id), read(source.keyring(), row)))
        .collect())
}
