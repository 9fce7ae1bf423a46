//! What was done to a problem case, by whom and why. Entries are only added, never changed.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::problem_change;
use crate::time::{instant, millis};
use crate::{Keyring, StoreError, Tx, words};
use domain::id::{AccountId, ProblemId};
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

const SAID: &str = "problem_change.said";
const WHY: &str = "problem_change.why";

/// Something that was done to a problem case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemChange {
    /// When it was done.
    pub at: Timestamp,
    /// Who did it; `None` for the register itself.
    pub by: Option<AccountId>,
    /// What was done, in a sentence.
    pub said: String,
    /// Why.
    pub why: Option<String>,
}

/// Adds an entry.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the words cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(problem = problem.0))]
pub async fn add(tx: &Tx, problem: ProblemId, change: &ProblemChange) -> Result<(), StoreError> {
    let row = problem_change::ActiveModel {
        id: NotSet,
        problem_id: Set(problem.0),
        at: Set(millis(change.at)),
        by_id: Set(change.by.map(|id| id.0)),
        said: Set(tx.keyring().seal_text(SAID, &change.said)?),
        why: Set(words::sealed(tx.keyring(), WHY, change.why.as_deref())?),
    };
    problem_change::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Reads what was done to a problem case, newest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or an entry is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(problem = problem.0))]
pub async fn of_problem(
    source: &impl Source,
    problem: ProblemId,
    skip: u64,
    limit: u64,
) -> Result<Vec<ProblemChange>, StoreError> {
    let rows = problem_change::Entity::find()
        .filter(problem_change::Column::ProblemId.eq(problem.0))
        .order_by_desc(problem_change::Column::Id)
        .offset(skip)
        .limit(limit)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| read(source.keyring(), row)).collect()
}

fn read(keys: &Keyring, row: problem_change::Model) -> Result<ProblemChange, StoreError> {
    Ok(ProblemChange {
        at: instant("problem_change", row.at)?,
        by: row.by_id.map(AccountId),
        said: keys.open_text(SAID, &row.said)?,
        why: words::opened(keys, WHY, row.why.as_deref(), None)?,
    })
}
