use super::begin::in_state;
use super::{AssessmentError, held_by_writer};
use crate::Registry;
use crate::account::permits::AssessorOf;
use domain::assessment::{Edit, State, What};
use domain::id::AssessmentId;
use domain::look_up::Reason;
use jiff::Timestamp;
use store::assessment::history::{self, AssessmentChange};
use store::look_up::audit::{Action, AuditEntry, record};
use store::{StoreError, Tx};

/// Changes a draft.
///
/// # Errors
/// [`AssessmentError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(assessment = id.0))]
pub async fn edit_assessment(
    registry: &Registry,
    assessor: &AssessorOf,
    id: AssessmentId,
    edit: Edit,
) -> Result<(), AssessmentError> {
    let tx = registry.store.begin().await?;
    let kept = held_by_writer(&tx, assessor, id).await?;
    in_state(kept.state, State::Draft)?;
    let edited = kept.assessment.edited(edit)?;
    let now = registry.now();
    store::assessment::write(&tx, id, &edited.assessment, Some(assessor.account), now).await?;
    tell(&tx, id, assessor, now, (edited.what, edited.said, None)).await?;
    tx.commit().await?;
    tracing::info!(
        assessment = id.0,
        what = edited.what.slug(),
        "Changed an assessment"
    );
    Ok(())
}

/// Writes an entry into an edition's history, and into the log if the log records such changes.
pub(super) async fn tell(
    tx: &Tx,
    id: AssessmentId,
    assessor: &AssessorOf,
    now: Timestamp,
    (what, said, why): (What, String, Option<String>),
) -> Result<(), StoreError> {
    let change = AssessmentChange {
        at: now,
        by: Some(assessor.account),
        what,
        said,
        why,
    };
    history::add(tx, id, &change).await?;
    if !what.is_logged() {
        return Ok(());
    }
    let why = change.why.as_deref().unwrap_or("no reason given");
    let entry = AuditEntry {
        actor: Some(assessor.account),
        reason: Some(Reason::noted(&format!("Assessment {id}: {}: {why}", change.said))),
        ..AuditEntry::of(Action::PartnershipWork)
    };
    record(tx, &entry, now).await
}
