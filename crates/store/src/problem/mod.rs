//! Problem cases, their history, and the squares of those that are open.

pub mod agencies;
pub mod history;
pub mod squares;
pub mod summaries;

use crate::connection::{Source, sealed::Source as _};
use crate::entity::problem;
use crate::time::millis;
use crate::{Keyring, StoreError, Tx, documents};
use domain::id::{AccountId, PartnershipId, ProblemId};
use domain::problem::Problem;
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

const DOCUMENT: &str = "problem.document";

/// A stored problem case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptProblem {
    /// Its identity.
    pub id: ProblemId,
    /// The partnership.
    pub partnership: PartnershipId,
    /// The case.
    pub problem: Problem,
    /// When it was last changed.
    pub changed_at: Timestamp,
}

/// Adds an open case, and takes its squares.
///
/// # Errors
/// [`StoreError::Taken`] when another open case has one of its squares; [`StoreError`] when the database does not answer
/// or the case cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn add(
    tx: &Tx,
    partnership: PartnershipId,
    problem: &Problem,
    by: Option<AccountId>,
    now: Timestamp,
) -> Result<ProblemId, StoreError> {
    let row = problem::ActiveModel {
        id: NotSet,
        partnership_id: Set(partnership.0),
        document: Set(documents::seal(tx.keyring(), DOCUMENT, problem)?),
        changed_at: Set(millis(now)),
        changed_by: Set(by.map(|id| id.0)),
    };
    let made = problem::Entity::insert(row).exec(tx.connection()).await?;
    let id = ProblemId(made.last_insert_id);
    squares::take(tx, id, &problem.squares).await?;
    agencies::write(tx, id, problem).await?;
    Ok(id)
}

/// Finds a case.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(problem = id.0))]
pub async fn find(source: &impl Source, id: ProblemId) -> Result<Option<KeptProblem>, StoreError> {
    let row = problem::Entity::find_by_id(id.0).one(source.connection()).await?;
    row.map(|row| read(source.keyring(), row)).transpose()
}

/// Finds a case and locks it until the transaction ends.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(problem = id.0))]
pub async fn hold(tx: &Tx, id: ProblemId) -> Result<Option<KeptProblem>, StoreError> {
    let query = problem::Entity::find_by_id(id.0).lock_exclusive();
    let row = query.one(tx.connection()).await?;
    row.map(|row| read(tx.keyring(), row)).transpose()
}

/// Reads the cases of a partnership, newest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn of_partnership(
    source: &impl Source,
    partnership: PartnershipId,
    limit: u64,
) -> Result<Vec<KeptProblem>, StoreError> {
    let rows = problem::Entity::find()
        .filter(problem::Column::PartnershipId.eq(partnership.0))
        .order_by_desc(problem::Column::Id)
        .limit(limit)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| read(source.keyring(), row)).collect()
}

/// Replaces a case. Its squares go when it closes, and are taken again when it opens again.
///
/// # Errors
/// [`StoreError::Taken`] when another open case has one of its squares by now; [`StoreError`] when the database does not
/// answer or the case cannot be sealed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn write(
    tx: &Tx,
    before: &KeptProblem,
    problem: &Problem,
    by: AccountId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sealed = documents::seal(tx.keyring(), DOCUMENT, problem)?;
    problem::Entity::update_many()
        .col_expr(problem::Column::Document, Expr::value(sealed))
        .col_expr(problem::Column::ChangedAt, Expr::value(millis(now)))
        .col_expr(problem::Column::ChangedBy, Expr::value(by.0))
        .filter(problem::Column::Id.eq(before.id.0))
        .exec(tx.connection())
        .await?;
    if before.problem.agencies != problem.agencies {
        agencies::write(tx, before.id, problem).await?;
    }
    match (before.problem.closed.is_some(), problem.closed.is_some()) {
        (false, true) => squares::let_go(tx, before.id).await,
        (true, false) => squares::take(tx, before.id, &problem.squares).await,
        _ => Ok(()),
    }
}

fn read(keys: &Keyring, row: problem::Model) -> Result<KeptProblem, StoreError> {
    Ok(KeptProblem {
        id: ProblemId(row.id),
        partnership: PartnershipId(row.partnership_id),
        problem: documents::open(keys, DOCUMENT, &row.document)?,
        changed_at: crate::time::instant("problem", row.changed_at)?,
    })
}

#[cfg(test)]
mod tests;
