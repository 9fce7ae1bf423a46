use super::{ProblemError, problem};
use crate::Registry;
use crate::account::names::Names;
use crate::account::permits::SolverOf;
use domain::id::ProblemId;
use domain::problem::Problem;
use store::StoreError;
use store::problem::history::ProblemChange;

/// Something that was done to a case, and who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What was done.
    pub change: ProblemChange,
    /// Who did it, as those who take part know them.
    pub who: String,
}

/// Reads what was done to a case, newest first.
///
/// # Errors
/// [`ProblemError::NotThere`] for a case that the person may not see, or an error of the store.
#[tracing::instrument(level = "debug", skip_all, fields(problem = id.0))]
pub async fn history(
    registry: &Registry,
    solver: &SolverOf,
    id: ProblemId,
    skip: u64,
    limit: u64,
) -> Result<Vec<Told>, ProblemError> {
    problem(registry, solver, id).await?;
    let changes = store::problem::history::of_problem(&registry.store, id, skip, limit).await?;
    let names = Names::read(registry, changes.iter().filter_map(|change| change.by)).await?;
    let told = changes.into_iter().map(|change| Told {
        who: names.of_change(change.by),
        change,
    });
    Ok(told.collect())
}

/// Reads the names of those who wrote the entries of a case.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn writers(registry: &Registry, problem: &Problem) -> Result<Names, StoreError> {
    Names::read(registry, problem.entries.iter().filter_map(|entry| entry.by)).await
}
