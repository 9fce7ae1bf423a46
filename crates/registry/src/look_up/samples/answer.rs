use super::Finding;
use super::show::version;
use crate::Registry;
use crate::account::permits::InspectorOf;
use crate::look_up::acts::Action;
use crate::version::Version;
use domain::id::{OrganisationId, SampledId};
use domain::look_up::Reason;
use store::look_up::audit::{self, AuditEntry};
use store::look_up::samples::{self, Noted, Sampled};
use store::{StoreError, Tx};
use thiserror::Error;

/// Why a finding was not noted.
#[derive(Debug, Error)]
pub enum AnswerError {
    /// The inspector's forces have no such look-up in a sample.
    #[error("This look-up is not in a sample of your force")]
    NotFound,
    /// The inspector made the look-up.
    #[error("You made this look-up, so somebody else must ask about it")]
    Own,
    /// Somebody else noted something since the page was opened.
    #[error("Somebody else has noted something about this look-up since you opened it. Read it, then save")]
    Changed,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Notes what an inspector found out about a look-up in a sample. It refuses if there are notes that the inspector has not
/// seen. Earlier notes stay.
///
/// # Errors
/// [`AnswerError`]; then nothing was noted.
#[tracing::instrument(level = "debug", skip_all, fields(item = id.0))]
pub async fn answer(
    registry: &Registry,
    inspector: &InspectorOf,
    id: SampledId,
    seen: &Version,
    finding: &Finding,
) -> Result<(), AnswerError> {
    let tx = registry.store.begin().await?;
    if let Some(()) = registry.made_before(&tx).await? {
        return Ok(());
    }
    let (item, organisation) = held(&tx, inspector, id).await?;
    let look_ups = store::look_up::pages::by_ids(&tx, &[item.look_up]).await?;
    let look_up = look_ups.first().ok_or(AnswerError::NotFound)?;
    if look_up.account == Some(inspector.account) {
        return Err(AnswerError::Own);
    }
    let notes = samples::notes(&tx, &[id]).await?;
    if version(&notes.iter().collect::<Vec<_>>()) != *seen {
        return Err(AnswerError::Changed);
    }
    let noted = Noted {
        item: id,
        at: registry.now(),
        by: inspector.account,
        finding: finding.clone(),
    };
    samples::add_note(&tx, &noted).await?;
    let entry = AuditEntry {
        actor: Some(inspector.account),
        organisation: Some(organisation),
        look_up: Some(item.look_up),
        reason: Some(Reason::noted(finding.words())),
        ..AuditEntry::of(Action::SampleAnswered)
    };
    audit::record(&tx, &entry, noted.at).await?;
    registry.made(&tx, &()).await?;
    tx.commit().await?;
    Ok(())
}

/// Finds the look-up of a sample, and holds it.
async fn held(
    tx: &Tx,
    inspector: &InspectorOf,
    id: SampledId,
) -> Result<(Sampled, OrganisationId), AnswerError> {
    let item = samples::hold(tx, id).await?.ok_or(AnswerError::NotFound)?;
    let sample = samples::find(tx, item.sample).await?;
    let sample = sample.filter(|sample| inspector.own.contains(&sample.organisation));
    let sample = sample.ok_or(AnswerError::NotFound)?;
    Ok((item, sample.organisation))
}
