//! What happened to recoveries. Entries are only added, never changed.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::recovery_entry;
use crate::time::{instant, millis};
use crate::{StoreError, Tx};
use domain::id::{AccountId, BikeId, RecoveryId};
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

const CHANGES: &str = "recovery_entry.changes";

/// One field that was corrected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The name of the field, in words.
    pub field: String,
    /// What was recorded before.
    pub before: String,
    /// What is recorded now.
    pub after: String,
}

/// An event in the history of a recovery.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// It was recorded.
    Recorded,
    /// What was recorded was corrected.
    Corrected(Vec<Change>),
    /// It was matched to a bike, with this score in bits.
    Matched(BikeId, f64),
    /// The match was undone.
    Undone(BikeId),
    /// The bike went back to its owner.
    Returned(BikeId),
}

/// A step in the history, with who took it and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// What happened.
    pub step: Step,
    /// Who did it, if we know.
    pub by: Option<AccountId>,
    /// When it happened.
    pub at: Timestamp,
}

impl Step {
    fn word(&self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::Corrected(_) => "corrected",
            Self::Matched(..) => "matched",
            Self::Undone(_) => "undone",
            Self::Returned(_) => "returned",
        }
    }

    fn bike(&self) -> Option<BikeId> {
        match self {
            Self::Recorded | Self::Corrected(_) => None,
            Self::Matched(bike, _) | Self::Undone(bike) | Self::Returned(bike) => Some(*bike),
        }
    }
}

/// Adds a change to a recovery's history that is not in the recovery's own columns, such as a change to its photos.
///
/// # Errors
/// [`StoreError`] when the database does not answer or there is no such recovery.
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0))]
pub async fn changed(
    tx: &Tx,
    id: RecoveryId,
    changes: Vec<Change>,
    by: AccountId,
    now: Timestamp,
) -> Result<(), StoreError> {
    add(tx, id, &Step::Corrected(changes), Some(by), now).await
}

/// Adds a step to the history, in the transaction that takes the step.
pub(super) async fn add(
    tx: &Tx,
    id: RecoveryId,
    step: &Step,
    by: Option<AccountId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let changes = match step {
        Step::Corrected(changes) => {
            let text = serde_json::to_vec(changes).map_err(|error| corrupt(error.to_string()))?;
            Some(tx.keyring().seal(CHANGES, &text)?)
        }
        _ => None,
    };
    let bits = match step {
        Step::Matched(_, bits) => Some(*bits),
        _ => None,
    };
    let row = recovery_entry::ActiveModel {
        id: NotSet,
        recovery_id: Set(id.0),
        what: Set(step.word().to_owned()),
        bike_id: Set(step.bike().map(|bike| bike.0)),
        bits: Set(bits),
        changes: Set(changes),
        by_id: Set(by.map(|account| account.0)),
        at: Set(millis(now)),
    };
    recovery_entry::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Reads what happened to a recovery, oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0))]
pub async fn of_recovery(source: &impl Source, id: RecoveryId) -> Result<Vec<Entry>, StoreError> {
    let rows = recovery_entry::Entity::find()
        .filter(recovery_entry::Column::RecoveryId.eq(id.0))
        .order_by_asc(recovery_entry::Column::Id)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| read(source, row)).collect()
}

fn read(source: &impl Source, row: recovery_entry::Model) -> Result<Entry, StoreError> {
    let bike = row.bike_id.map(BikeId);
    let of_bike = || bike.ok_or_else(|| corrupt("a step without its bike".into()));
    let step = match row.what.as_str() {
        "recorded" => Step::Recorded,
        "corrected" => {
            let sealed = row.changes.unwrap_or_default();
            let text = source.keyring().open(CHANGES, &sealed)?;
            Step::Corrected(serde_json::from_slice(&text).map_err(|error| corrupt(error.to_string()))?)
        }
        "matched" => Step::Matched(of_bike()?, row.bits.unwrap_or_default()),
        "undone" => Step::Undone(of_bike()?),
        "returned" => Step::Returned(of_bike()?),
        other => return Err(corrupt(format!("a step {other:?}"))),
    };
    Ok(Entry {
        step,
        by: row.by_id.map(AccountId),
        at: instant("recovery_entry", row.at)?,
    })
}

fn corrupt(what: String) -> StoreError {
    StoreError::corrupt("recovery_entry", what)
}
