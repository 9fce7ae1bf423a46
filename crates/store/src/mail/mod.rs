//! Mail on its way out: queued in the transaction that it tells of, sent later by the worker.
//!
//! A letter is claimed before it is sent: the claim moves its due time ahead by a lease, so that no other
//! worker takes it meanwhile, and a worker that dies gives it back when the lease runs out. A letter whose
//! worker dies between handing it over and noting so goes out a second time under the same [`LetterId`];
//! the sender makes its `Message-ID` of that, by which mail systems know the two for one.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::outbox;
use crate::keyring::SealError;
use crate::time::millis;
use crate::{Keyring, Store, StoreError, Tx};
use domain::account::contact::EmailAddress;
use domain::id::BikeId;
use jiff::{SignedDuration, Timestamp};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use serde::{Deserialize, Serialize};
use std::fmt;

const COLUMN: &str = "outbox.letter";
/// Of letters that are due, those of a higher urgency go first.
const USUAL: i32 = 0;
const AT_ONCE: i32 = 1;
/// A letter under a key that is not at hand is looked at again after this long at most.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(12);

/// Identifies one letter in the outbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LetterId(pub i64);

impl fmt::Display for LetterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One e-mail in plain text.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Whom it goes to.
    pub to: EmailAddress,
    /// What it is about; never holds a personal detail.
    pub subject: String,
    /// What it says, lines ending in `\n`.
    pub body: String,
}

impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Letter(***)")
    }
}

/// A letter that the caller may send now, and nobody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// Which letter.
    pub id: LetterId,
    /// What to send.
    pub letter: Letter,
    /// How often it has been tried, this time counted.
    pub attempts: u32,
}

/// Queues a letter, to go out once the transaction is committed.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the letter cannot be sealed.
pub async fn queue(tx: &Tx, letter: &Letter, now: Timestamp) -> Result<LetterId, StoreError> {
    put(tx, letter, None, USUAL, now).await
}

/// Queues a letter about a bike, which is not sent any more once it is withdrawn or the bike is removed.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the letter cannot be sealed.
pub async fn queue_about(
    tx: &Tx,
    letter: &Letter,
    bike: BikeId,
    now: Timestamp,
) -> Result<LetterId, StoreError> {
    put(tx, letter, Some(bike), USUAL, now).await
}

/// Queues a letter that somebody waits for at a screen: it goes out before all that are not so.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the letter cannot be sealed.
pub async fn queue_first(tx: &Tx, letter: &Letter, now: Timestamp) -> Result<LetterId, StoreError> {
    put(tx, letter, None, AT_ONCE, now).await
}

/// Takes back the letters about a bike that have not been sent.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn withdraw(tx: &Tx, bike: BikeId) -> Result<(), StoreError> {
    outbox::Entity::delete_many()
        .filter(outbox::Column::BikeId.eq(bike.0))
        .filter(unsent())
        .exec(tx.connection())
        .await?;
    Ok(())
}

async fn put(
    tx: &Tx,
    letter: &Letter,
    bike: Option<BikeId>,
    urgency: i32,
    now: Timestamp,
) -> Result<LetterId, StoreError> {
    let json = serde_json::to_vec(letter)
        .map_err(|_| StoreError::corrupt("outbox", "a letter that cannot be written"))?;
    let row = outbox::ActiveModel {
        id: NotSet,
        letter: Set(tx.keyring().seal(COLUMN, &json)?),
        made_at: Set(millis(now)),
        due_at: Set(millis(now)),
        attempts: Set(0),
        sent_at: Set(None),
        given_up_at: Set(None),
        bike_id: Set(bike.map(|bike| bike.0)),
        urgency: Set(urgency),
    };
    let made = outbox::Entity::insert(row).exec(tx.connection()).await?;
    Ok(LetterId(made.last_insert_id))
}

/// Claims at most `limit` letters that are due for as long as the lease lasts: urgent ones first, then the oldest.
///
/// A letter that does not open is never in the way of another. One that is damaged is given up. One under a key that
/// is not at hand waits as long again as it has waited so far, because the right key may come back.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn claim(
    store: &Store,
    now: Timestamp,
    lease: SignedDuration,
    limit: u64,
) -> Result<Vec<Claimed>, StoreError> {
    // Workers ask often and mostly for nothing; that is no reason to take the writer's place.
    if due(now)
        .select_only()
        .column(outbox::Column::Id)
        .into_tuple::<i64>()
        .one(store.connection())
        .await?
        .is_none()
    {
        return Ok(Vec::new());
    }
    let tx = store.begin().await?;
    let mut claimed = Vec::new();
    loop {
        let rows = due(now)
            .order_by_desc(outbox::Column::Urgency)
            .order_by_asc(outbox::Column::DueAt)
            .order_by_asc(outbox::Column::Id)
            .limit(limit.saturating_sub(claimed.len() as u64))
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .all(tx.connection())
            .await?;
        if rows.is_empty() {
            break;
        }
        let first_new = claimed.len();
        for row in rows {
            match open(store.keys(), &row.letter) {
                Ok(letter) => claimed.push(Claimed {
                    id: LetterId(row.id),
                    letter,
                    attempts: row.attempts.unsigned_abs() + 1,
                }),
                Err(error) => put_aside(&tx, &row, &error, now, lease).await?,
            }
        }
        take(&tx, &claimed[first_new..], now + lease).await?;
    }
    tx.commit().await?;
    Ok(claimed)
}

fn due(now: Timestamp) -> Select<outbox::Entity> {
    outbox::Entity::find()
        .filter(unsent())
        .filter(outbox::Column::DueAt.lte(millis(now)))
}

/// Keeps letters from all others until an instant.
async fn take(tx: &Tx, letters: &[Claimed], until: Timestamp) -> Result<(), StoreError> {
    if letters.is_empty() {
        return Ok(());
    }
    outbox::Entity::update_many()
        .col_expr(
            outbox::Column::Attempts,
            Expr::col(outbox::Column::Attempts).add(1),
        )
        .col_expr(outbox::Column::DueAt, Expr::value(millis(until)))
        .filter(outbox::Column::Id.is_in(letters.iter().map(|letter| letter.id.0)))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Moves a letter that does not open out of the way of the others.
async fn put_aside(
    tx: &Tx,
    row: &outbox::Model,
    error: &StoreError,
    now: Timestamp,
    lease: SignedDuration,
) -> Result<(), StoreError> {
    let retry_at = if matches!(error, StoreError::Seal(SealError::OtherKey)) {
        let waited = SignedDuration::from_millis(millis(now).saturating_sub(row.made_at));
        let wait = waited.min(LONGEST_WAIT).max(lease);
        tracing::error!(letter.id = row.id, "A letter waits for its key: {error}");
        Some(now + wait)
    } else {
        tracing::error!(
            letter.id = row.id,
            "A letter cannot be opened and is given up: {error}"
        );
        None
    };
    failed(tx, LetterId(row.id), now, retry_at).await
}

/// Notes that a letter has been handed over, and forgets what it said.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn sent(tx: &Tx, id: LetterId, now: Timestamp) -> Result<(), StoreError> {
    outbox::Entity::update_many()
        .col_expr(outbox::Column::SentAt, Expr::value(millis(now)))
        .col_expr(outbox::Column::Letter, Expr::value(Vec::<u8>::new()))
        .filter(outbox::Column::Id.eq(id.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Notes that a letter could not be handed over: it is tried again at `retry_at`, or given up.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn failed(
    tx: &Tx,
    id: LetterId,
    now: Timestamp,
    retry_at: Option<Timestamp>,
) -> Result<(), StoreError> {
    let update = outbox::Entity::update_many()
        .filter(outbox::Column::Id.eq(id.0))
        .filter(unsent());
    let update = match retry_at {
        Some(at) => update.col_expr(outbox::Column::DueAt, Expr::value(millis(at))),
        None => update.col_expr(outbox::Column::GivenUpAt, Expr::value(millis(now))),
    };
    update.exec(tx.connection()).await?;
    Ok(())
}

/// Counts the letters that are still to go out, whether due or not.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn waiting(source: &impl Source) -> Result<u64, StoreError> {
    Ok(outbox::Entity::find()
        .filter(unsent())
        .count(source.connection())
        .await?)
}

/// Counts the letters that were given up and have not been removed yet.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn given_up(source: &impl Source) -> Result<u64, StoreError> {
    Ok(outbox::Entity::find()
        .filter(outbox::Column::GivenUpAt.is_not_null())
        .count(source.connection())
        .await?)
}

/// Removes letters that were sent or given up and made before an instant, and tells how many.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn prune(tx: &Tx, made_before: Timestamp) -> Result<u64, StoreError> {
    let gone = outbox::Entity::delete_many()
        .filter(unsent().not())
        .filter(outbox::Column::MadeAt.lt(millis(made_before)))
        .exec(tx.connection())
        .await?;
    Ok(gone.rows_affected)
}

fn unsent() -> sea_orm::sea_query::SimpleExpr {
    outbox::Column::SentAt
        .is_null()
        .and(outbox::Column::GivenUpAt.is_null())
}

fn open(keys: &Keyring, sealed: &[u8]) -> Result<Letter, StoreError> {
    let json = keys.open(COLUMN, sealed)?;
    serde_json::from_slice(&json).map_err(|_| StoreError::corrupt("outbox", "a letter that cannot be read"))
}

#[cfg(test)]
mod tests;
