//! Recovered bikes: recorded by officers, matched to the register, and handed back to their owners.

pub mod case_file;
mod decide;
mod record;

pub use decide::{return_to_owner, tie, untie};
pub use record::{find, list, record};

use store::StoreError;
use thiserror::Error;

/// Why a recovery was not written down or changed.
#[derive(Debug, Error)]
pub enum RecoveryError {
    /// The property reference names another recovery of the same force.
    #[error("There is a recovery with this property reference already")]
    SameReference,
    /// There is no such recovery in this force's store.
    #[error("This recovery is not in your property store")]
    NotFound,
    /// The recovery is tied or closed.
    #[error("This recovery is tied to a bike already")]
    NotOpen,
    /// The recovery is not tied to a bike.
    #[error("This recovery is not tied to a bike")]
    NotTied,
    /// The bike is held under another recovery.
    #[error("This bike is held under another property reference already")]
    HeldElsewhere,
    /// The bike is not on the register.
    #[error("This bike is not on the register")]
    NoSuchBike,
    /// The store failed; nothing was written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[cfg(test)]
mod tests;
