//! What a match is made of: the description, the bikes on the register, and the evidence.

mod band;
mod evidence;
mod narrowing;
mod reason;
pub mod sample;
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
    catalogue::Features,
    id::{BikeId, OrganisationId},
    number::FramePattern,
    place::Point,
};

/// A description of the bike that is being looked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Query {
    /// What was read on the bike, one entry for each box: frame number, battery, another scheme's mark.
    pub numbers: Vec<FramePattern>,
    /// How many of these, the last ones, are on other parts and labels. Few owners register those.
    #[serde(default)]
    pub on_parts: usize,
    /// The maker's name.
    pub make: Option<String>,
    /// The model, as far as it is known.
    pub model: Option<String>,
    /// Its colours, as slugs or as typed.
    pub colours: Vec<String>,
    /// What kind of cycle it is.
    pub kind: Option<BikeKind>,
    /// The features that distinguish it from others of its model.
    #[serde(default)]
    pub features: Features,
    /// When it was found.
    pub found_at: Option<Timestamp>,
    /// Where it was found.
    pub place: Option<Point>,
}

/// A bike with what the index and the ranker need to know. Nothing here says who owns it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BikeEntry {
    /// Its id.
    pub id: BikeId,
    /// Every number on it, as written, with its kind.
    pub numbers: Vec<(IdentifierKind, String)>,
    /// The maker's name.
    pub make: Option<String>,
    /// The model, as its record has it.
    pub model: Option<String>,
    /// Its colours, the main one first.
    pub colours: Vec<String>,
    /// What kind of cycle it is.
    pub kind: Option<BikeKind>,
    /// The features that its description names.
    pub features: Features,
    /// The open report of its theft, and where the bike has been seen since, if either is known.
    pub stolen: Option<Stolen>,
    /// Its standing: with its owner, stolen, held or retired.
    pub standing: Standing,
    /// The organisations that registered it, marked it or hold it.
    pub organisations: Vec<OrganisationId>,
}

/// When and where a bike was stolen, according to an open report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Stolen {
    /// The earliest time at which it may have been stolen.
    pub from: Option<Timestamp>,
    /// The latest time at which it may have been stolen.
    pub to: Option<Timestamp>,
    /// Where it was stolen from.
    pub place: Option<Point>,
    /// When and where somebody last saw it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Seen>,
}

/// When and where somebody saw a bike.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// When it was seen.
    pub at: Timestamp,
    /// Where it was seen, if that is known.
    pub place: Option<Point>,
}

impl BikeEntry {
    /// Makes an entry for a bike that we know nothing about yet.
    #[must_use]
    pub fn new(id: BikeId) -> Self {
        Self {
            id,
            numbers: Vec::new(),
            make: None,
            model: None,
            colours: Vec::new(),
            kind: None,
            features: Features::default(),
            stolen: None,
            standing: Standing::WithOwner,
            organisations: Vec::new(),
        }
    }
}
