//! What a match is made of: what is looked for, what is on the register, and the evidence that ties them.

mod band;
mod evidence;
mod narrowing;
mod reason;
mod says;
mod words;

pub use band::Band;
pub use evidence::{AlignedPair, Alignment, Evidence, Field, Relation, Scored, is_unlikely};
pub use narrowing::Narrowing;
pub use reason::{Reason, ReasonError};
pub use says::{MarkReading, ReferenceKind, Says, WORDING};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    bike::{BikeKind, IdentifierKind, Standing},
    id::{BikeId, OrganisationId},
    number::FramePattern,
    place::Point,
};

/// A description of the bike that is being looked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Query {
    /// What was read off it, each box by itself: frame number, battery, another scheme's mark.
    pub numbers: Vec<FramePattern>,
    /// The maker's name.
    pub make: Option<String>,
    /// The model.
    pub model: Option<String>,
    /// Its colours, as slugs or as typed.
    pub colours: Vec<String>,
    /// What kind of cycle it is.
    pub kind: Option<BikeKind>,
    /// When it was found.
    pub found_at: Option<Timestamp>,
    /// Where it was found.
    pub place: Option<Point>,
}

/// A bike as the index and the ranker need it; nothing here tells who owns it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BikeEntry {
    /// Its identity.
    pub id: BikeId,
    /// Every number on it, as written, with what it is of.
    pub numbers: Vec<(IdentifierKind, String)>,
    /// The maker's name.
    pub make: Option<String>,
    /// The model.
    pub model: Option<String>,
    /// Its colours, the main one first.
    pub colours: Vec<String>,
    /// What kind of cycle it is.
    pub kind: Option<BikeKind>,
    /// The open report of its theft, if there is one.
    pub stolen: Option<Stolen>,
    /// Where it stands.
    pub standing: Standing,
    /// The organisations that registered it, marked it or hold it.
    pub organisations: Vec<OrganisationId>,
}

/// When and where a bike was stolen, as far as an open report says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Stolen {
    /// The earliest that it can have gone.
    pub from: Option<Timestamp>,
    /// The latest that it can have gone.
    pub to: Option<Timestamp>,
    /// Where it went from.
    pub place: Option<Point>,
}

impl BikeEntry {
    /// An entry of a bike of which nothing is known yet.
    #[must_use]
    pub fn new(id: BikeId) -> Self {
        Self {
            id,
            numbers: Vec::new(),
            make: None,
            model: None,
            colours: Vec::new(),
            kind: None,
            stolen: None,
            standing: Standing::WithOwner,
            organisations: Vec::new(),
        }
    }
}
