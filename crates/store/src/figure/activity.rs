//! What organisations did: bikes that they recovered, marks that they issued, events that they held. There are only
//! counts and days, and no names.

use crate::StoreError;
use crate::connection::Source;
use crate::entity::{booking, event_closing, mark, marking_event, recovery};
use crate::time::{instant, millis, optional_instant};
use domain::event::Stage;
use domain::id::{EventId, OrganisationId};
use domain::recovery::home::Recipient;
use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{HashMap, HashSet};

/// A span of time, from its start until just before its end.
pub type Span = (Timestamp, Timestamp);

/// The days on which something happened to a recovered bike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recovered {
    /// When it was found.
    pub found_at: Timestamp,
    /// When it was matched to a bike on the register.
    pub tied_at: Option<Timestamp>,
    /// When it went back to its owner.
    pub returned_at: Option<Timestamp>,
    /// When it was handed to the insurer that had paid for it.
    pub insured_at: Option<Timestamp>,
    /// True if it went back on a day that nobody recorded.
    pub back_some_day: bool,
}

/// An event and its results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// When it ended.
    pub ends_at: Timestamp,
    /// True if it was closed, with its results.
    pub is_closed: bool,
    /// How many bikes were marked.
    pub marked: u64,
    /// How many people came without a booking.
    pub walk_ins: u64,
    /// How many people were given advice.
    pub advised: u64,
    /// How many bookings held a place.
    pub booked: u64,
    /// For how many of these bookings somebody came.
    pub came: u64,
}

/// A mark that was issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Issued {
    /// When it was issued.
    pub at: Timestamp,
    /// True if it was issued at an event.
    pub at_event: bool,
}

/// Reads organisations' recoveries of bikes that were found in a span. Recoveries with the same property reference
/// count once.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn recovered(
    source: &impl Source,
    organisations: &[OrganisationId],
    (from, to): Span,
) -> Result<Vec<Recovered>, StoreError> {
    let rows = recovery::Entity::find()
        .filter(recovery::Column::OrganisationId.is_in(organisations.iter().map(|one| one.0)))
        .filter(recovery::Column::FoundAt.gte(millis(from)))
        .filter(recovery::Column::FoundAt.lt(millis(to)))
        .order_by_asc(recovery::Column::Id)
        .all(source.connection())
        .await?;
    let mut seen = HashSet::new();
    let once = rows.into_iter().filter(|row| {
        let same = row.property_hash.clone();
        same.is_none_or(|hash| seen.insert((row.organisation_id, hash)))
    });
    once.map(|row| {
        let handed_at = optional_instant("recovery", row.returned_at)?;
        let to_insurer = row.handed_to.as_deref() == Some(Recipient::Insurer.slug());
        Ok(Recovered {
            found_at: instant("recovery", row.found_at)?,
            tied_at: optional_instant("recovery", row.tied_at)?,
            returned_at: handed_at.filter(|_| !to_insurer),
            insured_at: handed_at.filter(|_| to_insurer),
            back_some_day: row.status == "returned" && row.returned_at.is_none(),
        })
    })
    .collect()
}

/// Reads the marks that organisations issued in a span. Marks that replace others are left out.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn issued(
    source: &impl Source,
    organisations: &[OrganisationId],
    (from, to): Span,
) -> Result<Vec<Issued>, StoreError> {
    let rows: Vec<(String, i64, Option<i64>)> = mark::Entity::find()
        .select_only()
        .columns([mark::Column::Code, mark::Column::IssuedAt, mark::Column::EventId])
        .filter(mark::Column::OrganisationId.is_in(organisations.iter().map(|one| one.0)))
        .filter(mark::Column::IssuedAt.gte(millis(from)))
        .filter(mark::Column::IssuedAt.lt(millis(to)))
        .into_tuple()
        .all(source.connection())
        .await?;
    let replacing: Vec<Option<String>> = mark::Entity::find()
        .select_only()
        .column(mark::Column::ReplacedBy)
        .filter(mark::Column::OrganisationId.is_in(organisations.iter().map(|one| one.0)))
        .filter(mark::Column::ReplacedBy.is_not_null())
        .into_tuple()
        .all(source.connection())
        .await?;
    let replacing: HashSet<String> = replacing.into_iter().flatten().collect();
    let first = rows.into_iter().filter(|(code, ..)| !replacing.contains(code));
    first
        .map(|(_, at, event)| {
            Ok(Issued {
                at: instant("mark", at)?,
                at_event: event.is_some(),
            })
        })
        .collect()
}

/// Reads the events of organisations that ended in a span and were neither drafts nor cancelled, earliest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn held(
    source: &impl Source,
    organisations: &[OrganisationId],
    (from, to): Span,
) -> Result<Vec<Held>, StoreError> {
    let events: Vec<(i64, i64)> = marking_event::Entity::find()
        .select_only()
        .columns([marking_event::Column::Id, marking_event::Column::EndsAt])
        .filter(marking_event::Column::OrganisationId.is_in(organisations.iter().map(|one| one.0)))
        .filter(marking_event::Column::EndsAt.gte(millis(from)))
        .filter(marking_event::Column::EndsAt.lt(millis(to)))
        .filter(marking_event::Column::Stage.is_in([Stage::Published.slug(), Stage::Closed.slug()]))
        .order_by_asc(marking_event::Column::EndsAt)
        .into_tuple()
        .all(source.connection())
        .await?;
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = events.iter().map(|(id, _)| *id).collect();
    let closings = event_closing::Entity::find()
        .filter(event_closing::Column::EventId.is_in(ids.iter().copied()))
        .all(source.connection())
        .await?;
    let bookings = bookings(source, &ids).await?;
    let of = |id: i64| closings.iter().find(|row| row.event_id == id);
    let whole = |count: i32| u64::from(count.unsigned_abs());
    events
        .into_iter()
        .map(|(id, ends_at)| {
            let (booked, came) = bookings.get(&EventId(id)).copied().unwrap_or_default();
            let mut held = Held {
                ends_at: instant("marking_event", ends_at)?,
                booked,
                came,
                ..Held::default()
            };
            if let Some(row) = of(id) {
                held.is_closed = true;
                held.marked = whole(row.bikes_marked);
                held.walk_ins = whole(row.walk_ins);
                held.advised = whole(row.advised);
            }
            Ok(held)
        })
        .collect()
}

/// Counts the bookings with a place at each event, and those for which people came.
async fn bookings(source: &impl Source, events: &[i64]) -> Result<HashMap<EventId, (u64, u64)>, StoreError> {
    let rows: Vec<(i64, i64, i64)> = booking::Entity::find()
        .select_only()
        .column(booking::Column::EventId)
        .column_as(booking::Column::Id.count(), "booked")
        .column_as(Expr::col(booking::Column::CameAt).count(), "came")
        .filter(booking::Column::EventId.is_in(events.iter().copied()))
        .filter(booking::Column::Status.eq("booked"))
        .group_by(booking::Column::EventId)
        .into_tuple()
        .all(source.connection())
        .await?;
    let counted = |(event, booked, came): (i64, i64, i64)| {
        (EventId(event), (booked.unsigned_abs(), came.unsigned_abs()))
    };
    Ok(rows.into_iter().map(counted).collect())
}
