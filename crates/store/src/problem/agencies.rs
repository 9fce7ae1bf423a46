//! The agencies that are in cases. A case says so itself, but it is sealed; these rows are for questions about many cases.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::{agency, problem, problem_agency};
use crate::{StoreError, Tx, rows};
use domain::id::{OrganisationId, ProblemId};
use domain::problem::Problem;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

/// How many cases are gone through at once.
const AT_ONCE: u64 = 100;

/// Writes down which agencies are in a case now.
pub(super) async fn write(tx: &Tx, id: ProblemId, problem: &Problem) -> Result<(), StoreError> {
    problem_agency::Entity::delete_many()
        .filter(problem_agency::Column::ProblemId.eq(id.0))
        .exec(tx.connection())
        .await?;
    let inside = problem.agencies.iter().filter(|one| one.until.is_none());
    let rows = inside.map(|one| [id.0.into(), one.agency.0.into()]);
    rows::insert(tx, "problem_agency", ["problem_id", "agency_id"], rows).await?;
    Ok(())
}

/// Tells whether an agency of one of these organisations is in a case.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn are_in_cases(
    source: &impl Source,
    organisations: &[OrganisationId],
) -> Result<bool, StoreError> {
    let own = agency::Entity::find()
        .select_only()
        .column(agency::Column::Id)
        .filter(agency::Column::OrganisationId.is_in(organisations.iter().map(|id| id.0)))
        .into_query();
    let found = problem_agency::Entity::find()
        .filter(problem_agency::Column::AgencyId.in_subquery(own))
        .one(source.connection())
        .await?;
    Ok(found.is_some())
}

/// Writes down the agencies of some cases of an earlier version, which kept them in the cases alone. Returns how many
/// cases they were.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a case is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn fill(tx: &Tx) -> Result<usize, StoreError> {
    let known = problem_agency::Entity::find()
        .select_only()
        .column(problem_agency::Column::ProblemId)
        .into_query();
    let rows = problem::Entity::find()
        .filter(problem::Column::Id.not_in_subquery(known))
        .order_by_asc(problem::Column::Id)
        .limit(AT_ONCE)
        .all(tx.connection())
        .await?;
    let count = rows.len();
    for row in rows {
        let kept = super::read(tx.keyring(), row)?;
        write(tx, kept.id, &kept.problem).await?;
    }
    Ok(count)
}
