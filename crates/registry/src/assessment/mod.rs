//! Assessments of a partnership: drafted from frozen figures, reviewed, approved by somebody else, and published as files
//! that never change.

mod begin;
mod draft;
mod edit;
mod freeze;
mod history;
mod paper;
mod public;
mod publish;
mod review;

pub use begin::{begin_assessment, correct_assessment, take_newer_figures};
pub use edit::edit_assessment;
pub use history::{Told, history};
pub use paper::page::body;
pub use paper::pieces::{Edition, pieces};
pub use public::{PublicEdition, PublicFile, public_edition, public_editions, public_file};
pub use publish::{publish_assessment, withdraw_assessment};
pub use review::{approve, comment, send_back, send_for_review};
pub use store::assessment::Kept;
pub use store::assessment::files::Listed;

use crate::Registry;
use crate::account::permits::AssessorOf;
use domain::account::Partnership;
use domain::assessment::{Block, EditError, Moved, Problem, moved};
use domain::id::{AssessmentId, PartnershipId};
use store::assessment::figures;
use store::{StoreError, Tx};
use thiserror::Error;

/// Why an assessment was not changed.
#[derive(Debug, Error)]
pub enum AssessmentError {
    /// There is no such edition, or it belongs to another partnership.
    #[error("We cannot find this assessment. It may belong to another partnership")]
    NotThere,
    /// Somebody may read it but not do this.
    #[error(
        "Only analysts and the lead organisation’s coordinators write assessments, and only the lead organisation publishes them"
    )]
    NotYours,
    /// Nobody may approve or publish their own work.
    #[error("You made the last change, so somebody else has to approve and publish it")]
    OwnWork,
    /// It is not in a state in which this can be done.
    #[error("This edition is {0}, so you cannot do this now. Open it again to see what you can do")]
    WrongState(&'static str),
    /// No quarter has been closed yet, so there are no figures to freeze.
    #[error(
        "No quarter has been closed yet, so there are no figures. A quarter closes 21 days after its last day"
    )]
    NoRelease,
    /// The figures are already those of the last release.
    #[error("These are already the figures of the last release, and the priority matrix has not changed")]
    NothingNewer,
    /// Something must be put right first.
    #[error("Put these right before you send it for review")]
    NotReady(Vec<Problem>),
    /// There is already a draft that corrects it.
    #[error("There is already a draft that corrects this edition")]
    CorrectionTaken,
    /// It has as many comments as it can hold.
    #[error("This edition has {0} comments, which is the limit. Send it back and start again")]
    TooManyComments(usize),
    /// A file could not be made.
    #[error("We could not make the files for this edition: {0}")]
    File(String),
    /// It cannot be changed in this way.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// The store failed; nothing was changed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Reads the partnerships whose assessments somebody writes or publishes.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn partnerships(
    registry: &Registry,
    assessor: &AssessorOf,
) -> Result<Vec<Partnership>, StoreError> {
    let mut all = store::account::organisations::partnerships(&registry.store).await?;
    all.retain(|partnership| assessor.sees(partnership.id));
    Ok(all)
}

/// Reads the editions of a partnership, newest first.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn assessments(
    registry: &Registry,
    assessor: &AssessorOf,
    partnership: PartnershipId,
) -> Result<Vec<Kept>, StoreError> {
    if !assessor.sees(partnership) {
        return Ok(Vec::new());
    }
    store::assessment::of_partnership(&registry.store, partnership).await
}

/// Finds an edition that somebody writes or publishes, with its frozen figures.
///
/// # Errors
/// [`AssessmentError::NotThere`] for an edition of another partnership, or an error of the store.
#[tracing::instrument(level = "debug", skip_all, fields(assessment = id.0))]
pub async fn assessment(
    registry: &Registry,
    assessor: &AssessorOf,
    id: AssessmentId,
) -> Result<(Kept, Vec<Block>), AssessmentError> {
    let kept = store::assessment::find(&registry.store, id).await?;
    let kept = kept.filter(|kept| assessor.sees(kept.partnership));
    let kept = kept.ok_or(AssessmentError::NotThere)?;
    let blocks = figures::of_freeze(&registry.store, id, kept.freeze).await?;
    Ok((kept, blocks))
}

/// Lists what moved since this edition's previous freeze, or, if it has none, since the edition that it corrects.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn moved_since(
    registry: &Registry,
    kept: &Kept,
    blocks: &[Block],
) -> Result<Vec<Moved>, StoreError> {
    let before = match kept.freeze {
        0 | 1 => corrected_blocks(registry, kept).await?,
        freeze => Some(figures::of_freeze(&registry.store, kept.id, freeze - 1).await?),
    };
    Ok(before.map_or_else(Vec::new, |before| moved(&before, blocks)))
}

/// Lists what moved since the edition that this one corrects.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn moved_since_edition(
    registry: &Registry,
    kept: &Kept,
    blocks: &[Block],
) -> Result<Vec<Moved>, StoreError> {
    let before = corrected_blocks(registry, kept).await?;
    Ok(before.map_or_else(Vec::new, |before| moved(&before, blocks)))
}

/// Reads the figures of the edition that this one corrects.
async fn corrected_blocks(registry: &Registry, kept: &Kept) -> Result<Option<Vec<Block>>, StoreError> {
    let Some(first) = kept.first else {
        return Ok(None);
    };
    let others = store::assessment::corrections(&registry.store, first).await?;
    let before = others
        .into_iter()
        .rev()
        .find(|other| other.edition < kept.edition);
    let before = match before {
        Some(before) => Some(before),
        None => store::assessment::find(&registry.store, first).await?,
    };
    match before {
        Some(before) => {
            let blocks = figures::of_freeze(&registry.store, before.id, before.freeze).await?;
            Ok(Some(blocks))
        }
        None => Ok(None),
    }
}

/// Lists the files of an edition, which it has once it is published.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(assessment = id.0))]
pub async fn files(registry: &Registry, id: AssessmentId) -> Result<Vec<Listed>, StoreError> {
    store::assessment::files::list(&registry.store, id).await
}

/// Reads an edition that somebody may write, and locks it.
async fn held_by_writer(tx: &Tx, assessor: &AssessorOf, id: AssessmentId) -> Result<Kept, AssessmentError> {
    let kept = held(tx, assessor, id).await?;
    if assessor.writes(kept.partnership) {
        Ok(kept)
    } else {
        Err(AssessmentError::NotYours)
    }
}

/// Reads an edition that somebody may publish, and locks it.
async fn held_by_publisher(
    tx: &Tx,
    assessor: &AssessorOf,
    id: AssessmentId,
) -> Result<Kept, AssessmentError> {
    let kept = held(tx, assessor, id).await?;
    if assessor.publishes(kept.partnership) {
        Ok(kept)
    } else {
        Err(AssessmentError::NotYours)
    }
}

/// Reads an edition that somebody may see, and locks it.
async fn held(tx: &Tx, assessor: &AssessorOf, id: AssessmentId) -> Result<Kept, AssessmentError> {
    let kept = store::assessment::hold(tx, id).await?;
    let kept = kept.filter(|kept| assessor.sees(kept.partnership));
    kept.ok_or(AssessmentError::NotThere)
}

#[cfg(test)]
mod tests;
