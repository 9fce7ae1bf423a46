//! A bike: the numbers on it, what it looks like, and its standing.

mod changed;
mod dispute;
mod identifier;
mod kind;
mod reference;
mod retirement;
mod standing;

pub use changed::{Changed, Difference, differences};
pub use dispute::{DisputeOutcome, SoldAnswer};
pub use identifier::{Identifier, IdentifierError, IdentifierKind};
pub use kind::BikeKind;
pub use reference::{BikeReference, ReferenceError};
pub use retirement::Retirement;
pub use standing::{PublicStatus, Standing};

use crate::id::BikeId;
use crate::number::{Frame, FrameNumber};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a bike looks like, as its owner describes it. Nothing here says who the owner is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Description {
    /// The maker's name: as the catalogue spells it, or as typed if the catalogue does not know it.
    pub make: Option<String>,
    /// The model, as typed.
    pub model: Option<String>,
    /// Colours, main one first, as slugs of [`crate::catalogue`].
    pub colours: Vec<String>,
    /// What kind of cycle it is.
    pub kind: Option<BikeKind>,
    /// How it differs from others of its model: stickers, dents, a basket.
    pub features: Option<String>,
}

/// A bike as the register has it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bike {
    /// Its id.
    pub id: BikeId,
    /// The maker's number, or why there is none.
    pub frame: Frame,
    /// What it looks like.
    pub description: Description,
    /// Every other number on it, oldest first.
    pub identifiers: Vec<Identifier>,
    /// Numbers that its owner has since changed or removed. Look-ups still find the bike by them.
    pub former: Vec<Identifier>,
    /// The mark that is fixed to it now.
    pub mark: Option<crate::MarkCode>,
    /// The key that another register's list uses for it.
    pub external_ref: Option<String>,
    /// Its standing, which follows from its open reports and recoveries.
    pub standing: Standing,
    /// True if somebody has vouched for the registration: its owner has confirmed it, a volunteer had the bike in front
    /// of them, or it came in an organisation's list. The public sees nothing of a registration that nobody has vouched
    /// for.
    pub confirmed: bool,
    /// True if another bike already had one of its numbers, and no officer has looked at both yet. Until then the bike
    /// counts for nothing in public.
    pub disputed: bool,
    /// When it was added to the register.
    pub registered_at: Timestamp,
}

impl Bike {
    /// Returns the reference that we give the owner.
    pub fn reference(&self) -> BikeReference {
        BikeReference::of(self.id)
    }

    /// Returns every number on it with its kind, the frame number first.
    pub fn numbers(&self) -> impl Iterator<Item = (IdentifierKind, &FrameNumber)> {
        let frame = self.frame.number().map(|number| (IdentifierKind::Frame, number));
        let others = self.identifiers.iter().map(|other| (other.kind, &other.number));
        frame.into_iter().chain(others)
    }
}

/// A bike that is about to be registered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewBike {
    /// The maker's number, or why there is none.
    pub frame: Frame,
    /// What it looks like.
    pub description: Description,
    /// Every other number on it.
    pub identifiers: Vec<Identifier>,
}
