use super::{MatrixError, counted, held};
use crate::Registry;
use crate::account::permits::AssessorOf;
use domain::id::{AccountId, MatrixId};
use domain::look_up::Reason;
use domain::matrix::{Edit, Edited};
use jiff::Timestamp;
use store::look_up::audit::{Action, AuditEntry, record};
use store::matrix::history::{self, MatrixChange};
use store::{StoreError, Tx};

/// Changes a matrix. Those who write assessments mark the issues, and the lead organisation decides about them.
///
/// # Errors
/// [`MatrixError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(matrix = id.0))]
pub async fn edit_matrix(
    registry: &Registry,
    assessor: &AssessorOf,
    id: MatrixId,
    edit: Edit,
) -> Result<(), MatrixError> {
    let opened = super::matrix(registry, assessor, id).await?;
    let partnership = opened.kept.partnership;
    let may = match &edit {
        Edit::Decide { .. } | Edit::PutInPlan { .. } => assessor.publishes(partnership),
        _ => assessor.writes(partnership),
    };
    if !may {
        return Err(MatrixError::NotYours);
    }
    let figures = counted::last(registry, partnership).await?;
    let tx = registry.store.begin().await?;
    if registry.made_before::<()>(&tx).await?.is_some() {
        return Ok(());
    }
    let kept = held(&tx, assessor, id).await?;
    let now = registry.now();
    let edited = kept
        .matrix
        .edited(edit, (assessor.account, now), figures.as_ref())?;
    store::matrix::write(&tx, id, &edited.matrix, assessor.account, now).await?;
    tell(&tx, id, assessor.account, &edited, now).await?;
    registry.made(&tx, &()).await?;
    tx.commit().await?;
    tracing::info!(matrix = id.0, "Changed a matrix");
    Ok(())
}

/// Writes an edit into a matrix's history, and into the log if the log records such edits.
pub(super) async fn tell(
    tx: &Tx,
    id: MatrixId,
    by: AccountId,
    edited: &Edited,
    now: Timestamp,
) -> Result<(), StoreError> {
    let change = MatrixChange {
        at: now,
        by: Some(by),
        said: edited.said.clone(),
        why: edited.why.clone(),
    };
    history::add(tx, id, &change).await?;
    if !edited.is_logged {
        return Ok(());
    }
    let why = change.why.as_deref().unwrap_or("no reason given");
    let entry = AuditEntry {
        actor: change.by,
        reason: Some(Reason::noted(&format!(
            "Priority matrix {id}: {}: {why}",
            change.said
        ))),
        ..AuditEntry::of(Action::PartnershipWork)
    };
    record(tx, &entry, now).await
}
