//! Lets officers decide, before the list is recorded, which bike a row is: one of those that were found, or another
//! one.

use super::{ListError, own};
use crate::Registry;
use crate::account::permits::OfficerOf;
use crate::look_up;
use crate::recovery::matches::contradictions;
use domain::id::{BikeId, PropertyListId, PropertyRowId};
use domain::recovery::listed::ListStage;
use domain::text;
use store::recovery::lists::{self, Decided, Row};

/// The most characters that a reason can have.
const MOST: usize = 500;

/// What an officer decides about a row.
#[derive(Clone, Debug)]
pub enum Decision {
    /// It is this bike, with a reason if there is evidence against it.
    Bike(BikeId, String),
    /// It is none of the bikes that were found.
    Other,
    /// It is open again.
    Open,
}

/// The version of a row, which changes with every decision.
#[must_use]
pub fn version(row: &Row) -> i64 {
    row.decided_by.map_or(0, |(_, at)| at.as_millisecond())
}

/// Decides on a row. Nobody is told until the list is recorded.
///
/// # Errors
/// [`ListError`]; then nothing was written.
#[tracing::instrument(level = "debug", skip_all, fields(row = id.0))]
pub async fn decide(
    registry: &Registry,
    officer: OfficerOf,
    (list, id): (PropertyListId, PropertyRowId),
    (decision, seen): (&Decision, Option<i64>),
) -> Result<(), ListError> {
    let tx = registry.store.begin().await?;
    let list = own(&tx, officer, list).await?;
    if matches!(list.stage, ListStage::Recording | ListStage::Recorded) {
        return Err(ListError::Recorded);
    }
    let row = lists::find_to_change(&tx, id).await?;
    let row = row
        .filter(|row| row.list == list.id && row.looked)
        .ok_or(ListError::NotFound)?;
    let decided = match decision {
        Decision::Open => None,
        Decision::Other => Some(Decided::Other),
        Decision::Bike(bike, why) => {
            let look_up = row.look_up.ok_or(ListError::NotShown)?;
            let shown = look_up::shown(registry, officer, look_up, *bike).await?;
            let scored = shown.ok_or(ListError::NotShown)?.scored;
            let why = text::optional_line(why, MOST).map_err(|_| ListError::NoReason)?;
            if why.is_none() && !contradictions(&scored).is_empty() {
                return Err(ListError::NoReason);
            }
            Some(Decided::Bike(Some(*bike), why))
        }
    };
    // The same decision a second time changes nothing.
    if row.decided == decided {
        return Ok(());
    }
    if seen.is_some_and(|seen| seen != version(&row)) {
        return Err(ListError::Changed);
    }
    lists::decide(&tx, id, decided.as_ref(), officer.account, registry.now()).await?;
    tx.commit().await?;
    Ok(())
}
