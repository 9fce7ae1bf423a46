//! Bookings as they are read: one by its link, the list of an event, and counts of places and people.

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

/// Finds a booking by its identity.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the details cannot be opened.
pub async fn find(source: &impl Source, id: BookingId) -> Result<Option<Booking>, StoreError> {
    let row = booking::Entity::find_by_id(id.0).one(source.connection()).await?;
    row.map(|row| read(source.keyring(), row)).transpose()
}

/// Finds a booking by the secret of its link.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the details cannot be opened.
pub async fn find_by_token(source: &impl Source, token: &Token) -> Result<Option<Booking>, StoreError> {
    let row = booking::Entity::find()
        .filter(booking::Column::TokenHash.eq(token_hash(source.keyring(), token)))
        .one(source.connection())
        .await?;
    row.map(|row| read(source.keyring(), row)).transpose()
}

/// Reads the bookings of an event that have not been given up: those with a place by time, then those who wait, each
/// in the order in which they were made.
///
/// # Errors
/// [`StoreError`] when the database does not answer or details cannot be opened.
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

/// Counts the places of each slot of an event that are booked.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
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

/// Counts the bikes that wait for each slot of an event; those who wait for any are under none.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
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

/// Counts, for some events, how many bikes have a place and how many wait.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
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

/// Counts the bookings of one person at an event, by e-mail address or phone number: those that have not been given
/// up, and all that were made after an instant.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
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

/// Finds the booking that has waited longest for a slot of an event, or for any slot, and fits into so many places, of those that are kept.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the details cannot be opened.
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

/// Reads the kept places between two instants whose people have not been reminded, soonest first. One that cannot be
/// read says why, and keeps no other back.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn to_remind(
    source: &impl Source,
    after: Timestamp,
    until: Timestamp,
    limit: u64,
) -> Result<Vec<(BookingId, Result<Booking, StoreError>)>, StoreError> {
    let rows = booking::Entity::find()
        // Written out: SQLite uses a partial index only where it sees the index's own condition.
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
