//! Lets officers match recovered bikes to the register, undo a match, and return bikes.

use super::{RecoveryError, find, home, owner, to_change};
use crate::Registry;
use crate::account::permits::OfficerOf;
use crate::look_up;
use domain::id::{BikeId, RecoveryId};
use domain::look_up::Reason;
use domain::recovery::home::{CollectionCode, Recipient};
use domain::recovery::{Recovery, RecoveryStatus, Tie};
use domain::theft::TheftOutcome;
use jiff::Timestamp;
use store::look_up::audit::{Action, AuditEntry};
use store::{Constraint, StoreError, Tx};

/// Matches a recovery to a bike in its look-up, with the score and the reasons that the look-up showed.
///
/// # Errors
/// [`RecoveryError`]; then nothing was written.
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0, bike = bike.0))]
pub async fn match_bike(
    registry: &Registry,
    officer: OfficerOf,
    id: RecoveryId,
    (bike, why): (BikeId, Option<&str>),
) -> Result<(), RecoveryError> {
    let recovery = find(registry, officer, id).await?;
    let look_up = recovery.look_up.ok_or(RecoveryError::NotShown)?;
    let shown = look_up::shown(registry, officer, look_up, bike).await?;
    let scored = shown.ok_or(RecoveryError::NotShown)?.scored;
    if why.is_none() && !super::matches::contradictions(&scored).is_empty() {
        return Err(RecoveryError::NoWhy);
    }
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
    tie(registry, officer, (&made, why)).await
}

/// Matches a recovery to a bike on the register. From then on, the police hold the bike.
///
/// # Errors
/// [`RecoveryError`]; then nothing was written.
pub(super) async fn tie(
    registry: &Registry,
    officer: OfficerOf,
    (tie, why): (&Tie, Option<&str>),
) -> Result<(), RecoveryError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    if let Err(error) = tie_in(registry, &tx, officer, (tie, why), now).await {
        drop(tx);
        return Err(refusal(registry, officer, tie.bike, error).await?);
    }
    tx.commit().await?;
    registry.bikes_changed();
    registry.mail_waits();
    tracing::info!(recovery.id = %tie.recovery, bike.id = %tie.bike, "Matched a recovery to a bike");
    Ok(())
}

/// Does the work of [`tie`] inside a larger transaction. If it fails, the transaction must not be committed, and
/// [`refusal`] says why.
pub(super) async fn tie_in(
    registry: &Registry,
    tx: &Tx,
    officer: OfficerOf,
    (tie, why): (&Tie, Option<&str>),
    now: Timestamp,
) -> Result<(), RecoveryError> {
    let recovery = to_change(tx, officer, tie.recovery, None).await?;
    if store::bike::find(tx, tie.bike).await?.is_none() {
        return Err(RecoveryError::NoSuchBike);
    }
    if !store::recovery::tie(tx, tie, Some(officer.account), now).await? {
        return Err(RecoveryError::NotOpen);
    }
    let entry = AuditEntry {
        look_up: tie.look_up,
        reason: why.map(Reason::noted),
        ..entry(Action::RecoveryTied, officer, tie.bike)
    };
    store::look_up::audit::record(tx, &entry, now).await?;
    home::begin(tx, &recovery, tie.bike, now).await?;
    let held = (tie.bike, recovery.recovery.property_ref.as_str());
    owner::tell_held(registry, tx, officer, held, now).await?;
    Ok(())
}

/// Returns the error to show when a match failed. If the bike is held elsewhere, the error says by whom.
pub(super) async fn refusal(
    registry: &Registry,
    officer: OfficerOf,
    bike: BikeId,
    error: RecoveryError,
) -> Result<RecoveryError, StoreError> {
    match error {
        RecoveryError::Store(StoreError::Taken(Constraint::Held)) => {
            held_elsewhere(registry, officer, bike).await
        }
        error => Ok(error),
    }
}

/// Says who holds a bike, so that the officer can contact them.
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
        // The other force has just let it go.
        None => RecoveryError::NotOpen,
    })
}

/// Reads a matched recovery, which must still be as the officer saw it.
async fn tied(
    tx: &Tx,
    officer: OfficerOf,
    id: RecoveryId,
    version: Option<i64>,
) -> Result<Recovery, RecoveryError> {
    let recovery = to_change(tx, officer, id, None).await?;
    if recovery.status != RecoveryStatus::Tied {
        return Err(RecoveryError::NotTied);
    }
    if version.is_some_and(|version| version != recovery.version) {
        return Err(RecoveryError::Changed);
    }
    Ok(recovery)
}

/// Undoes a match that turned out to be wrong.
///
/// # Errors
/// [`RecoveryError`]; then nothing was written.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn untie(
    registry: &Registry,
    officer: OfficerOf,
    (id, version): (RecoveryId, Option<i64>),
) -> Result<(), RecoveryError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    tied(&tx, officer, id, version).await?;
    let bike = store::recovery::untie(&tx, id, Some(officer.account), now)
        .await?
        .ok_or(RecoveryError::NotTied)?;
    store::look_up::audit::record(&tx, &entry(Action::RecoveryUntied, officer, bike), now).await?;
    store::recovery::home::forget(&tx, id).await?;
    owner::tell_not_held(registry, &tx, bike, now).await?;
    tx.commit().await?;
    registry.bikes_changed();
    registry.mail_waits();
    tracing::info!(recovery.id = %id, bike.id = %bike, "Undid the match of a recovery");
    Ok(())
}

/// Who a bike is handed to, and why it is handed over if there are reasons not to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HandOver {
    /// Who gets the bike.
    pub to: Recipient,
    /// The reference of the collection, if it was given.
    pub code: Option<CollectionCode>,
    /// Why it is handed over, if there are reasons not to.
    pub why: Option<String>,
}

impl HandOver {
    /// Makes a hand-over to the owner, for this reason.
    #[must_use]
    pub fn because(why: &str) -> Self {
        Self {
            why: Some(why.to_owned()),
            ..Self::default()
        }
    }
}

/// Notes that a held bike went back to its owner, or to the insurer that paid for it. This also closes its theft
/// report. If there are reasons not to, the officer must say why.
///
/// # Errors
/// [`RecoveryError`]; then nothing was written.
#[tracing::instrument(level = "debug", skip_all, fields(recovery = id.0))]
pub async fn return_to_owner(
    registry: &Registry,
    officer: OfficerOf,
    (id, version): (RecoveryId, Option<i64>),
    given: &HandOver,
) -> Result<(), RecoveryError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    if tied(&tx, officer, id, version).await?.held_at.is_some() {
        return Err(RecoveryError::OnHold);
    }
    home::may_hand_over(&tx, id, given, now).await?;
    let said = [Some(given.to.label()), given.why.as_deref()];
    let said: Vec<&str> = said.into_iter().flatten().collect();
    let by = Some(officer.account);
    let bike = store::recovery::hand_over(&tx, id, (given.to, Some(said.join(". "))), by, now)
        .await?
        .ok_or(RecoveryError::NotTied)?;
    home::end(&tx, id, now).await?;
    let outcome = match given.to {
        Recipient::Owner | Recipient::Collector => TheftOutcome::Returned,
        Recipient::Insurer => TheftOutcome::Insured,
    };
    store::theft::close(&tx, bike, outcome, now).await?;
    let logged = AuditEntry {
        reason: given.why.as_deref().map(Reason::noted),
        ..entry(Action::RecoveryReturned, officer, bike)
    };
    store::look_up::audit::record(&tx, &logged, now).await?;
    tx.commit().await?;
    registry.bikes_changed();
    tracing::info!(recovery.id = %id, bike.id = %bike, "Handed a bike over: {}", given.to.slug());
    Ok(())
}

/// Makes the audit entry for something that an officer did to a bike.
fn entry(action: Action, officer: OfficerOf, bike: BikeId) -> AuditEntry {
    AuditEntry {
        actor: Some(officer.account),
        organisation: Some(officer.organisation),
        bike: Some(bike),
        ..AuditEntry::of(action)
    }
}
