//! An owner reports a bike stolen, and says when it is back.

use crate::Registry;
use crate::account::drafts::DraftOf;
use crate::bike::own::{self, NotYours};
use domain::id::{AccountId, BikeId};
use domain::theft::{NewTheftReport, TheftOutcome};
use store::{Constraint, StoreError};
use thiserror::Error;

/// Why a theft was not reported or closed.
#[derive(Debug, Error)]
pub enum ReportTheftError {
    /// The bike is somebody else's, or not on the register.
    #[error(transparent)]
    NotYours(#[from] NotYours),
    /// Nobody has confirmed the registration.
    #[error("Confirm the registration first: open the link in the e-mail that we sent you")]
    NotConfirmed,
    /// It is reported stolen already.
    #[error("This bike is already reported stolen")]
    AlreadyReported,
    /// It is not reported stolen.
    #[error("This bike is not reported stolen")]
    NotReported,
    /// The store failed; nothing was written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Returns what finds the answers that an owner has given about a theft so far.
pub fn draft_of(owner: AccountId, bike: BikeId) -> DraftOf {
    DraftOf {
        account: owner,
        kind: "theft",
        subject: bike.0,
    }
}

/// Reports an owner's bike stolen, and forgets the draft of the report. From here on the check and the look-up say so.
///
/// # Errors
/// [`ReportTheftError`]; then nothing was written.
pub async fn report_theft(
    registry: &Registry,
    owner: AccountId,
    bike: BikeId,
    report: NewTheftReport,
) -> Result<(), ReportTheftError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    if !own::must_own(&tx, owner, bike).await??.is_answered_for() {
        return Err(ReportTheftError::NotConfirmed);
    }
    match store::theft::open(&tx, &[(bike, Some(owner), report)], now).await {
        Err(StoreError::Taken(Constraint::OpenTheft)) => return Err(ReportTheftError::AlreadyReported),
        other => other?,
    }
    store::account::drafts::remove(&tx, draft_of(owner, bike)).await?;
    tx.commit().await?;
    registry.bikes_changed();
    tracing::info!(bike.id = %bike, "Reported a bike stolen");
    Ok(())
}

/// Ends the open theft report of an owner's bike: it is back, or was never stolen.
///
/// # Errors
/// [`ReportTheftError`]; then nothing was written.
pub async fn found_it(
    registry: &Registry,
    owner: AccountId,
    bike: BikeId,
    outcome: TheftOutcome,
) -> Result<(), ReportTheftError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    own::must_own(&tx, owner, bike).await??;
    if !store::theft::close(&tx, bike, outcome, now).await? {
        return Err(ReportTheftError::NotReported);
    }
    tx.commit().await?;
    registry.bikes_changed();
    tracing::info!(bike.id = %bike, "Closed a theft report as {}", outcome.slug());
    Ok(())
}

#[cfg(test)]
mod tests;
