//! The look-up of a recovery. It is made when an officer asks for it, and stored for everybody in the force.

use super::{RecoveryError, find};
use crate::Registry;
use crate::account::permits::OfficerOf;
use crate::look_up::{self, Answer, Logged, LookUp, LookUpError};
use domain::id::{LookUpId, RecoveryId};
use domain::look_up::Reason;
use domain::recovery::{NumberRead, Recovery};

/// The most bikes that the look-up of a recovery shows.
const SHOWN: usize = 10;

/// Looks for the bike of a recovery on the register. Returns `None` if there is nothing to search for.
///
/// # Errors
/// [`RecoveryError`]; then nothing was stored, but a search that failed is in the log.
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0))]
pub async fn look(
    registry: &Registry,
    officer: OfficerOf,
    id: RecoveryId,
) -> Result<Option<LookUpId>, RecoveryError> {
    let recovery = find(registry, officer, id).await?;
    let reason = Reason::parse(&format!("Property reference {}", recovery.recovery.property_ref))
        .map_err(|_| RecoveryError::NoReason)?;
    let wanted = wanted(&recovery);
    let ranked = match look_up::searched(registry, Some(officer), &reason, &wanted, SHOWN).await {
        Err(LookUpError::Nothing) => return Ok(None),
        found => found?,
    };
    let tx = registry.store.begin().await?;
    let logged = Logged::found(Some(officer), &reason, &wanted, &ranked, registry.now())?;
    let made = logged.write(&tx).await?;
    store::recovery::note_look_up(&tx, id, made).await?;
    tx.commit().await?;
    Ok(Some(made))
}

/// Reads the stored results of a recovery's last look-up, or `None` if there was none. It does not search.
///
/// # Errors
/// [`RecoveryError::Store`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn candidates(
    registry: &Registry,
    officer: OfficerOf,
    recovery: &Recovery,
) -> Result<Option<Answer>, RecoveryError> {
    let Some(id) = recovery.look_up else {
        return Ok(None);
    };
    match look_up::of_recovery(registry, officer, id).await {
        Err(LookUpError::NotFound) => Ok(None),
        answer => Ok(Some(answer?)),
    }
}

/// Turns what was recorded into a look-up.
pub(super) fn wanted(recovery: &Recovery) -> LookUp {
    let read = &recovery.recovery;
    LookUp {
        number: read.read.clone(),
        others: read.identifiers.iter().map(NumberRead::as_box).collect(),
        make: read.make.clone(),
        model: read.model.clone(),
        colours: read.colours.clone(),
        kind: read.kind,
        found_at: Some(read.found_at),
        place: read.point,
        ..LookUp::default()
    }
}
