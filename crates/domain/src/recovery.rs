//! Bikes in the hands of the police or a finder, whose owner is not yet proven.

use crate::bike::{BikeKind, Identifier};
use crate::id::{BikeId, LookUpId, OrganisationId, RecoveryId};
use crate::place::Point;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What an officer writes down about a bike that came in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewRecovery {
    /// The property store's reference; one of a kind in its organisation.
    pub property_ref: String,
    /// What could be read of the number, with `?` and `*`, as written.
    pub read: Option<String>,
    /// Other numbers on it.
    pub identifiers: Vec<Identifier>,
    /// The make, if it shows.
    pub make: Option<String>,
    /// The model, if it shows.
    pub model: Option<String>,
    /// Colours, as slugs of [`crate::catalogue`].
    pub colours: Vec<String>,
    /// What kind of cycle it is.
    pub kind: Option<BikeKind>,
    /// When it was found.
    pub found_at: Timestamp,
    /// Where, in words; sealed at rest.
    pub place: Option<String>,
    /// Where, as a point.
    pub point: Option<Point>,
}

/// A property or crime reference as it compares: without case and spaces.
#[must_use]
pub fn property_key(reference: &str) -> String {
    let written = reference.chars().filter(|c| !c.is_whitespace());
    written.flat_map(char::to_uppercase).collect()
}

/// Where a recovered bike's record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecoveryStatus {
    /// Nobody's yet.
    Open,
    /// Tied to a bike on the register; the police still hold it.
    Tied,
    /// Back with its owner.
    Returned,
}

impl RecoveryStatus {
    const ALL: [Self; 3] = [Self::Open, Self::Tied, Self::Returned];

    /// Returns the short word that files and addresses use.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Tied => "tied",
            Self::Returned => "returned",
        }
    }

    /// Returns the words that a page shows.
    pub fn label(self) -> &'static str {
        match self {
            Self::Open => "Owner not known",
            Self::Tied => "Matched to a bike",
            Self::Returned => "Returned",
        }
    }

    /// Reads a slug.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.slug() == raw)
    }
}

/// A recovered bike's record.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Recovery {
    /// Its identity.
    pub id: RecoveryId,
    /// Whose property store it is in.
    pub organisation: OrganisationId,
    /// What was written down.
    pub recovery: NewRecovery,
    /// Where it stands.
    pub status: RecoveryStatus,
    /// The bike it was tied to.
    pub bike: Option<BikeId>,
    /// When it was written down.
    pub recorded_at: Timestamp,
    /// The look-up that was made last for it.
    pub look_up: Option<LookUpId>,
}

/// Why an officer says that a recovered bike is one on the register.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tie {
    /// The recovered bike.
    pub recovery: RecoveryId,
    /// The bike on the register.
    pub bike: BikeId,
    /// The look-up it was found by, if any.
    pub look_up: Option<LookUpId>,
    /// Score in bits, as shown to the officer.
    pub bits: f64,
    /// What spoke for and against, as shown to the officer.
    pub evidence: serde_json::Value,
}
