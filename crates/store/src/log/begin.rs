//! Adds old entries, from before there was a chain, to the chain.

use super::link::{last, lock};
use super::{Kind, wait};
use crate::connection::sealed::Source as _;
use crate::entity::{audit_entry, log_link, look_up, look_up_result};
use crate::{Keyring, Store, StoreError, Tx, settings};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// The setting that says how many of the old entries have been added. It is sealed, so that nobody can make us add
/// others.
const SETTING: &str = "log-chain";
const COLUMN: &str = "setting.log-chain";

/// The number of rows in one transaction.
const ROWS: u64 = 500;

/// For each kind, the last row that was added and the last one to add.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Progress(Vec<(i64, i64)>);

impl Progress {
    fn is_whole(&self) -> bool {
        self.0.iter().all(|(at, to)| at >= to)
    }
}

/// Queues the entries that an earlier version wrote, so that they get their links, a few at a time. Returns true once
/// all are queued.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn begin(store: &Store) -> Result<bool, StoreError> {
    if let Some(sealed) = settings::get(store, SETTING).await?
        && read(store.keys(), &sealed)?.is_whole()
    {
        return Ok(true);
    }
    let tx = store.begin().await?;
    lock(&tx).await?;
    let mut progress = match settings::get(&tx, SETTING).await? {
        Some(sealed) => read(tx.keyring(), &sealed)?,
        None if last(&tx).await?.is_none() => first(&tx).await?,
        // Somebody has deleted the setting, so we add nothing more.
        None => return Ok(true),
    };
    for (kind, (at, to)) in Kind::ALL.into_iter().zip(&mut progress.0) {
        if *at >= *to {
            continue;
        }
        let ids = ids(&tx, kind, *at, *to).await?;
        // An entry that was written since we began has its own place in the queue, or its link.
        let linked = linked(&tx, kind, &ids).await?;
        for id in ids.iter().filter(|id| !linked.contains(id)) {
            wait(&tx, kind, *id).await?;
        }
        *at = ids
            .last()
            .copied()
            .filter(|_| ids.len() as u64 == ROWS)
            .unwrap_or(*to);
        break;
    }
    let text = serde_json::to_string(&progress)
        .map_err(|error| StoreError::corrupt("setting", error.to_string()))?;
    let sealed = hex::encode(tx.keyring().seal_text(COLUMN, &text)?);
    settings::set(&tx, SETTING, &sealed).await?;
    tx.commit().await?;
    Ok(progress.is_whole())
}

fn read(keys: &Keyring, sealed: &str) -> Result<Progress, StoreError> {
    let bytes = hex::decode(sealed).map_err(|error| StoreError::corrupt("setting", error.to_string()))?;
    let text = keys.open_text(COLUMN, &bytes)?;
    serde_json::from_str(&text).map_err(|error| StoreError::corrupt("setting", error.to_string()))
}

/// Tells which of some rows have a link already.
async fn linked(tx: &Tx, kind: Kind, ids: &[i64]) -> Result<HashSet<i64>, StoreError> {
    let linked: Vec<i64> = log_link::Entity::find()
        .select_only()
        .column(log_link::Column::SubjectId)
        .filter(log_link::Column::Kind.eq(kind.slug()))
        .filter(log_link::Column::SubjectId.is_in(ids.iter().copied()))
        .into_tuple()
        .all(tx.connection())
        .await?;
    Ok(linked.into_iter().collect())
}

async fn first(tx: &Tx) -> Result<Progress, StoreError> {
    let mut progress = Progress::default();
    for kind in Kind::ALL {
        progress.0.push((0, newest(tx, kind).await?));
    }
    Ok(progress)
}

async fn newest(tx: &Tx, kind: Kind) -> Result<i64, StoreError> {
    let connection = tx.connection();
    let newest: Option<Option<i64>> = match kind {
        Kind::Entry => {
            let all = audit_entry::Entity::find().select_only();
            all.column_as(audit_entry::Column::Id.max(), "id")
                .into_tuple()
                .one(connection)
                .await?
        }
        Kind::LookUp => {
            let all = look_up::Entity::find().select_only();
            all.column_as(look_up::Column::Id.max(), "id")
                .into_tuple()
                .one(connection)
                .await?
        }
        Kind::Answer => {
            let all = look_up_result::Entity::find().select_only();
            all.column_as(look_up_result::Column::LookUpId.max(), "id")
                .into_tuple()
                .one(connection)
                .await?
        }
    };
    Ok(newest.flatten().unwrap_or(0))
}

async fn ids(tx: &Tx, kind: Kind, after: i64, to: i64) -> Result<Vec<i64>, StoreError> {
    let connection = tx.connection();
    Ok(match kind {
        Kind::Entry => {
            let column = audit_entry::Column::Id;
            let all = audit_entry::Entity::find().select_only().column(column);
            let some = all
                .filter(column.gt(after))
                .filter(column.lte(to))
                .order_by_asc(column)
                .limit(ROWS);
            some.into_tuple().all(connection).await?
        }
        Kind::LookUp => {
            let column = look_up::Column::Id;
            let all = look_up::Entity::find().select_only().column(column);
            let some = all
                .filter(column.gt(after))
                .filter(column.lte(to))
                .order_by_asc(column)
                .limit(ROWS);
            some.into_tuple().all(connection).await?
        }
        Kind::Answer => {
            let column = look_up_result::Column::LookUpId;
            let all = look_up_result::Entity::find().select_only().column(column);
            let some = all
                .filter(column.gt(after))
                .filter(column.lte(to))
                .order_by_asc(column)
                .limit(ROWS);
            some.into_tuple().all(connection).await?
        }
    })
}
