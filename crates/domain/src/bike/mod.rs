//! A bike, what is written on it, and what can be said of it.

mod identifier;
mod kind;
mod reference;
mod standing;

pub use identifier::{Identifier, IdentifierError, IdentifierKind};
pub use kind::BikeKind;
pub use reference::{BikeReference, ReferenceError};
pub use standing::{PublicStatus, Standing};

use crate::id::BikeId;
use crate::number::Frame;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a bike looks like, as its owner says; nothing here tells who that is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Description {
    /// The maker's name: the catalogue's spelling where it knows it, else as typed.
    pub make: Option<String>,
    /// The model, as typed.
    pub model: Option<String>,
    /// Colours, main one first, as slugs of [`crate::catalogue`].
    pub colours: Vec<String>,
    /// What kind of cycle it is.
    pub kind: Option<BikeKind>,
    /// What makes it this one: stickers, dents, a basket.
    pub features: Option<String>,
}

/// A bike as it stands on the register.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bike {
    /// Its identity.
    pub id: BikeId,
    /// The maker's number, or why there is none.
    pub frame: Frame,
    /// What it looks like.
    pub description: Description,
    /// Every other number on it, oldest first.
    pub identifiers: Vec<Identifier>,
    /// The mark that is fixed to it now.
    pub mark: Option<crate::MarkCode>,
    /// The key under which another register's list named it.
    pub external_ref: Option<String>,
    /// Where it stands, derived from its open reports and recoveries.
    pub standing: Standing,
    /// Whether somebody answers for the registration: its owner has confirmed it, a volunteer had the bike at hand, or an
    /// organisation's list brought it. One that is not counts for nothing in public.
    pub confirmed: bool,
    /// When it came on to the register.
    pub registered_at: Timestamp,
}

impl Bike {
    /// Returns the reference that is told to the owner.
    pub fn reference(&self) -> BikeReference {
        BikeReference::of(self.id)
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
