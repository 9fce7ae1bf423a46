//! Records a recovery for each row of a list, exactly once.

use super::row::Told;
use super::{ListError, own};
use crate::Registry;
use crate::account::permits::OfficerOf;
use crate::look_up::{self, LookUpError};
use crate::recovery::RecoveryError;
use crate::recovery::decide::tie_in;
use domain::id::{BikeId, PropertyListId, PropertyRowId, RecoveryId};
use domain::recovery::listed::{ListStage, RowRecorded};
use domain::recovery::{NewRecovery, Tie};
use jiff::Timestamp;
use store::look_up::audit::{self, Action, AuditEntry};
use store::recovery::lists::{self, Decided, PropertyList, Row, Task};
use store::recovery::standing;
use store::{Constraint, StoreError, Tx};

/// Tells the worker to record the bikes on a list. Bikes that were chosen are matched, and their owners are told.
/// `found_at` is used for rows without a day.
///
/// # Errors
/// [`ListError`]; then nothing was begun.
#[tracing::instrument(level = "debug", skip_all, fields(list = id.0))]
pub async fn record(
    registry: &Registry,
    officer: OfficerOf,
    id: PropertyListId,
    found_at: Timestamp,
) -> Result<(), ListError> {
    let tx = registry.store.begin().await?;
    let list = own(&tx, officer, id).await?;
    match list.stage {
        ListStage::Looking => return Err(ListError::Looking),
        // The button was pressed a second time.
        ListStage::Recording | ListStage::Recorded => return Ok(()),
        ListStage::Looked => {}
    }
    lists::begin_recording(&tx, id, officer.account, found_at, registry.now()).await?;
    tx.commit().await?;
    registry.list_waits();
    tracing::info!(list.id = %id, "A list of recovered bikes is being recorded");
    Ok(())
}

/// Records rows, each in a transaction of its own.
pub(super) async fn record_rows(
    registry: &Registry,
    list: &PropertyList,
    rows: Vec<(PropertyRowId, String)>,
    by: &str,
) -> Result<(), LookUpError> {
    let Some(account) = list.recorded_by else {
        return Ok(());
    };
    let officer = OfficerOf {
        account,
        organisation: list.organisation,
    };
    let found_at = list.found_at.unwrap_or(list.made_at);
    for (row, kept) in rows {
        let new = Told::read(&kept)?.recovery(found_at);
        for with_bike in [true, false] {
            match record_row(registry, officer, (row, by), new.as_ref(), with_bike).await {
                Ok(()) => break,
                // The bike that was chosen is held elsewhere or no longer on the register, so the recovery is recorded
                // without it.
                Err(
                    RecoveryError::Store(StoreError::Taken(Constraint::Held)) | RecoveryError::NoSuchBike,
                ) if with_bike => {}
                Err(RecoveryError::Store(StoreError::Taken(Constraint::PropertyRef))) => {
                    note(registry, row, by, RowRecorded::SameReference).await?;
                    break;
                }
                Err(RecoveryError::Store(error)) => return Err(error.into()),
                Err(RecoveryError::LookUp(error)) => return Err(error),
                Err(error) => {
                    tracing::error!(row.id = %row, %error, "Could not record a row of a list");
                    break;
                }
            }
        }
    }
    registry.bikes_changed();
    registry.mail_waits();
    Ok(())
}

async fn note(
    registry: &Registry,
    row: PropertyRowId,
    by: &str,
    recorded: RowRecorded,
) -> Result<(), StoreError> {
    let tx = registry.store.begin().await?;
    if lists::look_at(&tx, row, Task::Record, by).await? {
        lists::record_as(&tx, row, recorded, None).await?;
    }
    tx.commit().await
}

/// Records one row, with the bike that was chosen if there is one and it is still free.
async fn record_row(
    registry: &Registry,
    officer: OfficerOf,
    (id, by): (PropertyRowId, &str),
    new: Option<&NewRecovery>,
    with_bike: bool,
) -> Result<(), RecoveryError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    if !lists::look_at(&tx, id, Task::Record, by).await? {
        return Ok(());
    }
    let (Some(new), Some(row)) = (new, lists::find_row(&tx, id).await?) else {
        lists::record_as(&tx, id, RowRecorded::NoReference, None).await?;
        tx.commit().await?;
        return Ok(());
    };
    let made = store::recovery::add(&tx, officer.organisation, Some(officer.account), new, now).await?;
    if let Some(look_up) = row.look_up {
        store::recovery::note_look_up(&tx, made, look_up).await?;
    }
    let mut recorded = RowRecorded::Recorded;
    match &row.decided {
        Some(Decided::Bike(bike, why)) => match bike.filter(|_| with_bike) {
            Some(bike) => tie_row(registry, &tx, officer, (&row, made, bike), why.as_deref()).await?,
            None => recorded = RowRecorded::HeldElsewhere,
        },
        Some(Decided::Other) => refuse_row(registry, &tx, officer, (&row, made)).await?,
        None => {}
    }
    lists::record_as(&tx, id, recorded, Some(made)).await?;
    tx.commit().await?;
    Ok(())
}

/// The reason that officers read beside bikes that were rejected with their row.
const NONE_OF_THESE: &str = "It is none of the bikes that were found when the list was looked up";

/// Rejects every bike that the officer saw and refused, so that it comes up again only if there is better evidence.
async fn refuse_row(
    registry: &Registry,
    tx: &Tx,
    officer: OfficerOf,
    (row, recovery): (&Row, RecoveryId),
) -> Result<(), RecoveryError> {
    let Some(look_up) = row.look_up else {
        return Ok(());
    };
    let shown = look_up::each_shown(registry, officer, look_up).await?;
    let found: Vec<standing::Found> = shown
        .into_iter()
        .map(|one| standing::Found {
            bike: one.bike,
            bits: one.bits,
            likelihood: one.likelihood,
            kept: one.kept,
        })
        .collect();
    let decided = row.decided_by.unwrap_or((officer.account, registry.now()));
    let pair = (recovery, officer.organisation);
    for bike in standing::refused_in_list(tx, pair, &found, NONE_OF_THESE, decided).await? {
        let logged = AuditEntry {
            actor: Some(decided.0),
            organisation: Some(officer.organisation),
            look_up: Some(look_up),
            bike: Some(bike),
            ..AuditEntry::of(Action::MatchRejected)
        };
        audit::record(tx, &logged, registry.now()).await?;
    }
    Ok(())
}

/// Matches the recovery to the bike that was chosen, with the evidence that the officer saw.
async fn tie_row(
    registry: &Registry,
    tx: &Tx,
    officer: OfficerOf,
    (row, recovery, bike): (&Row, RecoveryId, BikeId),
    why: Option<&str>,
) -> Result<(), RecoveryError> {
    let look_up = row.look_up.ok_or(RecoveryError::NotShown)?;
    let shown = look_up::shown(registry, officer, look_up, bike).await?;
    let scored = shown.ok_or(RecoveryError::NotShown)?.scored;
    let evidence = serde_json::to_value(&scored.evidence).map_err(|error| StoreError::Corrupt {
        table: "bike_match",
        what: error.to_string(),
    })?;
    let tie = Tie {
        recovery,
        bike,
        look_up: Some(look_up),
        bits: scored.bits,
        evidence,
    };
    tie_in(registry, tx, officer, (&tie, why), registry.now()).await
}
