//! Readers of the hot sheet: people who get a daily e-mail about the thefts near them.

pub mod editions;

use crate::connection::{Source, sealed::Source as _};
use crate::entity::hot_sheet_reader;
use crate::time::{instant, millis, optional_instant};
use crate::{Keyring, StoreError, Tx};
use domain::account::contact::EmailAddress;
use domain::hot_sheet::Wanted;
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use std::fmt;

const KEPT: &str = "hot_sheet_reader.kept";
const TABLE: &str = "hot_sheet_reader";

/// How many bytes the secret in a link has.
pub const TOKEN: usize = 24;

/// Identifies one request for the hot sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReaderId(i64);

/// A reader's sealed details.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The address to which the hot sheet is sent.
    pub email: EmailAddress,
    /// The secret in the reader's links.
    pub token: [u8; TOKEN],
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kept(***)")
    }
}

/// Somebody who asked for the hot sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// Their id.
    pub id: ReaderId,
    /// Their address, and the secret in their links.
    pub kept: Kept,
    /// What they want to hear about.
    pub wanted: Wanted,
    /// When they asked.
    pub asked_at: Timestamp,
    /// When they confirmed their request.
    pub confirmed_at: Option<Timestamp>,
    /// When they ended it.
    pub stopped_at: Option<Timestamp>,
}

/// Stores somebody's request for the hot sheet. Nothing is sent until they confirm it.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the address cannot be sealed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn ask(tx: &Tx, kept: &Kept, wanted: &Wanted, now: Timestamp) -> Result<(), StoreError> {
    let keys = tx.keyring();
    let json = serde_json::to_vec(kept).map_err(|_| corrupt("a reader that cannot be written"))?;
    let row = hot_sheet_reader::ActiveModel {
        id: NotSet,
        email_hash: Set(email_hash(keys, &kept.email)),
        token_hash: Set(token_hash(keys, &kept.token)),
        kept: Set(keys.seal(KEPT, &json)?),
        areas: Set(wanted.groups_written()),
        kinds: Set(wanted.kinds_written()),
        asked_at: Set(millis(now)),
        confirmed_at: Set(None),
        stopped_at: Set(None),
        told_day: Set(None),
    };
    hot_sheet_reader::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Counts the requests for an address after an instant.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn count_asked_after(tx: &Tx, email: &EmailAddress, after: Timestamp) -> Result<u64, StoreError> {
    Ok(hot_sheet_reader::Entity::find()
        .filter(hot_sheet_reader::Column::EmailHash.eq(email_hash(tx.keyring(), email)))
        .filter(hot_sheet_reader::Column::AskedAt.gt(millis(after)))
        .count(tx.connection())
        .await?)
}

/// Finds a reader by the secret in their links.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn by_token(source: &impl Source, token: &[u8; TOKEN]) -> Result<Option<Reader>, StoreError> {
    let row = hot_sheet_reader::Entity::find()
        .filter(hot_sheet_reader::Column::TokenHash.eq(token_hash(source.keyring(), token)))
        .one(source.connection())
        .await?;
    row.map(|row| read(source.keyring(), row)).transpose()
}

/// Notes that a reader has confirmed their request, which replaces any earlier request from the same address. The first
/// hot sheet that they get is about the day after `day`.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn confirm(tx: &Tx, reader: &Reader, day: &str, now: Timestamp) -> Result<(), StoreError> {
    let hash = email_hash(tx.keyring(), &reader.kept.email);
    hot_sheet_reader::Entity::delete_many()
        .filter(hot_sheet_reader::Column::EmailHash.eq(hash))
        .filter(hot_sheet_reader::Column::Id.ne(reader.id.0))
        .filter(hot_sheet_reader::Column::ConfirmedAt.is_not_null())
        .exec(tx.connection())
        .await?;
    hot_sheet_reader::Entity::update_many()
        .col_expr(hot_sheet_reader::Column::ConfirmedAt, Expr::value(millis(now)))
        .col_expr(
            hot_sheet_reader::Column::StoppedAt,
            Expr::value(Option::<i64>::None),
        )
        .col_expr(hot_sheet_reader::Column::ToldDay, Expr::value(day))
        .filter(hot_sheet_reader::Column::Id.eq(reader.id.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Notes that a reader no longer wants the hot sheet.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn stop(tx: &Tx, reader: ReaderId, now: Timestamp) -> Result<(), StoreError> {
    hot_sheet_reader::Entity::update_many()
        .col_expr(hot_sheet_reader::Column::StoppedAt, Expr::value(millis(now)))
        .filter(hot_sheet_reader::Column::Id.eq(reader.0))
        .filter(hot_sheet_reader::Column::StoppedAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Reads at most `limit` readers who have not had a day's hot sheet, oldest first. `day` is written like `2026-11-29`.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn not_told(source: &impl Source, day: &str, limit: u64) -> Result<Vec<Reader>, StoreError> {
    let rows = hot_sheet_reader::Entity::find()
        // This is written out, because both databases use a partial index only if they see its own condition.
        .filter(Expr::cust("confirmed_at IS NOT NULL AND stopped_at IS NULL"))
        .filter(hot_sheet_reader::Column::ToldDay.lt(day))
        .order_by_asc(hot_sheet_reader::Column::ToldDay)
        .order_by_asc(hot_sheet_reader::Column::Id)
        .limit(limit)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| read(source.keyring(), row)).collect()
}

/// Notes that a reader is getting a day's hot sheet. Returns false if they already had it or no longer want it.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn told(tx: &Tx, reader: ReaderId, day: &str) -> Result<bool, StoreError> {
    let done = hot_sheet_reader::Entity::update_many()
        .col_expr(hot_sheet_reader::Column::ToldDay, Expr::value(day))
        .filter(hot_sheet_reader::Column::Id.eq(reader.0))
        .filter(hot_sheet_reader::Column::StoppedAt.is_null())
        .filter(hot_sheet_reader::Column::ToldDay.lt(day))
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected > 0)
}

/// Removes requests that nobody confirmed before an instant, and readers who stopped before it.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn prune(tx: &Tx, before: Timestamp) -> Result<u64, StoreError> {
    let idle = Condition::any()
        .add(hot_sheet_reader::Column::ConfirmedAt.is_null())
        .add(hot_sheet_reader::Column::StoppedAt.lt(millis(before)));
    let gone = hot_sheet_reader::Entity::delete_many()
        .filter(hot_sheet_reader::Column::AskedAt.lt(millis(before)))
        .filter(idle)
        .exec(tx.connection())
        .await?;
    Ok(gone.rows_affected)
}

fn read(keys: &Keyring, row: hot_sheet_reader::Model) -> Result<Reader, StoreError> {
    let kept = serde_json::from_slice(&keys.open(KEPT, &row.kept)?)
        .map_err(|_| corrupt("a reader that cannot be read"))?;
    let wanted = Wanted::parse(words(&row.areas), words(&row.kinds));
    Ok(Reader {
        id: ReaderId(row.id),
        kept,
        wanted: wanted.ok_or_else(|| corrupt("an unknown area or kind"))?,
        asked_at: instant(TABLE, row.asked_at)?,
        confirmed_at: optional_instant(TABLE, row.confirmed_at)?,
        stopped_at: optional_instant(TABLE, row.stopped_at)?,
    })
}

fn words(column: &str) -> impl Iterator<Item = &str> {
    column.split(' ').filter(|word| !word.is_empty())
}

fn email_hash(keys: &Keyring, email: &EmailAddress) -> Vec<u8> {
    keys.hash("hot sheet email", email.comparison_key().as_bytes())
}

fn token_hash(keys: &Keyring, token: &[u8; TOKEN]) -> Vec<u8> {
    keys.hash("hot sheet link", token)
}

fn corrupt(what: &'static str) -> StoreError {
    StoreError::corrupt(TABLE, what)
}
