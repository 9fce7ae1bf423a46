//! Conversations about a bike. Each side has a link with a secret, and only keyed hashes of the secrets can be searched
//! for.

use crate::bike::photos::FileName;
use crate::connection::{Source, sealed::Source as _};
use crate::entity::{message, message_thread};
use crate::time::{instant, millis, optional_instant};
use crate::words::{opened, sealed};
use crate::{Keyring, StoreError, Tx};
use domain::account::contact::EmailAddress;
use domain::id::{BikeId, MessageId, ThreadId};
use domain::message::Side;
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use std::fmt;

const KEPT: &str = "message_thread.kept";
const REPORT: &str = "message_thread.report";

/// How many bytes the secret in a link has.
pub const TOKEN: usize = 24;

/// The sealed part of a conversation: the secrets in both links, which later e-mails need, and the finder's address.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The secret in the finder's link.
    pub finder: [u8; TOKEN],
    /// The secret in the owner's link.
    pub owner: [u8; TOKEN],
    /// The finder's address, if they want to be told about an answer.
    pub email: Option<EmailAddress>,
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kept(***)")
    }
}

/// A report of abuse in a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// When it was made.
    pub at: Timestamp,
    /// Who reported the other side.
    pub by: Side,
    /// What is wrong, in their words.
    pub words: String,
    /// When an officer dealt with it.
    pub settled_at: Option<Timestamp>,
}

/// A conversation about a bike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    /// Its id.
    pub id: ThreadId,
    /// The bike that it is about.
    pub bike: BikeId,
    /// The secrets in the links, and the finder's address.
    pub kept: Kept,
    /// When it began.
    pub started_at: Timestamp,
    /// When somebody last wrote.
    pub last_at: Timestamp,
    /// When the owner blocked the finder.
    pub blocked_at: Option<Timestamp>,
    /// The report of abuse, if there is one.
    pub report: Option<Report>,
}

/// Begins a conversation.
///
/// # Errors
/// [`StoreError`] when the database does not answer or something cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn start(tx: &Tx, bike: BikeId, kept: &Kept, now: Timestamp) -> Result<ThreadId, StoreError> {
    let keys = tx.keyring();
    let json = serde_json::to_vec(kept).map_err(|_| corrupt("a conversation that cannot be written"))?;
    let row = message_thread::ActiveModel {
        id: NotSet,
        bike_id: Set(bike.0),
        finder_hash: Set(hash(keys, &kept.finder)),
        owner_hash: Set(hash(keys, &kept.owner)),
        kept: Set(keys.seal(KEPT, &json)?),
        started_at: Set(millis(now)),
        last_at: Set(millis(now)),
        blocked_at: Set(None),
        reported_at: Set(None),
        reported_by: Set(None),
        report: Set(None),
        settled_at: Set(None),
    };
    let made = message_thread::Entity::insert(row).exec(tx.connection()).await?;
    Ok(ThreadId(made.last_insert_id))
}

/// Finds a conversation by the secret in a link, and tells whose link it is.
///
/// # Errors
/// [`StoreError`] when the database does not answer or something cannot be opened.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn by_link(
    source: &impl Source,
    token: &[u8; TOKEN],
) -> Result<Option<(Thread, Side)>, StoreError> {
    let hash = hash(source.keyring(), token);
    let finder = one(source, message_thread::Column::FinderHash.eq(hash.clone())).await?;
    if let Some(thread) = finder {
        return Ok(Some((thread, Side::Finder)));
    }
    let owner = one(source, message_thread::Column::OwnerHash.eq(hash)).await?;
    Ok(owner.map(|thread| (thread, Side::Owner)))
}

/// Reads a conversation.
///
/// # Errors
/// [`StoreError`] when the database does not answer or something cannot be opened.
#[tracing::instrument(level = "debug", skip_all, fields(thread = id.0))]
pub async fn find(source: &impl Source, id: ThreadId) -> Result<Option<Thread>, StoreError> {
    one(source, message_thread::Column::Id.eq(id.0)).await
}

/// Reads a conversation and locks it until the transaction ends. If two people write at once, both messages are
/// counted.
///
/// # Errors
/// [`StoreError`] when the database does not answer or something cannot be opened.
#[tracing::instrument(level = "debug", skip_all, fields(thread = id.0))]
pub async fn find_to_change(tx: &Tx, id: ThreadId) -> Result<Option<Thread>, StoreError> {
    let row = message_thread::Entity::find_by_id(id.0)
        .lock_exclusive()
        .one(tx.connection())
        .await?;
    row.map(|row| read(tx.keyring(), row)).transpose()
}

/// Reads the conversations about a bike, the one with the newest message first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or something cannot be opened.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn of_bike(source: &impl Source, bike: BikeId) -> Result<Vec<Thread>, StoreError> {
    let rows = message_thread::Entity::find()
        .filter(message_thread::Column::BikeId.eq(bike.0))
        .order_by_desc(message_thread::Column::LastAt)
        .order_by_desc(message_thread::Column::Id)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| read(source.keyring(), row)).collect()
}

/// Reads the reported conversations that no officer has dealt with. The one that was reported first comes first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or something cannot be opened.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn reported(source: &impl Source, limit: u64) -> Result<Vec<Thread>, StoreError> {
    let rows = message_thread::Entity::find()
        // This is written out, because both databases use a partial index only if they see its own condition.
        .filter(Expr::cust("reported_at IS NOT NULL AND settled_at IS NULL"))
        .order_by_asc(message_thread::Column::ReportedAt)
        .limit(limit)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| read(source.keyring(), row)).collect()
}

/// Notes that somebody wrote.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(thread = id.0))]
pub async fn touch(tx: &Tx, id: ThreadId, now: Timestamp) -> Result<(), StoreError> {
    set(tx, id, message_thread::Column::LastAt, Some(now)).await
}

/// Blocks the finder, or lets them write again.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(thread = id.0))]
pub async fn block(tx: &Tx, id: ThreadId, at: Option<Timestamp>) -> Result<(), StoreError> {
    set(tx, id, message_thread::Column::BlockedAt, at).await
}

/// Notes that an officer has dealt with a report.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(thread = id.0))]
pub async fn settle(tx: &Tx, id: ThreadId, now: Timestamp) -> Result<(), StoreError> {
    set(tx, id, message_thread::Column::SettledAt, Some(now)).await
}

/// Stores the first report about a conversation. Later reports change nothing.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the words cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(thread = id.0))]
pub async fn report(tx: &Tx, id: ThreadId, by: Side, words: &str, now: Timestamp) -> Result<(), StoreError> {
    let words = sealed(tx.keyring(), REPORT, Some(words))?;
    message_thread::Entity::update_many()
        .col_expr(message_thread::Column::ReportedAt, Expr::value(millis(now)))
        .col_expr(message_thread::Column::ReportedBy, Expr::value(by.slug()))
        .col_expr(message_thread::Column::Report, Expr::value(words))
        .filter(message_thread::Column::Id.eq(id.0))
        .filter(message_thread::Column::ReportedAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Removes conversations in which nobody has written since an instant, with their messages and photos. Conversations
/// that are waiting for an officer stay, and so do all sightings. Returns the photos' files.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn prune(tx: &Tx, last_before: Timestamp) -> Result<Vec<FileName>, StoreError> {
    let old: Vec<i64> = message_thread::Entity::find()
        .select_only()
        .column(message_thread::Column::Id)
        .filter(message_thread::Column::LastAt.lt(millis(last_before)))
        .filter(Expr::cust("(reported_at IS NULL OR settled_at IS NOT NULL)"))
        .limit(500)
        .into_tuple()
        .all(tx.connection())
        .await?;
    if old.is_empty() {
        return Ok(Vec::new());
    }
    let files =
        crate::bike::remove_messages(tx, message::Column::ThreadId.is_in(old.iter().copied())).await?;
    message_thread::Entity::delete_many()
        .filter(message_thread::Column::Id.is_in(old))
        .exec(tx.connection())
        .await?;
    Ok(files)
}

/// Finds the conversation that a message belongs to.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(message = id.0))]
pub async fn of_message(source: &impl Source, id: MessageId) -> Result<Option<ThreadId>, StoreError> {
    let thread: Option<Option<i64>> = message::Entity::find_by_id(id.0)
        .select_only()
        .column(message::Column::ThreadId)
        .into_tuple()
        .one(source.connection())
        .await?;
    Ok(thread.flatten().map(ThreadId))
}

async fn set(
    tx: &Tx,
    id: ThreadId,
    column: message_thread::Column,
    at: Option<Timestamp>,
) -> Result<(), StoreError> {
    message_thread::Entity::update_many()
        .col_expr(column, Expr::value(at.map(millis)))
        .filter(message_thread::Column::Id.eq(id.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

async fn one(source: &impl Source, which: SimpleExpr) -> Result<Option<Thread>, StoreError> {
    let row = message_thread::Entity::find()
        .filter(which)
        .one(source.connection())
        .await?;
    row.map(|row| read(source.keyring(), row)).transpose()
}

fn read(keys: &Keyring, row: message_thread::Model) -> Result<Thread, StoreError> {
    const TABLE: &str = "message_thread";
    let kept = serde_json::from_slice(&keys.open(KEPT, &row.kept)?)
        .map_err(|_| corrupt("a conversation that cannot be read"))?;
    let report = match optional_instant(TABLE, row.reported_at)? {
        Some(at) => Some(Report {
            at,
            by: row
                .reported_by
                .as_deref()
                .and_then(Side::parse)
                .ok_or_else(|| corrupt("an unknown side"))?,
            words: opened(keys, REPORT, row.report.as_deref(), None)?.unwrap_or_default(),
            settled_at: optional_instant(TABLE, row.settled_at)?,
        }),
        None => None,
    };
    Ok(Thread {
        id: ThreadId(row.id),
        bike: BikeId(row.bike_id),
        kept,
        started_at: instant(TABLE, row.started_at)?,
        last_at: instant(TABLE, row.last_at)?,
        blocked_at: optional_instant(TABLE, row.blocked_at)?,
        report,
    })
}

fn hash(keys: &Keyring, token: &[u8; TOKEN]) -> Vec<u8> {
    keys.hash("message link", token)
}

fn corrupt(what: &'static str) -> StoreError {
    StoreError::corrupt("message_thread", what)
}
