use super::edit::tell;
use super::{AssessmentError, draft, freeze, held_by_writer};
use crate::Registry;
use crate::account::permits::AssessorOf;
use domain::assessment::{Correction, Moved, State, What, moved};
use domain::id::{AssessmentId, PartnershipId};
use store::StoreError;
use store::assessment::{New, figures};

/// Begins a draft: freezes every block of figures of the last release, and drafts the text of each section.
///
/// # Errors
/// [`AssessmentError`]; then nothing was made.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn begin_assessment(
    registry: &Registry,
    assessor: &AssessorOf,
    partnership: PartnershipId,
) -> Result<AssessmentId, AssessmentError> {
    if !assessor.sees(partnership) {
        return Err(AssessmentError::NotThere);
    }
    if !assessor.writes(partnership) {
        return Err(AssessmentError::NotYours);
    }
    let all = store::account::organisations::partnerships(&registry.store).await?;
    let name = all.into_iter().find(|one| one.id == partnership);
    let name = name.ok_or(AssessmentError::NotThere)?.name;
    let (release, blocks) = freeze::last_release(registry, partnership).await?;
    let plan = crate::plan::in_force(registry, partnership).await?;
    let plan = plan.and_then(|kept| kept.published).map(|(plan, _)| plan);
    let assessment = draft::of(&name, &release, &blocks, plan.as_ref());
    let tx = registry.store.begin().await?;
    if let Some(id) = registry.made_before(&tx).await? {
        return Ok(AssessmentId(id));
    }
    let now = registry.now();
    let new = New {
        partnership,
        corrects: None,
        assessment: &assessment,
        by: assessor.account,
    };
    let id = store::assessment::add(&tx, new, now).await?;
    figures::add(&tx, id, 1, &blocks, now).await?;
    let said = format!("Began the draft “{}”", assessment.title);
    tell(&tx, id, assessor, now, (What::Begun, said, None)).await?;
    registry.made(&tx, &id.0).await?;
    tx.commit().await?;
    tracing::info!(assessment = id.0, "Began an assessment");
    Ok(id)
}

/// Freezes the figures of the last release for a draft, and lists each value that moved. Earlier freezes are kept.
///
/// # Errors
/// [`AssessmentError::NothingNewer`] when the draft has these figures, or another [`AssessmentError`]; then nothing was
/// changed.
#[tracing::instrument(level = "debug", skip_all, fields(assessment = id.0))]
pub async fn take_newer_figures(
    registry: &Registry,
    assessor: &AssessorOf,
    id: AssessmentId,
) -> Result<Vec<Moved>, AssessmentError> {
    let (kept, _) = super::assessment(registry, assessor, id).await?;
    let (_, newer) = freeze::last_release(registry, kept.partnership).await?;
    let tx = registry.store.begin().await?;
    let kept = held_by_writer(&tx, assessor, id).await?;
    in_state(kept.state, State::Draft)?;
    let blocks = figures::of_freeze(&tx, id, kept.freeze).await?;
    let cited = |blocks: &[domain::assessment::Block]| blocks.first().map(|block| block.cited.clone());
    let is_same_release = cited(&blocks) == cited(&newer);
    if is_same_release && freeze::matrix::of(&blocks) == freeze::matrix::of(&newer) {
        return Err(AssessmentError::NothingNewer);
    }
    let now = registry.now();
    let freeze = kept.freeze + 1;
    figures::add(&tx, id, freeze, &newer, now).await?;
    store::assessment::use_freeze(&tx, id, freeze, assessor.account, now).await?;
    let quarter = cited(&newer).map(|cited| cited.quarter).unwrap_or_default();
    let said = match is_same_release {
        true => "Took the priority matrix as it is now".to_owned(),
        false => format!("Took the figures from the release {quarter}"),
    };
    tell(&tx, id, assessor, now, (What::Figures, said, None)).await?;
    tx.commit().await?;
    tracing::info!(assessment = id.0, freeze, "Took newer figures");
    Ok(moved(&blocks, &newer))
}

/// Begins a draft that corrects a published edition. It starts with the same text and figures.
///
/// # Errors
/// [`AssessmentError::CorrectionTaken`] when there is a draft already, or another [`AssessmentError`]; then nothing was
/// made.
#[tracing::instrument(level = "debug", skip_all, fields(assessment = id.0))]
pub async fn correct_assessment(
    registry: &Registry,
    assessor: &AssessorOf,
    id: AssessmentId,
    correction: Correction,
) -> Result<AssessmentId, AssessmentError> {
    let tx = registry.store.begin().await?;
    if let Some(id) = registry.made_before(&tx).await? {
        return Ok(AssessmentId(id));
    }
    let kept = held_by_writer(&tx, assessor, id).await?;
    in_state(kept.state, State::Published)?;
    let first = kept.first.unwrap_or(id);
    let others = store::assessment::corrections(&tx, first).await?;
    if others.iter().any(|other| other.edition > kept.edition) {
        return Err(AssessmentError::CorrectionTaken);
    }
    let now = registry.now();
    let why = correction.why.clone();
    let assessment = kept.assessment.corrected(correction);
    let new = New {
        partnership: kept.partnership,
        corrects: Some((first, kept.edition + 1)),
        assessment: &assessment,
        by: assessor.account,
    };
    let made = store::assessment::add(&tx, new, now)
        .await
        .map_err(|error| match error {
            StoreError::Taken(_) => AssessmentError::CorrectionTaken,
            other => other.into(),
        })?;
    let blocks = figures::of_freeze(&tx, id, kept.freeze).await?;
    figures::add(&tx, made, 1, &blocks, now).await?;
    let said = format!("Began a correction of “{}”", assessment.title);
    tell(&tx, made, assessor, now, (What::Begun, said, Some(why))).await?;
    registry.made(&tx, &made.0).await?;
    tx.commit().await?;
    tracing::info!(assessment = made.0, first = first.0, "Began a correction");
    Ok(made)
}

/// Makes sure that an edition is in the state that is wanted.
pub(super) fn in_state(state: State, wanted: State) -> Result<(), AssessmentError> {
    if state == wanted {
        return Ok(());
    }
    Err(AssessmentError::WrongState(match state {
        State::Draft => "a draft",
        State::InReview => "in review",
        State::Approved => "approved",
        State::Published => "published",
        State::Withdrawn => "withdrawn",
    }))
}
