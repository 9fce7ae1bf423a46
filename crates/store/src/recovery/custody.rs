//! The custody log of recovered bikes. Entries are only added, never changed.

use super::next_version;
use crate::connection::{Source, sealed::Source as _};
use crate::entity::{custody_entry, recovery};
use crate::time::{instant, millis};
use crate::{Keyring, StoreError, Tx, feed, words};
use domain::feed::Subject;
use domain::id::{AccountId, RecoveryId};
use domain::recovery::{Custody, CustodyKind};
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

const PLACE: &str = "custody_entry.place";
const REASON: &str = "custody_entry.reason";

/// An entry, who wrote it and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What was written.
    pub custody: Custody,
    /// Who wrote it, if we know.
    pub by: Option<AccountId>,
    /// When it was written.
    pub noted_at: Timestamp,
}

/// Adds an entry, in the transaction of the action.
///
/// # Errors
/// [`StoreError`] when the database does not answer or there is no such recovery.
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0))]
pub async fn add(
    tx: &Tx,
    id: RecoveryId,
    new: &Custody,
    by: Option<AccountId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let row = custody_entry::ActiveModel {
        id: NotSet,
        recovery_id: Set(id.0),
        what: Set(new.what.slug().to_owned()),
        place: Set(words::sealed(tx.keyring(), PLACE, new.place.as_deref())?),
        reason: Set(words::sealed(tx.keyring(), REASON, new.reason.as_deref())?),
        by_id: Set(by.map(|account| account.0)),
        happened_at: Set(millis(new.at)),
        noted_at: Set(millis(now)),
    };
    custody_entry::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Adds an entry and updates the record: a hold begins or ends, or the bike leaves the store. Before this, the caller
/// has read the record with [`find_to_change`](super::find_to_change) and checked that this is allowed.
///
/// # Errors
/// [`StoreError`] when the database does not answer or there is no such recovery.
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0))]
pub async fn note(
    tx: &Tx,
    id: RecoveryId,
    new: &Custody,
    by: Option<AccountId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut update = recovery::Entity::update_many().col_expr(recovery::Column::Version, next_version());
    match new.what {
        CustodyKind::Held => {
            update = update.col_expr(recovery::Column::HeldAt, Expr::value(millis(new.at)));
        }
        CustodyKind::HoldEnded => {
            update = update.col_expr(recovery::Column::HeldAt, Expr::value(Option::<i64>::None));
        }
        _ => {}
    }
    if let Some(status) = new.what.ends_as() {
        update = update
            // If the owner is known, this recovery no longer holds the bike.
            .col_expr(
                recovery::Column::Status,
                Expr::cust("CASE WHEN status = 'tied' THEN 'ended' ELSE status END"),
            )
            .col_expr(recovery::Column::EndedAs, Expr::value(status.slug()))
            .col_expr(recovery::Column::EndedAt, Expr::value(millis(new.at)));
    }
    update
        .filter(recovery::Column::Id.eq(id.0))
        .exec(tx.connection())
        .await?;
    add(tx, id, new, by, now).await?;
    feed::record_all(tx, &[Subject::Recovery(id)], now).await
}

/// Reads the log of a recovery, oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0))]
pub async fn of_recovery(source: &impl Source, id: RecoveryId) -> Result<Vec<Entry>, StoreError> {
    let rows = custody_entry::Entity::find()
        .filter(custody_entry::Column::RecoveryId.eq(id.0))
        .order_by_asc(custody_entry::Column::Id)
        .all(source.connection())
        .await?;
    rows.into_iter()
        .map(|row| from_row(source.keyring(), row))
        .collect()
}

fn from_row(keys: &Keyring, row: custody_entry::Model) -> Result<Entry, StoreError> {
    let what = CustodyKind::parse(&row.what)
        .ok_or_else(|| StoreError::corrupt("custody_entry", format!("an entry {:?}", row.what)))?;
    Ok(Entry {
        custody: Custody {
            what,
            at: instant("custody_entry", row.happened_at)?,
            place: open(keys, PLACE, row.place)?,
            reason: open(keys, REASON, row.reason)?,
        },
        by: row.by_id.map(AccountId),
        noted_at: instant("custody_entry", row.noted_at)?,
    })
}

fn open(keys: &Keyring, column: &'static str, sealed: Option<Vec<u8>>) -> Result<Option<String>, StoreError> {
    Ok(sealed.map(|sealed| keys.open_text(column, &sealed)).transpose()?)
}
