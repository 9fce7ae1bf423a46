//! The changes to theft reports. Entries are only added, never changed.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::theft_change;
use crate::time::{instant, millis};
use crate::{StoreError, Tx};
use domain::id::{AccountId, TheftReportId};
use domain::theft::TheftChange;
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

const CHANGES: &str = "theft_change.changes";

/// Changes that were made together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The report that was changed.
    pub report: TheftReportId,
    /// What was changed in it.
    pub changes: Vec<TheftChange>,
    /// Who made them.
    pub by: Option<AccountId>,
    /// When they were made.
    pub at: Timestamp,
}

/// Adds changes, in the transaction that makes them.
pub(super) async fn add(
    tx: &Tx,
    report: TheftReportId,
    changes: &[TheftChange],
    by: AccountId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let json = serde_json::to_vec(changes).map_err(|error| corrupt(error.to_string()))?;
    let row = theft_change::ActiveModel {
        id: NotSet,
        theft_report_id: Set(report.0),
        changes: Set(tx.keyring().seal(CHANGES, &json)?),
        by_id: Set(Some(by.0)),
        at: Set(millis(now)),
    };
    theft_change::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Reads the changes to reports, oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a part cannot be opened.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn history(source: &impl Source, reports: &[TheftReportId]) -> Result<Vec<Changed>, StoreError> {
    if reports.is_empty() {
        return Ok(Vec::new());
    }
    let rows = theft_change::Entity::find()
        .filter(theft_change::Column::TheftReportId.is_in(reports.iter().map(|report| report.0)))
        .order_by_asc(theft_change::Column::Id)
        .all(source.connection())
        .await?;
    let read = |row: theft_change::Model| {
        let json = source.keyring().open(CHANGES, &row.changes)?;
        Ok(Changed {
            report: TheftReportId(row.theft_report_id),
            changes: serde_json::from_slice(&json).map_err(|error| corrupt(error.to_string()))?,
            by: row.by_id.map(AccountId),
            at: instant("theft_change", row.at)?,
        })
    };
    rows.into_iter().map(read).collect()
}

fn corrupt(what: String) -> StoreError {
    StoreError::corrupt("theft_change", what)
}
