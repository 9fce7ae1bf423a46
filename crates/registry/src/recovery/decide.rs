//! Officers match recovered bikes to the register, undo a match, and hand bikes back.

use super::{RecoveryError, find};
use crate::Registry;
use crate::account::permits::OfficerOf;
use crate::look_up;
use domain::id::{BikeId, RecoveryId};
use domain::recovery::Tie;
use domain::theft::TheftOutcome;
use store::look_up::audit::{Action, AuditEntry};
use store::{Constraint, StoreError};

/// Matches a recovery to a bike that its look-up showed, with the score and the reasons that were shown.
///
/// # Errors
/// [`RecoveryError`]; then nothing was written.
pub async fn match_bike(
    registry: &Registry,
    officer: OfficerOf,
    id: RecoveryId,
    bike: BikeId,
) -> Result<(), RecoveryError> {
    let recovery = find(registry, officer, id).await?;
    let look_up = recovery.look_up.ok_or(RecoveryError::NotShown)?;
    let shown = look_up::shown(registry, officer, look_up, bike).await?;
    let scored = shown.ok_or(RecoveryError::NotShown)?.scored;
    let evidence = serde_json::to_value(&scored.evidence).map_err(|error| StoreError::Corrupt {
        table: "bike_match",
        what: error.to_string(),
    })?;
    let made = Tie {
        recovery: id,
        bike,
        look_up: Some(look_up),
        bits: scored.bits,
        evidence,
    };
    tie(registry, officer, &made).await
}

/// Ties a recovery to a bike on the register: from here on the bike is held by the police.
///
/// # Errors
/// [`RecoveryError`]; then nothing was written.
pub(super) async fn tie(registry: &Registry, officer: OfficerOf, tie: &Tie) -> Result<(), RecoveryError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let recovery = store::recovery::find(&tx, tie.recovery).await?;
    if recovery.is_none_or(|found| found.organisation != officer.organisation) {
        return Err(RecoveryError::NotFound);
    }
    if store::bike::find(&tx, tie.bike).await?.is_none() {
        return Err(RecoveryError::NoSuchBike);
    }
    match store::recovery::tie(&tx, tie, Some(officer.account), now).await {
        Ok(true) => {}
        Ok(false) => return Err(RecoveryError::NotOpen),
        Err(StoreError::Taken(Constraint::Held)) => {
            drop(tx);
            return Err(held_elsewhere(registry, officer, tie.bike).await?);
        }
        Err(error) => return Err(error.into()),
    }
    let entry = AuditEntry {
        look_up: tie.look_up,
        ..entry(Action::RecoveryTied, officer, tie.bike)
    };
    store::look_up::audit::record(&tx, &entry, now).await?;
    tx.commit().await?;
    registry.bikes_changed();
    tracing::info!(recovery.id = %tie.recovery, bike.id = %tie.bike, "Matched a recovery to a bike");
    Ok(())
}

/// Says who holds a bike, so that they can be asked.
async fn held_elsewhere(
    registry: &Registry,
    officer: OfficerOf,
    bike: BikeId,
) -> Result<RecoveryError, StoreError> {
    let mut files = super::case_file::of_bikes(registry, officer, &[bike]).await?;
    let holding = files.remove(&bike).and_then(|file| file.holding);
    Ok(match holding {
        Some(holding) if holding.recovery.is_some() => RecoveryError::HeldHere(holding.property_ref),
        Some(holding) => RecoveryError::HeldElsewhere {
            force: holding.force,
            property_ref: holding.property_ref,
        },
        // It has been let go in this very moment.
        None => RecoveryError::NotOpen,
    })
}

/// Undoes a tie that turned out wrong.
///
/// # Errors
/// [`RecoveryError`]; then nothing was written.
pub async fn untie(registry: &Registry, officer: OfficerOf, id: RecoveryId) -> Result<(), RecoveryError> {
    find(registry, officer, id).await?;
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let bike = store::recovery::untie(&tx, id, Some(officer.account), now)
        .await?
        .ok_or(RecoveryError::NotTied)?;
    store::look_up::audit::record(&tx, &entry(Action::RecoveryUntied, officer, bike), now).await?;
    tx.commit().await?;
    registry.bikes_changed();
    tracing::info!(recovery.id = %id, bike.id = %bike, "Undid the match of a recovery");
    Ok(())
}

/// Notes that a held bike went back to its owner, which ends its open theft report.
///
/// # Errors
/// [`RecoveryError`]; then nothing was written.
pub async fn return_to_owner(
    registry: &Registry,
    officer: OfficerOf,
    id: RecoveryId,
) -> Result<(), RecoveryError> {
    find(registry, officer, id).await?;
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let bike = store::recovery::return_to_owner(&tx, id, Some(officer.account), now)
        .await?
        .ok_or(RecoveryError::NotTied)?;
    store::theft::close(&tx, bike, TheftOutcome::Returned, now).await?;
    store::look_up::audit::record(&tx, &entry(Action::RecoveryReturned, officer, bike), now).await?;
    tx.commit().await?;
    registry.bikes_changed();
    tracing::info!(recovery.id = %id, bike.id = %bike, "Returned a bike to its owner");
    Ok(())
}

/// What the log says of an officer's act on a bike.
fn entry(action: Action, officer: OfficerOf, bike: BikeId) -> AuditEntry {
    AuditEntry {
        actor: Some(officer.account),
        organisation: Some(officer.organisation),
        bike: Some(bike),
        ..AuditEntry::of(action)
    }
}
