use super::{ConsultationError, KeptConsultation, held};
use crate::Registry;
use crate::account::permits::PlannerOf;
use domain::consultation::{Consultation, Details, Edit, EditError, Edited};
use domain::id::{ConsultationId, PartnershipId};
use domain::look_up::Reason;
use store::consultation::answers;
use store::consultation::history::{self, ConsultationChange};
use store::look_up::audit::{Action, AuditEntry, record};
use store::{StoreError, Tx};

/// Adds a consultation. The public does not see it before somebody publishes it.
///
/// # Errors
/// [`ConsultationError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn add_consultation(
    registry: &Registry,
    planner: &PlannerOf,
    partnership: PartnershipId,
    details: Details,
) -> Result<ConsultationId, ConsultationError> {
    if !planner.keeps(partnership) {
        return Err(ConsultationError::NotThere);
    }
    details.check().map_err(EditError::from)?;
    let tx = registry.store.begin().await?;
    if let Some(id) = registry.made_before(&tx).await? {
        return Ok(ConsultationId(id));
    }
    let now = registry.now();
    let consultation = Consultation::new(details);
    let by = Some(planner.account);
    let id = store::consultation::add(&tx, partnership, &consultation, by, now).await?;
    let change = ConsultationChange {
        at: now,
        by,
        said: "Entered the consultation".to_owned(),
        why: None,
    };
    history::add(&tx, id, &change).await?;
    registry.made(&tx, &id.0).await?;
    tx.commit().await?;
    tracing::info!(
        consultation = id.0,
        partnership = partnership.0,
        "Added a consultation"
    );
    Ok(id)
}

/// Changes a consultation.
///
/// # Errors
/// [`ConsultationError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(consultation = id.0))]
pub async fn edit_consultation(
    registry: &Registry,
    planner: &PlannerOf,
    id: ConsultationId,
    edit: Edit,
) -> Result<(), ConsultationError> {
    let tx = registry.store.begin().await?;
    if registry.made_before::<()>(&tx).await?.is_some() {
        return Ok(());
    }
    let kept = held(&tx, planner, id).await?;
    let edited = kept.consultation.edited(edit, registry.now())?;
    write(&tx, registry, planner, &kept, edited).await?;
    registry.made(&tx, &()).await?;
    tx.commit().await?;
    tracing::info!(consultation = id.0, "Changed a consultation");
    Ok(())
}

/// Counts the answers and publishes the result. It stays as it is from then on.
///
/// # Errors
/// [`ConsultationError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(consultation = id.0))]
pub async fn publish_result(
    registry: &Registry,
    planner: &PlannerOf,
    id: ConsultationId,
    seen: u32,
) -> Result<(), ConsultationError> {
    let tx = registry.store.begin().await?;
    if registry.made_before::<()>(&tx).await?.is_some() {
        return Ok(());
    }
    let kept = held(&tx, planner, id).await?;
    let issues = kept.consultation.details.issues.len();
    let tally = answers::tally(&tx, id, issues).await?;
    let edited = kept
        .consultation
        .edited(Edit::Publish { seen, tally }, registry.now())?;
    write(&tx, registry, planner, &kept, edited).await?;
    registry.made(&tx, &()).await?;
    tx.commit().await?;
    tracing::info!(consultation = id.0, "Published the result of a consultation");
    Ok(())
}

async fn write(
    tx: &Tx,
    registry: &Registry,
    planner: &PlannerOf,
    kept: &KeptConsultation,
    edited: Edited,
) -> Result<(), StoreError> {
    let now = registry.now();
    store::consultation::write(tx, kept.id, &edited.consultation, planner.account, now).await?;
    let change = ConsultationChange {
        at: now,
        by: Some(planner.account),
        said: edited.said,
        why: edited.why,
    };
    tell(tx, kept.id, &change, edited.is_logged).await
}

/// Writes an entry into a consultation's history, and into the log if the log records such changes.
pub(super) async fn tell(
    tx: &Tx,
    id: ConsultationId,
    change: &ConsultationChange,
    is_logged: bool,
) -> Result<(), StoreError> {
    history::add(tx, id, change).await?;
    if !is_logged {
        return Ok(());
    }
    let why = change.why.as_deref().unwrap_or("no reason given");
    let entry = AuditEntry {
        actor: change.by,
        reason: Some(Reason::noted(&format!(
            "Consultation {id}: {}: {why}",
            change.said
        ))),
        ..AuditEntry::of(Action::PartnershipWork)
    };
    record(tx, &entry, change.at).await
}
