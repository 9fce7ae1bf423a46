//! Outgoing e-mails. They are queued in the transaction that they tell people about, and the worker sends them later.
//!
//! A worker claims an e-mail before it sends it. The claim moves the due time ahead by a lease, so that no other worker
//! takes the e-mail in the meantime. If a worker dies, the e-mail is free again when the lease ends. If a worker dies
//! after it has sent an e-mail but before it has noted this, the e-mail is sent again with the same [`LetterId`]. The
//! `Message-ID` is made from this id, so mail systems recognise the copy.

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
/// The urgency of an ordinary e-mail. Urgent ones are sent first.
const USUAL: i32 = 0;
const AT_ONCE: i32 = 1;
/// The longest time to wait before we try again to open an e-mail whose key we do not have.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(12);

/// Identifies one e-mail in the outbox.
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
    /// The address that it is sent to.
    pub to: EmailAddress,
    /// The subject. It never contains personal details.
    pub subject: String,
    /// The text, with lines ending in `\n`.
    pub body: String,
    /// The web address with which the recipient can stop these e-mails in one press. Only e-mails that somebody gets
    /// regularly have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop: Option<String>,
}

impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Letter(***)")
    }
}

/// An e-mail that the caller, and nobody else, may send now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// Its id.
    pub id: LetterId,
    /// What to send.
    pub letter: Letter,
    /// How many times it has been tried, including this one.
    pub attempts: u32,
}

/// Queues an e-mail, which is sent once the transaction is committed.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the e-mail cannot be sealed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn queue(tx: &Tx, letter: &Letter, now: Timestamp) -> Result<LetterId, StoreError> {
    put(tx, letter, None, USUAL, now).await
}

/// Queues an e-mail about a bike. It is not sent if it is withdrawn or the bike is removed in the meantime.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the e-mail cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn queue_about(
    tx: &Tx,
    letter: &Letter,
    bike: BikeId,
    now: Timestamp,
) -> Result<LetterId, StoreError> {
    put(tx, letter, Some(bike), USUAL, now).await
}

/// Queues an e-mail that somebody is waiting for. It is sent before others.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the e-mail cannot be sealed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn queue_first(tx: &Tx, letter: &Letter, now: Timestamp) -> Result<LetterId, StoreError> {
    put(tx, letter, None, AT_ONCE, now).await
}

/// Withdraws the e-mails about a bike that have not been sent.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
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
        .map_err(|_| StoreError::corrupt("outbox", "an e-mail that cannot be written"))?;
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

/// Claims at most `limit` e-mails that are due, for as long as the lease lasts: first the urgent ones, then the oldest.
///
/// An e-mail that cannot be unsealed does not hold up the others. If it is damaged, we give up on it. If we do not have
/// its key, it waits for as long again as it has waited so far, because the right key may come back.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn claim(
    store: &Store,
    now: Timestamp,
    lease: SignedDuration,
    limit: u64,
) -> Result<Vec<Claimed>, StoreError> {
    // Workers ask often, and usually nothing is due. So we check this before we start a transaction that writes.
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

/// Reserves e-mails until a certain time.
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

/// Moves an e-mail that cannot be unsealed out of the way of the others.
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
        tracing::error!(letter.id = row.id, "An e-mail is waiting for its key: {error}");
        Some(now + wait)
    } else {
        tracing::error!(
            letter.id = row.id,
            "An e-mail cannot be unsealed, so it will not be sent: {error}"
        );
        None
    };
    failed(tx, LetterId(row.id), now, retry_at).await
}

/// Notes that an e-mail has been sent, and deletes its text.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(letter = id.0))]
pub async fn sent(tx: &Tx, id: LetterId, now: Timestamp) -> Result<(), StoreError> {
    outbox::Entity::update_many()
        .col_expr(outbox::Column::SentAt, Expr::value(millis(now)))
        .col_expr(outbox::Column::Letter, Expr::value(Vec::<u8>::new()))
        .filter(outbox::Column::Id.eq(id.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Notes that an e-mail could not be sent. It will be tried again at `retry_at`, or we give up on it.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(letter = id.0))]
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

/// Counts the e-mails that have not been sent yet, including those that are not due yet.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn waiting(source: &impl Source) -> Result<u64, StoreError> {
    Ok(outbox::Entity::find()
        .filter(unsent())
        .count(source.connection())
        .await?)
}

/// Counts the e-mails that we gave up sending and have not removed yet.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn given_up(source: &impl Source) -> Result<u64, StoreError> {
    Ok(outbox::Entity::find()
        .filter(outbox::Column::GivenUpAt.is_not_null())
        .count(source.connection())
        .await?)
}

/// Removes old e-mails that were sent or that we gave up on, and returns how many.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
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
    serde_json::from_slice(&json).map_err(|_| StoreError::corrupt("outbox", "an e-mail that cannot be read"))
}

#[cfg(test)]
mod tests;
