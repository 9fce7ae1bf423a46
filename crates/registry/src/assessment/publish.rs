use super::begin::in_state;
use super::edit::tell;
use super::paper::files_of;
use super::review::not_own;
use super::{AssessmentError, Edition, held_by_publisher, moved_since_edition};
use crate::Registry;
use crate::account::permits::AssessorOf;
use crate::blocking::blocking;
use domain::assessment::{State, What, edition_number};
use domain::id::AssessmentId;
use store::assessment::files::File;
use store::assessment::{files, set_state};

/// Publishes an approved edition: makes its files, and keeps their bytes.
///
/// # Errors
/// [`AssessmentError::OwnWork`] when the same person made the last change, or another [`AssessmentError`]; then nothing
/// was changed.
#[tracing::instrument(level = "debug", skip_all, fields(assessment = id.0))]
pub async fn publish_assessment(
    registry: &Registry,
    assessor: &AssessorOf,
    id: AssessmentId,
) -> Result<(), AssessmentError> {
    let made = files_made(registry, assessor, id).await?;
    let tx = registry.store.begin().await?;
    let kept = held_by_publisher(&tx, assessor, id).await?;
    // Somebody may have been first while the files were being made.
    not_own(&kept, assessor)?;
    in_state(kept.state, State::Approved)?;
    let now = registry.now();
    files::add(&tx, id, &made).await?;
    set_state(&tx, id, State::Published, now).await?;
    let number = edition_number(kept.edition);
    let said = format!("Published edition {number} of “{}”", kept.assessment.title);
    let why = kept.assessment.correction.map(|correction| correction.why);
    tell(&tx, id, assessor, now, (What::Published, said, why)).await?;
    tx.commit().await?;
    tracing::info!(assessment = id.0, "Published an assessment");
    Ok(())
}

/// Makes the files of an approved edition. This takes a while, so nothing is locked.
async fn files_made(
    registry: &Registry,
    assessor: &AssessorOf,
    id: AssessmentId,
) -> Result<Vec<File>, AssessmentError> {
    let (kept, blocks) = super::assessment(registry, assessor, id).await?;
    if !assessor.publishes(kept.partnership) {
        return Err(AssessmentError::NotYours);
    }
    not_own(&kept, assessor)?;
    in_state(kept.state, State::Approved)?;
    let all = store::account::organisations::partnerships(&registry.store).await?;
    let partnership = all.into_iter().find(|one| one.id == kept.partnership);
    let edition = Edition {
        partnership: partnership.ok_or(AssessmentError::NotThere)?.name,
        moved: moved_since_edition(registry, &kept, &blocks).await?,
        number: edition_number(kept.edition),
        published: Some(registry.now()),
        assessment: kept.assessment,
        blocks,
    };
    blocking(move || files_of(&edition)).await
}

/// Withdraws a published edition, with a reason. Its files are kept.
///
/// # Errors
/// [`AssessmentError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(assessment = id.0))]
pub async fn withdraw_assessment(
    registry: &Registry,
    assessor: &AssessorOf,
    id: AssessmentId,
    why: &str,
) -> Result<(), AssessmentError> {
    let tx = registry.store.begin().await?;
    let kept = held_by_publisher(&tx, assessor, id).await?;
    in_state(kept.state, State::Published)?;
    let now = registry.now();
    set_state(&tx, id, State::Withdrawn, now).await?;
    let number = edition_number(kept.edition);
    let said = format!("Withdrew edition {number} of “{}”", kept.assessment.title);
    tell(
        &tx,
        id,
        assessor,
        now,
        (What::Withdrawn, said, Some(why.to_owned())),
    )
    .await?;
    tx.commit().await?;
    tracing::info!(assessment = id.0, "Withdrew an assessment");
    Ok(())
}
