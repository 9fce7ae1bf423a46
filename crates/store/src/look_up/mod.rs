//! The log of police look-ups: who looked for what, when and why. Entries are only added, never changed.

mod action;
pub mod audit;
pub mod openings;
pub mod pages;
pub mod results;
pub mod samples;
mod topic;

pub use topic::Topic;

use crate::connection::{Source, sealed::Source as _};
use crate::entity::look_up;
use crate::time::{instant, millis};
use crate::words::{self, column};
use crate::{Keyring, StoreError, Tx};
use domain::id::{AccountId, LookUpId, OrganisationId};
use domain::look_up::Reason;
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// A logged look-up.
#[derive(Clone, Debug, PartialEq)]
pub struct LookUp {
    /// Its id.
    pub id: LookUpId,
    /// Who looked, or `None` if it was somebody at the command line.
    pub account: Option<AccountId>,
    /// The organisation that they did it for.
    pub organisation: Option<OrganisationId>,
    /// When they looked.
    pub at: Timestamp,
    /// Why they looked.
    pub reason: Reason,
    /// What was looked for.
    pub query: serde_json::Value,
    /// How many bikes were shown, or `None` if the search did not finish.
    pub results: Option<u32>,
}

/// What the log says about a look-up.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'e> {
    /// Who looks, or `None` if it was somebody at the command line.
    pub account: Option<AccountId>,
    /// The organisation that they did it for.
    pub organisation: Option<OrganisationId>,
    /// Why they look.
    pub reason: &'e Reason,
    /// What is looked for.
    pub query: &'e serde_json::Value,
}

/// Logs a look-up, with how many bikes it shows, or `None` if the search has not finished.
///
/// # Errors
/// [`StoreError`] when the database does not answer or there is no such account or organisation.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn log(
    tx: &Tx,
    entry: Entry<'_>,
    results: Option<u32>,
    now: Timestamp,
) -> Result<LookUpId, StoreError> {
    let keys = tx.keyring();
    let row = look_up::ActiveModel {
        id: NotSet,
        account_id: Set(entry.account.map(|id| id.0)),
        organisation_id: Set(entry.organisation.map(|id| id.0)),
        at: Set(millis(now)),
        reason: Set(words::NO_REASON.to_owned()),
        query: Set(words::NO_QUERY.to_owned()),
        reason_sealed: Set(Some(
            keys.seal_text(column::LOOK_UP_REASON, entry.reason.as_str())?,
        )),
        query_sealed: Set(Some(
            keys.seal_text(column::LOOK_UP_QUERY, &entry.query.to_string())?,
        )),
        results: Set(results.map(|results| i32::try_from(results).unwrap_or(i32::MAX))),
    };
    let made = look_up::Entity::insert(row).exec(tx.connection()).await?;
    crate::log::wait(tx, crate::log::Kind::LookUp, made.last_insert_id).await?;
    Ok(LookUpId(made.last_insert_id))
}

/// Adds to an entry how many bikes were shown. The number can only be written once.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(look_up = id.0))]
pub async fn finish(tx: &Tx, id: LookUpId, results: u32) -> Result<(), StoreError> {
    let done = look_up::Entity::update_many()
        .col_expr(
            look_up::Column::Results,
            Expr::value(i32::try_from(results).unwrap_or(i32::MAX)),
        )
        .filter(look_up::Column::Id.eq(id.0))
        .filter(look_up::Column::Results.is_null())
        .exec(tx.connection())
        .await?;
    if done.rows_affected > 0 {
        crate::log::wait(tx, crate::log::Kind::LookUp, id.0).await?;
    }
    Ok(())
}

/// Reads one entry.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the entry is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(look_up = id.0))]
pub async fn get(source: &impl Source, id: LookUpId) -> Result<Option<LookUp>, StoreError> {
    look_up::Entity::find_by_id(id.0)
        .one(source.connection())
        .await?
        .map(|row| read(source.keyring(), row))
        .transpose()
}

/// Reads an account's last look-ups, newest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or an entry is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn recent(source: &impl Source, account: AccountId, limit: u64) -> Result<Vec<LookUp>, StoreError> {
    let rows = look_up::Entity::find()
        .filter(look_up::Column::AccountId.eq(account.0))
        .order_by_desc(look_up::Column::At)
        .order_by_desc(look_up::Column::Id)
        .limit(limit)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| read(source.keyring(), row)).collect()
}

fn read(keys: &Keyring, row: look_up::Model) -> Result<LookUp, StoreError> {
    let corrupt = |what| StoreError::corrupt("look_up", what);
    let reason = words::open(
        keys,
        column::LOOK_UP_REASON,
        row.reason_sealed.as_deref(),
        row.reason,
    )?;
    let query = words::open(
        keys,
        column::LOOK_UP_QUERY,
        row.query_sealed.as_deref(),
        row.query,
    )?;
    Ok(LookUp {
        id: LookUpId(row.id),
        account: row.account_id.map(AccountId),
        organisation: row.organisation_id.map(OrganisationId),
        at: instant("look_up", row.at)?,
        reason: Reason::parse(&reason).map_err(|_| corrupt("an invalid reason"))?,
        query: serde_json::from_str(&query).map_err(|_| corrupt("a query that is not JSON"))?,
        results: row.results.map(i32::unsigned_abs),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{an_account, fresh};
    use serde_json::json;
    use testkit::time::{NOON, hours_after_noon};

    testkit::on_each_database! {
        async fn every_look_up_is_there_with_its_reason(db: testkit::Database) {
            let store = fresh(&db).await;
            let officer = an_account(&store, "officer@example.org").await;
            let reason = Reason::parse("PS/2026/118").unwrap();
            let query = json!({"numbers": ["WTU?8*46J"], "make": "O'Neill \"<b>\""});
            let tx = store.begin().await.unwrap();
            let entry = Entry { account: Some(officer), organisation: None, reason: &reason, query: &query };
            let empty = json!({});
            let first = log(&tx, entry, None, NOON).await.unwrap();
            let other = Entry { query: &empty, ..entry };
            let second = log(&tx, other, Some(2), hours_after_noon(1)).await.unwrap();
            let by_command = log(&tx, Entry { account: None, ..other }, None, NOON).await.unwrap();
            finish(&tx, first, 3).await.unwrap();
            finish(&tx, first, 0).await.unwrap();
            tx.commit().await.unwrap();

            let entry = get(&store, first).await.unwrap().unwrap();
            assert_eq!((entry.account, entry.at, entry.results), (Some(officer), NOON, Some(3)), "it stays");
            assert_eq!((entry.reason, entry.query), (reason, query));
            let ids = |list: Vec<LookUp>| list.into_iter().map(|entry| entry.id).collect::<Vec<_>>();
            assert_eq!(ids(recent(&store, officer, 9).await.unwrap()), [second, first]);
            assert_eq!(ids(recent(&store, officer, 1).await.unwrap()), [second]);
            assert_eq!(get(&store, by_command).await.unwrap().unwrap().account, None);
            assert_eq!(get(&store, LookUpId(999)).await.unwrap(), None);
        }
    }
}
