//! Priority matrices of a partnership: begun, marked, decided, and put into the plan.

mod begin;
mod counted;
mod edit;
mod history;
mod into_plan;

pub use begin::{NewMatrix, begin_matrix};
pub use edit::edit_matrix;
pub use history::{Told, history};
pub use into_plan::put_in_plan;
pub use store::matrix::KeptMatrix;

use crate::Registry;
use crate::account::permits::AssessorOf;
use crate::plan::{KeptPlan, PlanError};
use domain::id::{MatrixId, PartnershipId};
use domain::matrix::EditError;
use store::{StoreError, Tx};
use thiserror::Error;

/// Why a matrix was not changed.
#[derive(Debug, Error)]
pub enum MatrixError {
    /// There is no such matrix, or it belongs to another partnership.
    #[error("We cannot find this matrix. It may belong to another partnership")]
    NotThere,
    /// Somebody may read it but not do this.
    #[error(
        "Only analysts and the lead organisation’s coordinators mark issues, and only the lead organisation decides"
    )]
    NotYours,
    /// The partnership already has a matrix for this year.
    #[error("There is already a matrix for this year")]
    Taken,
    /// Nobody has decided that the issue goes into the plan.
    #[error("Decide first that this issue is a priority or business as usual")]
    NotDecided,
    /// The issue is in the plan.
    #[error("This issue is already in the plan")]
    InPlan,
    /// There is no plan for the matrix's year.
    #[error("There is no plan for {0} yet. Start it first")]
    NoPlan(String),
    /// The plan cannot take a priority.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The matrix cannot be changed in this way.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// The store failed; nothing was changed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A matrix that somebody has opened.
#[derive(Clone, Debug)]
pub struct OpenedMatrix {
    /// The matrix.
    pub kept: KeptMatrix,
    /// The plan whose priorities it sets, if there is one.
    pub plan: Option<KeptPlan>,
}

/// Reads the matrices of a partnership, that of the latest year first.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn matrices(
    registry: &Registry,
    assessor: &AssessorOf,
    partnership: PartnershipId,
) -> Result<Vec<KeptMatrix>, StoreError> {
    if !assessor.sees(partnership) {
        return Ok(Vec::new());
    }
    store::matrix::of_partnership(&registry.store, partnership).await
}

/// Finds a matrix of a partnership for which somebody writes or publishes assessments.
///
/// # Errors
/// [`MatrixError::NotThere`] for a matrix of another partnership, or an error of the store.
#[tracing::instrument(level = "debug", skip_all, fields(matrix = id.0))]
pub async fn matrix(
    registry: &Registry,
    assessor: &AssessorOf,
    id: MatrixId,
) -> Result<OpenedMatrix, MatrixError> {
    let kept = store::matrix::find(&registry.store, id).await?;
    let kept = kept.filter(|kept| assessor.sees(kept.partnership));
    let kept = kept.ok_or(MatrixError::NotThere)?;
    let plans = crate::plan::plans(registry, kept.partnership).await?;
    let plan = plans.into_iter().find(|plan| plan.plan.year == kept.matrix.year);
    Ok(OpenedMatrix { kept, plan })
}

/// Reads a matrix that somebody sees, and locks it.
async fn held(tx: &Tx, assessor: &AssessorOf, id: MatrixId) -> Result<KeptMatrix, MatrixError> {
    let kept = store::matrix::hold(tx, id).await?;
    let kept = kept.filter(|kept| assessor.sees(kept.partnership));
    kept.ok_or(MatrixError::NotThere)
}

#[cfg(test)]
mod tests;
