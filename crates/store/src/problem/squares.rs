//! The squares of open cases. A square is in one open case at most, whichever partnership the case belongs to.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::{problem, problem_square};
use crate::{StoreError, Tx, rows};
use domain::id::{PartnershipId, ProblemId};
use domain::problem::Square;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use std::collections::BTreeMap;

/// Takes squares for an open case.
///
/// # Errors
/// [`StoreError::Taken`] when another open case has one of them; [`StoreError`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(problem = problem.0))]
pub async fn take(tx: &Tx, problem: ProblemId, squares: &[Square]) -> Result<(), StoreError> {
    let rows = squares
        .iter()
        .map(|(east, north)| [(*east).into(), (*north).into(), problem.0.into()]);
    rows::insert(tx, "problem_square", ["east", "north", "problem_id"], rows).await?;
    Ok(())
}

/// Lets the squares of a case go, because it closes.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(problem = problem.0))]
pub async fn let_go(tx: &Tx, problem: ProblemId) -> Result<(), StoreError> {
    problem_square::Entity::delete_many()
        .filter(problem_square::Column::ProblemId.eq(problem.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Finds the open cases that have one of these squares.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn holding(source: &impl Source, squares: &[Square]) -> Result<Vec<ProblemId>, StoreError> {
    if squares.is_empty() {
        return Ok(Vec::new());
    }
    let one_of = squares.iter().fold(Condition::any(), |any, (east, north)| {
        any.add(
            Condition::all()
                .add(problem_square::Column::East.eq(*east))
                .add(problem_square::Column::North.eq(*north)),
        )
    });
    let rows = problem_square::Entity::find()
        .filter(one_of)
        .all(source.connection())
        .await?;
    let mut ids: Vec<ProblemId> = rows.into_iter().map(|row| ProblemId(row.problem_id)).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

/// Reads the squares of the open cases of a partnership.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn open(
    source: &impl Source,
    partnership: PartnershipId,
) -> Result<Vec<(ProblemId, Vec<Square>)>, StoreError> {
    let own = problem::Entity::find()
        .select_only()
        .column(problem::Column::Id)
        .filter(problem::Column::PartnershipId.eq(partnership.0))
        .into_query();
    let rows = problem_square::Entity::find()
        .filter(problem_square::Column::ProblemId.in_subquery(own))
        .order_by_asc(problem_square::Column::East)
        .order_by_asc(problem_square::Column::North)
        .all(source.connection())
        .await?;
    let mut of: BTreeMap<ProblemId, Vec<Square>> = BTreeMap::new();
    for row in rows {
        of.entry(ProblemId(row.problem_id))
            .or_default()
            .push((row.east, row.north));
    }
    Ok(of.into_iter().collect())
}
