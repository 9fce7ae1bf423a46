use super::begin::in_state;
use super::edit::tell;
use super::{AssessmentError, held, held_by_publisher, held_by_writer};
use crate::Registry;
use crate::account::permits::AssessorOf;
use domain::assessment::{Comment, MOST_COMMENTS, SectionKind, State, What, problems};
use domain::id::AssessmentId;
use store::assessment::{Kept, figures, set_state};

/// Sends a draft for review, and locks its text.
///
/// # Errors
/// [`AssessmentError::NotReady`] when a token has no value or the summary is missing, or another [`AssessmentError`];
/// then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(assessment = id.0))]
pub async fn send_for_review(
    registry: &Registry,
    assessor: &AssessorOf,
    id: AssessmentId,
) -> Result<(), AssessmentError> {
    let tx = registry.store.begin().await?;
    let kept = held_by_writer(&tx, assessor, id).await?;
    in_state(kept.state, State::Draft)?;
    let blocks = figures::of_freeze(&tx, id, kept.freeze).await?;
    let wrong = problems(&kept.assessment, &blocks);
    if !wrong.is_empty() {
        return Err(AssessmentError::NotReady(wrong));
    }
    let now = registry.now();
    set_state(&tx, id, State::InReview, now).await?;
    let said = "Sent it for review".to_owned();
    tell(&tx, id, assessor, now, (What::Sent, said, None)).await?;
    tx.commit().await?;
    tracing::info!(assessment = id.0, "Sent an assessment for review");
    Ok(())
}

/// Sends an edition that is in review or approved back to its writers.
///
/// # Errors
/// [`AssessmentError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(assessment = id.0))]
pub async fn send_back(
    registry: &Registry,
    assessor: &AssessorOf,
    id: AssessmentId,
    why: &str,
) -> Result<(), AssessmentError> {
    let tx = registry.store.begin().await?;
    let kept = held(&tx, assessor, id).await?;
    if kept.state != State::Approved {
        in_state(kept.state, State::InReview)?;
    }
    let now = registry.now();
    set_state(&tx, id, State::Draft, now).await?;
    let said = "Sent it back to be written again".to_owned();
    tell(
        &tx,
        id,
        assessor,
        now,
        (What::SentBack, said, Some(why.to_owned())),
    )
    .await?;
    tx.commit().await?;
    tracing::info!(assessment = id.0, "Sent an assessment back");
    Ok(())
}

/// Adds a comment to an edition in review.
///
/// # Errors
/// [`AssessmentError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(assessment = id.0))]
pub async fn comment(
    registry: &Registry,
    assessor: &AssessorOf,
    id: AssessmentId,
    section: Option<SectionKind>,
    text: &str,
) -> Result<(), AssessmentError> {
    let tx = registry.store.begin().await?;
    if registry.made_before::<()>(&tx).await?.is_some() {
        return Ok(());
    }
    let kept = held(&tx, assessor, id).await?;
    in_state(kept.state, State::InReview)?;
    if kept.assessment.comments.len() >= MOST_COMMENTS {
        return Err(AssessmentError::TooManyComments(MOST_COMMENTS));
    }
    let now = registry.now();
    let mut next = kept.assessment;
    next.comments.push(Comment {
        by: assessor.account,
        at: now,
        section,
        text: text.to_owned(),
    });
    store::assessment::write(&tx, id, &next, None, now).await?;
    registry.made(&tx, &()).await?;
    tx.commit().await?;
    tracing::info!(assessment = id.0, "Commented on an assessment");
    Ok(())
}

/// Approves an edition in review.
///
/// # Errors
/// [`AssessmentError::OwnWork`] when the same person made the last change, or another [`AssessmentError`]; then nothing
/// was changed.
#[tracing::instrument(level = "debug", skip_all, fields(assessment = id.0))]
pub async fn approve(
    registry: &Registry,
    assessor: &AssessorOf,
    id: AssessmentId,
) -> Result<(), AssessmentError> {
    let tx = registry.store.begin().await?;
    let kept = held_by_publisher(&tx, assessor, id).await?;
    not_own(&kept, assessor)?;
    in_state(kept.state, State::InReview)?;
    let now = registry.now();
    set_state(&tx, id, State::Approved, now).await?;
    let said = format!("Approved “{}”", kept.assessment.title);
    tell(&tx, id, assessor, now, (What::Approved, said, None)).await?;
    tx.commit().await?;
    tracing::info!(assessment = id.0, "Approved an assessment");
    Ok(())
}

/// Refuses the person who made the last change.
pub(super) fn not_own(kept: &Kept, assessor: &AssessorOf) -> Result<(), AssessmentError> {
    if kept.changed_by == Some(assessor.account) {
        Err(AssessmentError::OwnWork)
    } else {
        Ok(())
    }
}
