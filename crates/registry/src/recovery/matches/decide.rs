//! Lets an officer decide on a pair: confirm it, reject it, or put it aside until a given day.

use super::super::RecoveryError;
use super::super::decide::{refusal, tie_in};
use super::super::looking::wanted;
use super::list::{entry, reason_of};
use crate::Registry;
use crate::account::permits::OfficerOf;
use crate::look_up::{self, Logged};
use domain::id::{MatchId, RecoveryId};
use domain::look_up::{Field, Reason, Scored};
use domain::recovery::{Recovery, RecoveryStatus, Tie};
use domain::text;
use jiff::{SignedDuration, Timestamp};
use store::look_up::audit::{self, Action, AuditEntry};
use store::recovery::standing::{self, Standing};
use store::{StoreError, Tx};
use thiserror::Error;

/// The most characters that a reason can have.
const MOST: usize = 200;
/// The longest time for which a pair can be put aside.
const LONGEST: SignedDuration = SignedDuration::from_hours(366 * 24);

/// Why nothing was decided.
#[derive(Debug, Error)]
pub enum DecideError {
    /// There is no such pair in this force.
    #[error("This match is not in your list")]
    NotFound,
    /// Somebody has decided on it, or new evidence has come in, since it was shown.
    #[error("This match has changed since you opened the page. Look at it again, then decide")]
    Changed,
    /// No reason was given where one is needed.
    #[error("Enter a reason of 200 characters or fewer")]
    NoReason,
    /// The day is in the past, today, or too far ahead.
    #[error("Choose a day from tomorrow to a year from now")]
    Day,
    /// The recovery cannot be matched.
    #[error(transparent)]
    Recovery(#[from] RecoveryError),
    /// The store failed; nothing was written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Returns sentences that say what in the make or kind is against a match. If there is anything, an officer must give
/// a reason to confirm the match.
pub fn contradictions(scored: &Scored) -> Vec<&str> {
    let against = |field| matches!(field, Field::Make | Field::Kind);
    let evidence = scored.evidence.iter();
    let contradicts = evidence.filter(|reason| reason.bits < 0.0 && against(reason.field));
    contradicts.map(|reason| reason.sentence.as_str()).collect()
}

/// Confirms that a recovered bike is the one on the register. From here on it is held for its owner, and owner details can
/// be opened from the recovery's page. Returns the recovery.
///
/// # Errors
/// [`DecideError`]; then nothing was written.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn confirm(
    registry: &Registry,
    officer: OfficerOf,
    (id, version): (MatchId, i64),
    why: &str,
) -> Result<RecoveryId, DecideError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let (pair, recovery) = to_decide(&tx, officer, id, version).await?;
    let scored = look_up::scored_in(&pair.found.kept, pair.found.bike)?.ok_or(DecideError::NotFound)?;
    let why = match text::optional_line(why, MOST).map_err(|_| DecideError::NoReason)? {
        None if !contradictions(&scored).is_empty() => return Err(DecideError::NoReason),
        why => why,
    };
    let reason = reason_of(&recovery);
    let logged = Logged::kept(officer, &reason, &wanted(&recovery), &pair.found.kept, now)?;
    let look_up = logged.write(&tx).await?;
    store::recovery::note_look_up(&tx, recovery.id, look_up).await?;
    let evidence = serde_json::to_value(&scored.evidence).map_err(|error| StoreError::Corrupt {
        table: "standing_match",
        what: error.to_string(),
    })?;
    let tie = Tie {
        recovery: recovery.id,
        bike: pair.found.bike,
        look_up: Some(look_up),
        bits: pair.found.bits,
        evidence,
    };
    if RecoveryStatus::ENDED_WITHOUT_OWNER.contains(&recovery.status) {
        if !store::recovery::confirm_ended(&tx, &tie, Some(officer.account), now).await? {
            return Err(DecideError::Changed);
        }
        let logged = AuditEntry {
            look_up: Some(look_up),
            reason: why.as_deref().map(Reason::noted),
            ..entry(Action::RecoveryTied, officer, tie.bike)
        };
        audit::record(&tx, &logged, now).await?;
    } else if let Err(error) = tie_in(registry, &tx, officer, (&tie, why.as_deref()), now).await {
        drop(tx);
        return Err(refusal(registry, officer, tie.bike, error).await?.into());
    }
    tx.commit().await?;
    registry.bikes_changed();
    registry.mail_waits();
    tracing::info!(recovery.id = %recovery.id, bike.id = %tie.bike, "Confirmed a standing match");
    Ok(recovery.id)
}

/// Notes that a pair is two different bikes, and why. It comes up again only if there is better evidence.
///
/// # Errors
/// [`DecideError`]; then nothing was written.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn reject(
    registry: &Registry,
    officer: OfficerOf,
    (id, version): (MatchId, i64),
    why: &str,
) -> Result<(), DecideError> {
    let why = text::line(why, MOST).map_err(|_| DecideError::NoReason)?;
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let (pair, recovery) = to_decide(&tx, officer, id, version).await?;
    standing::reject(&tx, id, &why, Some(officer.account), now).await?;
    let logged = AuditEntry {
        reason: Some(reason_of(&recovery)),
        ..entry(Action::MatchRejected, officer, pair.found.bike)
    };
    audit::record(&tx, &logged, now).await?;
    // The feed wakes the worker, which then looks for the next best bike for this recovery.
    store::feed::record_all(&tx, &[domain::feed::Subject::Recovery(recovery.id)], now).await?;
    tx.commit().await?;
    registry.bikes_changed();
    tracing::info!(recovery.id = %recovery.id, bike.id = %pair.found.bike, "Rejected a standing match");
    Ok(())
}

/// Puts a pair aside until an instant.
///
/// # Errors
/// [`DecideError`]; then nothing was written.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn park(
    registry: &Registry,
    officer: OfficerOf,
    (id, version): (MatchId, i64),
    until: Timestamp,
) -> Result<(), DecideError> {
    let now = registry.now();
    if until <= now || until > now + LONGEST {
        return Err(DecideError::Day);
    }
    let tx = registry.store.begin().await?;
    to_decide(&tx, officer, id, version).await?;
    standing::park(&tx, id, until, Some(officer.account), now).await?;
    tx.commit().await?;
    Ok(())
}

/// Reads a pair of the officer's force that nobody has decided on since it was shown, and keeps others from deciding.
/// The recovery is locked first, as everywhere, so that no two transactions wait for each other.
async fn to_decide(
    tx: &Tx,
    officer: OfficerOf,
    id: MatchId,
    version: i64,
) -> Result<(Standing, Recovery), DecideError> {
    let found = standing::find(tx, id).await?.ok_or(DecideError::NotFound)?;
    if found.organisation != officer.organisation {
        return Err(DecideError::NotFound);
    }
    let recovery = store::recovery::find_to_change(tx, found.recovery).await?;
    let recovery = recovery.ok_or(DecideError::NotFound)?;
    let pair = standing::find_to_change(tx, id)
        .await?
        .ok_or(DecideError::NotFound)?;
    if !pair.status.is_open() || pair.version != version {
        return Err(DecideError::Changed);
    }
    Ok((pair, recovery))
}
