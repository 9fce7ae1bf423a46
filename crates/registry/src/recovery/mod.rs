//! Recovered bikes: recorded by officers, matched to the register, and handed back to their owners.

pub mod case_file;
mod correct;
mod decide;
mod looking;
mod opening;
mod record;

pub use correct::correct;
pub use decide::{match_bike, return_to_owner, untie};
pub use looking::{candidates, look};
pub use opening::{OpenedFrom, open_photos, thumbnail, whole};
pub use record::{find, list, record};
pub use store::recovery::{Listing, Sorting};

use crate::look_up::LookUpError;
use store::StoreError;
use thiserror::Error;

/// Why a recovery was not written down or changed.
#[derive(Debug, Error)]
pub enum RecoveryError {
    /// The property reference names another recovery of the same force.
    #[error("This property reference is already recorded")]
    SameReference,
    /// There is no such recovery in this force's store.
    #[error("This recovery is not in your property store")]
    NotFound,
    /// The recovery is tied or closed.
    #[error("This recovery is already matched to a bike")]
    NotOpen,
    /// The recovery is not tied to a bike.
    #[error("This recovery is not matched to a bike")]
    NotTied,
    /// The bike is held under another recovery.
    #[error("This bike is held by {force} as {property_ref}. Ask them before you go on")]
    HeldElsewhere {
        /// The name of the force.
        force: String,
        /// Its property reference.
        property_ref: String,
    },
    /// The bike is held under another recovery of this force.
    #[error("This bike is already held in your property store as {0}")]
    HeldHere(String),
    /// The bike is not on the register.
    #[error("This bike is not on the register")]
    NoSuchBike,
    /// The bike was not shown by the look-up of the recovery.
    #[error("This bike is not in the list of possible matches. Look again, then choose from the list")]
    NotShown,
    /// The property reference says too little to be a reason.
    #[error("Enter a property reference of at least three letters or digits")]
    NoReason,
    /// The search failed.
    #[error(transparent)]
    LookUp(LookUpError),
    /// The store failed; nothing was written.
    #[error(transparent)]
    Store(#[from] StoreError),
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
