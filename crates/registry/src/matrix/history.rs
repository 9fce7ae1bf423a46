use super::{MatrixError, matrix};
use crate::Registry;
use crate::account::names::Names;
use crate::account::permits::AssessorOf;
use domain::id::MatrixId;
use store::matrix::history::{MatrixChange, of_matrix};

/// Something that was done to a matrix, and who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What was done.
    pub change: MatrixChange,
    /// Who did it, as those who take part know them.
    pub who: String,
}

/// Reads what was done to a matrix, newest first.
///
/// # Errors
/// [`MatrixError::NotThere`] for a matrix of another partnership, or an error of the store.
#[tracing::instrument(level = "debug", skip_all, fields(matrix = id.0))]
pub async fn history(
    registry: &Registry,
    assessor: &AssessorOf,
    id: MatrixId,
    skip: u64,
    limit: u64,
) -> Result<Vec<Told>, MatrixError> {
    matrix(registry, assessor, id).await?;
    let changes = of_matrix(&registry.store, id, skip, limit).await?;
    let names = Names::read(registry, changes.iter().filter_map(|change| change.by)).await?;
    let told = changes.into_iter().map(|change| Told {
        who: names.of_change(change.by),
        change,
    });
    Ok(told.collect())
}
