//! What happened to each entry from a desk's phone. The row is written in the transaction that marks the bike, so that
//! we recognise an entry that is sent again. If a person has to decide on an entry, its content is kept, sealed. Once
//! somebody has decided, the content is deleted and the row stays.

mod late;
mod withdrawals;

pub use late::bikes_after;
pub use withdrawals::{any_at, carried_out, claim_withdrawal, never, withdraw, withdrawn};

use crate::connection::{Source, sealed::Source as _};
use crate::entity::desk_entry;
use crate::time::{instant, millis, optional_instant};
use crate::{StoreError, Tx};
use domain::MarkCode;
use domain::desk::{EntryId, NeedsPerson};
use domain::id::{AccountId, BikeId, EventId};
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use std::fmt;

mod packed;

const BODY: &str = "desk_entry.body";
const NOTE: &str = "desk_entry.note";

/// The state of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryState {
    /// The bike was marked when the entry arrived.
    Marked,
    /// A person has to decide.
    Waiting,
    /// A person has put the bike on the register.
    Settled,
    /// A person has put the entry aside, with a reason.
    PutAside,
}

impl EntryState {
    const ALL: [Self; 4] = [Self::Marked, Self::Waiting, Self::Settled, Self::PutAside];

    fn slug(self) -> &'static str {
        match self {
            Self::Marked => "marked",
            Self::Waiting => "waiting",
            Self::Settled => "settled",
            Self::PutAside => "put-aside",
        }
    }
}

/// The content of an entry, which is kept until a person has decided.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Body {
    /// What was typed, as the phone wrote it down.
    Opened(String),
    /// The sealed entry, if it could not be opened.
    Closed {
        /// The id of the key.
        key: String,
        /// The encapsulated key, as the phone sent it.
        #[serde(with = "packed")]
        encapsulated: Vec<u8>,
        /// The ciphertext and the tag.
        #[serde(with = "packed")]
        text: Vec<u8>,
    },
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Body(***)")
    }
}

/// An entry that is arriving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    /// Its id.
    pub id: EntryId,
    /// The event at which it was made.
    pub event: EventId,
    /// What the desk is called.
    pub desk: String,
    /// The account that sent it.
    pub sent_by: AccountId,
    /// When it was saved, if we can believe the phone's clock.
    pub made_at: Timestamp,
    /// How long it took to fill in, in seconds.
    pub seconds: Option<u32>,
    /// The mark that it names, if it could be read.
    pub mark: Option<MarkCode>,
    /// The entry that it withdraws, if it is a withdrawal.
    pub withdraws: Option<EntryId>,
}

/// An entry, without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The entry that arrived.
    pub new: NewEntry,
    /// How far it has got.
    pub state: EntryState,
    /// Why a person has to decide on it, or had to.
    pub reason: Option<NeedsPerson>,
    /// The bike that it became.
    pub bike: Option<BikeId>,
    /// When it arrived.
    pub received_at: Timestamp,
    /// When a person decided.
    pub decided_at: Option<Timestamp>,
    /// When the desk withdrew it.
    pub withdrawn_at: Option<Timestamp>,
}

impl Entry {
    /// Tells whether a person has to decide.
    pub fn is_waiting(&self) -> bool {
        self.state == EntryState::Waiting
    }
}

/// Claims the row of an entry that marks its bike, and tells whether the row was free. If two entries with the same id
/// arrive at once, the second one waits and then gets false.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn claim(tx: &Tx, new: &NewEntry, now: Timestamp) -> Result<bool, StoreError> {
    insert(tx, row(new, EntryState::Marked, now)).await
}

/// Notes the bike that a claimed entry became.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn marked(tx: &Tx, id: &EntryId, bike: BikeId) -> Result<(), StoreError> {
    desk_entry::Entity::update_many()
        .col_expr(desk_entry::Column::BikeId, Expr::value(bike.0))
        .filter(desk_entry::Column::Id.eq(id.as_str()))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Stores an entry on which a person has to decide, and tells whether it is new.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the words cannot be sealed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn keep(
    tx: &Tx,
    new: &NewEntry,
    reason: NeedsPerson,
    body: &Body,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let json = serde_json::to_vec(body)
        .map_err(|_| StoreError::corrupt("desk_entry", "words that cannot be written"))?;
    let sealed = tx.keyring().seal(BODY, &json)?;
    insert(
        tx,
        desk_entry::ActiveModel {
            reason: Set(Some(reason.slug().to_owned())),
            body: Set(Some(sealed)),
            ..row(new, EntryState::Waiting, now)
        },
    )
    .await
}

async fn insert(tx: &Tx, row: desk_entry::ActiveModel) -> Result<bool, StoreError> {
    let first = OnConflict::column(desk_entry::Column::Id).do_nothing().to_owned();
    let written = desk_entry::Entity::insert(row)
        .on_conflict(first)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(written == 1)
}

/// Reads an entry.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn find(source: &impl Source, id: &EntryId) -> Result<Option<Entry>, StoreError> {
    let row = desk_entry::Entity::find_by_id(id.as_str())
        .one(source.connection())
        .await?;
    row.map(from_row).transpose()
}

/// Reads the content of an entry that is waiting. Callers show it only to the coordinator who decides.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the words cannot be opened.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn body(source: &impl Source, id: &EntryId) -> Result<Option<Body>, StoreError> {
    let sealed = desk_entry::Entity::find_by_id(id.as_str())
        .one(source.connection())
        .await?
        .and_then(|row| row.body);
    let Some(sealed) = sealed else { return Ok(None) };
    serde_json::from_slice(&source.keyring().open(BODY, &sealed)?)
        .map(Some)
        .map_err(|_| StoreError::corrupt("desk_entry", "words that cannot be read"))
}

/// Lists the entries of an event that were made from one instant up to another, oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0))]
pub async fn of_event(
    source: &impl Source,
    event: EventId,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<Entry>, StoreError> {
    let rows = desk_entry::Entity::find()
        .filter(desk_entry::Column::EventId.eq(event.0))
        .filter(desk_entry::Column::MadeAt.gte(millis(from)))
        .filter(desk_entry::Column::MadeAt.lt(millis(until)))
        .order_by_asc(desk_entry::Column::MadeAt)
        .order_by_asc(desk_entry::Column::Id)
        .all(source.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Lists the entries of an event that are waiting for a person, oldest first. Those that could not be opened come last,
/// so that made-up entries cannot hide a bike.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0))]
pub async fn waiting(source: &impl Source, event: EventId, limit: u64) -> Result<Vec<Entry>, StoreError> {
    let rows = desk_entry::Entity::find()
        .filter(desk_entry::Column::EventId.eq(event.0))
        .filter(desk_entry::Column::State.eq(EntryState::Waiting.slug()))
        .order_by_asc(Expr::cust("CASE WHEN reason = 'unopened' THEN 1 ELSE 0 END"))
        .order_by_asc(desk_entry::Column::MadeAt)
        .order_by_asc(desk_entry::Column::Id)
        .limit(limit)
        .all(source.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Counts the entries of an event that one account sent after an instant and that are waiting for a person.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0, sent_by = sent_by.0))]
pub async fn waiting_of(
    source: &impl Source,
    event: EventId,
    sent_by: AccountId,
    after: Timestamp,
) -> Result<u64, StoreError> {
    Ok(desk_entry::Entity::find()
        .filter(desk_entry::Column::EventId.eq(event.0))
        .filter(desk_entry::Column::State.eq(EntryState::Waiting.slug()))
        .filter(desk_entry::Column::SentBy.eq(sent_by.0))
        .filter(desk_entry::Column::ReceivedAt.gt(millis(after)))
        .count(source.connection())
        .await?)
}

/// Counts the entries that are waiting for a person, by event.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn events_waiting(source: &impl Source) -> Result<Vec<(EventId, u64)>, StoreError> {
    let counts: Vec<(i64, i64)> = desk_entry::Entity::find()
        .select_only()
        .column(desk_entry::Column::EventId)
        .column_as(desk_entry::Column::Id.count(), "waiting")
        .filter(desk_entry::Column::State.eq(EntryState::Waiting.slug()))
        .group_by(desk_entry::Column::EventId)
        .into_tuple()
        .all(source.connection())
        .await?;
    Ok(counts
        .into_iter()
        .map(|(event, count)| (EventId(event), u64::try_from(count).unwrap_or(0)))
        .collect())
}

/// Closes an entry that is waiting: it became a bike, or was put aside. Its content is deleted. Tells whether it was
/// still waiting. If two people decide at once, only one of them gets true.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the note cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(by = by.0))]
pub async fn decide(
    tx: &Tx,
    id: &EntryId,
    bike: Option<BikeId>,
    mark: Option<MarkCode>,
    by: AccountId,
    note: Option<&str>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let state = if bike.is_some() {
        EntryState::Settled
    } else {
        EntryState::PutAside
    };
    let note = note
        .map(|note| tx.keyring().seal(NOTE, note.as_bytes()))
        .transpose()?;
    let mut change = desk_entry::Entity::update_many()
        .col_expr(desk_entry::Column::State, Expr::value(state.slug()))
        .col_expr(desk_entry::Column::Body, Expr::value(None::<Vec<u8>>))
        .col_expr(desk_entry::Column::DecidedBy, Expr::value(by.0))
        .col_expr(desk_entry::Column::DecidedAt, Expr::value(millis(now)))
        .col_expr(desk_entry::Column::Note, Expr::value(note));
    if let Some(bike) = bike {
        change = change
            .col_expr(desk_entry::Column::BikeId, Expr::value(bike.0))
            .col_expr(
                desk_entry::Column::MarkCode,
                Expr::value(mark.map(|code| code.compact())),
            );
    }
    let done = change
        .filter(desk_entry::Column::Id.eq(id.as_str()))
        .filter(desk_entry::Column::State.eq(EntryState::Waiting.slug()))
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

fn row(new: &NewEntry, state: EntryState, now: Timestamp) -> desk_entry::ActiveModel {
    desk_entry::ActiveModel {
        id: Set(new.id.as_str().to_owned()),
        event_id: Set(new.event.0),
        desk: Set(new.desk.clone()),
        sent_by: Set(new.sent_by.0),
        state: Set(state.slug().to_owned()),
        reason: Set(None),
        mark_code: Set(new.mark.map(|code| code.compact())),
        bike_id: Set(None),
        body: Set(None),
        made_at: Set(millis(new.made_at)),
        received_at: Set(millis(now)),
        seconds: Set(new.seconds.and_then(|seconds| i32::try_from(seconds).ok())),
        decided_by: Set(None),
        decided_at: Set(None),
        note: Set(None),
        withdraws: Set(new.withdraws.as_ref().map(|id| id.as_str().to_owned())),
        withdrawn_at: Set(None),
    }
}

fn from_row(row: desk_entry::Model) -> Result<Entry, StoreError> {
    let corrupt = |what: &str| StoreError::corrupt("desk_entry", what);
    let reason = |raw: String| NeedsPerson::parse(&raw).ok_or_else(|| corrupt("an invalid reason"));
    Ok(Entry {
        new: NewEntry {
            id: EntryId::parse(&row.id).map_err(|_| corrupt("an invalid id"))?,
            event: EventId(row.event_id),
            desk: row.desk,
            sent_by: AccountId(row.sent_by),
            made_at: instant("desk_entry", row.made_at)?,
            seconds: row.seconds.and_then(|seconds| u32::try_from(seconds).ok()),
            mark: row
                .mark_code
                .map(|code| MarkCode::parse(&code).map_err(|_| corrupt("an invalid mark code")))
                .transpose()?,
            withdraws: row
                .withdraws
                .map(|id| EntryId::parse(&id).map_err(|_| corrupt("an invalid id of another entry")))
                .transpose()?,
        },
        state: EntryState::ALL
            .into_iter()
            .find(|state| state.slug() == row.state)
            .ok_or_else(|| corrupt("an invalid state"))?,
        reason: row.reason.map(reason).transpose()?,
        bike: row.bike_id.map(BikeId),
        received_at: instant("desk_entry", row.received_at)?,
        decided_at: optional_instant("desk_entry", row.decided_at)?,
        withdrawn_at: optional_instant("desk_entry", row.withdrawn_at)?,
    })
}

#[cfg(test)]
mod tests;
