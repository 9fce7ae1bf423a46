use super::AssessmentError;
use crate::Registry;
use crate::account::names::Names;
use crate::account::permits::AssessorOf;
use domain::id::AssessmentId;
use store::assessment::history::{self as changes, AssessmentChange};

/// Something that was done to an edition, and who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What was done.
    pub change: AssessmentChange,
    /// Who did it, as those who write assessments know them.
    pub who: String,
}

/// Reads what was done to an edition, newest first.
///
/// # Errors
/// [`AssessmentError::NotThere`] for an edition of another partnership, or an error of the store.
#[tracing::instrument(level = "debug", skip_all, fields(assessment = id.0))]
pub async fn history(
    registry: &Registry,
    assessor: &AssessorOf,
    id: AssessmentId,
    skip: u64,
    limit: u64,
) -> Result<Vec<Told>, AssessmentError> {
    super::assessment(registry, assessor, id).await?;
    let changes = changes::of_assessment(&registry.store, id, skip, limit).await?;
    let names = Names::read(registry, changes.iter().filter_map(|change| change.by)).await?;
    let told = changes.into_iter().map(|change| Told {
        who: names.of(change.by),
        change,
    });
    Ok(told.collect())
}
