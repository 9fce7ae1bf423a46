//! Recovered bikes: recorded by officers, matched to the register, and handed back to their owners.

pub mod case_file;
mod correct;
pub mod custody;
mod decide;
pub mod home;
pub(crate) mod letters;
pub mod lists;
mod looking;
pub mod matches;
mod opening;
mod owner;
pub mod photos;
mod record;
mod since;
pub mod tag;

pub use correct::{correct, differences};
pub use decide::{HandOver, match_bike, return_to_owner, untie};
pub use looking::{candidates, look};
pub use opening::{OpenedFrom, open_photos, thumbnail, whole};
pub use record::{find, list, record};
pub use since::{News, Since, since};
pub use store::recovery::{BestMatch, Listing, Sorting};

use crate::account::permits::OfficerOf;
use crate::look_up::LookUpError;
use domain::id::RecoveryId;
use domain::recovery::Recovery;
use store::{StoreError, Tx};
use thiserror::Error;

/// Why a recovery was not recorded or changed.
#[derive(Debug, Error)]
pub enum RecoveryError {
    /// Another recovery of the same force has this property reference.
    #[error("This property reference is already recorded")]
    SameReference,
    /// There is no such recovery in this force's store.
    #[error("This recovered bike is not in your property store")]
    NotFound,
    /// The recovery is matched or closed.
    #[error("This recovered bike is already matched to a bike on the register")]
    NotOpen,
    /// The recovery is not matched to a bike.
    #[error("This recovered bike is not matched to a bike on the register")]
    NotTied,
    /// The bike is held under another recovery.
    #[error("This bike is held by {force} as {property_ref}. Ask them before you go on")]
    HeldElsewhere {
        /// The name of the force.
        force: String,
        /// That force's property reference.
        property_ref: String,
    },
    /// The bike is held under another recovery of this force.
    #[error("This bike is already held in your property store as {0}")]
    HeldHere(String),
    /// The bike is not on the register.
    #[error("This bike is not on the register")]
    NoSuchBike,
    /// The recovery's look-up did not show the bike.
    #[error("This bike is not in the list of possible matches. Look again, then choose from the list")]
    NotShown,
    /// The property reference is too short to be a reason.
    #[error("Enter a property reference of at least three letters or digits")]
    NoReason,
    /// Somebody else has changed the record since the officer saw it.
    #[error("Another officer has changed this record since you opened it. Read what is new, then try again")]
    Changed,
    /// The bike is kept as an exhibit.
    #[error("This bike is held as an exhibit. End the hold before you return it")]
    OnHold,
    /// There is evidence against it, and the officer gave no reason for going ahead.
    #[error("Something suggests that this is wrong. Enter why you think that it is right")]
    NoWhy,
    /// The owner or the insurer has not said who keeps the bike.
    #[error("The owner or the insurer has not yet said who keeps the bike. It will stay here until {0}")]
    WaitsForInsurer(String),
    /// The owner has named nobody.
    #[error("The owner has not named anybody else to collect the bike")]
    NobodyNamed,
    /// The reference belongs to another collection.
    #[error("This is not the right reference for this collection")]
    WrongCode,
    /// An officer has decided that the bike is somebody else's.
    #[error(
        "An officer decided that this bike belongs to somebody else. Undo the match, then look for the other owner"
    )]
    NotTheirs,
    /// The search for the bike failed.
    #[error(transparent)]
    LookUp(LookUpError),
    /// The store failed; nothing was written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Reads a recovery of the officer's force and keeps others from changing it until the transaction ends. With a version,
/// it must still be the one that the officer saw.
async fn to_change(
    tx: &Tx,
    officer: OfficerOf,
    id: RecoveryId,
    version: Option<i64>,
) -> Result<Recovery, RecoveryError> {
    let found = store::recovery::find_to_change(tx, id).await?;
    let found = found.filter(|found| found.organisation == officer.organisation);
    let found = found.ok_or(RecoveryError::NotFound)?;
    if version.is_some_and(|version| version != found.version) {
        return Err(RecoveryError::Changed);
    }
    Ok(found)
}

impl From<LookUpError> for RecoveryError {
    fn from(error: LookUpError) -> Self {
        match error {
            LookUpError::Store(error) => Self::Store(error),
            error => Self::LookUp(error),
        }
    }
}

#[cfg(test)]
mod tests;
