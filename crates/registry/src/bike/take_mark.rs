//! Puts a label that an owner already has on a bike.

use domain::MarkCode;
use domain::id::BikeId;
use domain::mark::{MarkStatus, MarkUnusable};
use jiff::Timestamp;
use store::{Constraint, StoreError, Tx};
use thiserror::Error;

/// Why a label was not put on a bike.
#[derive(Debug, Error)]
pub(super) enum TakeMarkError {
    /// It is not one of ours.
    #[error("this is not one of our codes")]
    Unknown,
    /// It cannot be used.
    #[error(transparent)]
    Unusable(#[from] MarkUnusable),
    /// The store failed; the label was not put on the bike.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Issues a label that the owner already has: any allotted label that is still blank.
pub(super) async fn take_mark(
    tx: &Tx,
    code: MarkCode,
    bike: BikeId,
    now: Timestamp,
) -> Result<(), TakeMarkError> {
    let mark = store::mark::find(tx, code).await?.ok_or(TakeMarkError::Unknown)?;
    if mark.status == MarkStatus::Printed {
        return Err(MarkUnusable::NotYours.into());
    }
    if let Some(desk) = mark.organisation {
        mark.usable_by(desk)?;
    }
    match store::mark::issue(tx, code, bike, None, now).await {
        Ok(true) => Ok(()),
        Ok(false) | Err(StoreError::Taken(Constraint::LiveMark)) => Err(MarkUnusable::OnABike.into()),
        Err(error) => Err(error.into()),
    }
}
