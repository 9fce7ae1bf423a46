//! Recovered bikes: the police or a finder holds them, and their owner is not known for certain.

mod custody;
pub mod home;
pub mod listed;
mod number_read;
mod pair;
mod photo;

pub use custody::{Custody, CustodyKind, DisposalRule};
pub use number_read::NumberRead;
pub use pair::{BETTER, PairStatus};
pub use photo::PhotoShows;

use crate::bike::BikeKind;
use crate::id::{BikeId, LookUpId, OrganisationId, RecoveryId};
use crate::place::{PlaceGiven, Point};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What an officer records about a bike that came in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewRecovery {
    /// The property store's reference. An organisation uses each reference once.
    pub property_ref: String,
    /// What could be read of the number, with `?` and `*`, as written.
    pub read: Option<String>,
    /// Other numbers on it and its labels, as far as they could be read.
    pub identifiers: Vec<NumberRead>,
    /// The make, if it can be seen.
    pub make: Option<String>,
    /// The model, if it can be seen.
    pub model: Option<String>,
    /// Colours, as slugs of [`crate::catalogue`].
    pub colours: Vec<String>,
    /// What kind of cycle it is.
    pub kind: Option<BikeKind>,
    /// When it was found.
    pub found_at: Timestamp,
    /// Who found the bike or handed it in. This is sealed in storage.
    #[serde(default)]
    pub found_by: Option<String>,
    /// Where it was found, in words. This is sealed in storage.
    pub place: Option<String>,
    /// Where it was found, in the way in which somebody said it. This is sealed in storage.
    pub given: Option<PlaceGiven>,
    /// The place on the map.
    pub point: Option<Point>,
}

/// Returns a property or crime reference in capitals and without spaces, so that two can be compared.
#[must_use]
pub fn property_key(reference: &str) -> String {
    let written = reference.chars().filter(|c| !c.is_whitespace());
    written.flat_map(char::to_uppercase).collect()
}

/// The status of a recovered bike's record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecoveryStatus {
    /// We do not know the owner yet.
    Open,
    /// Matched to a bike on the register. The police still hold it.
    Tied,
    /// Back with its owner.
    Returned,
    /// Released to the person who had it, because nobody knew the owner.
    Released,
    /// Sold, given away or scrapped, because nobody knew the owner.
    Disposed,
}

impl RecoveryStatus {
    const ALL: [Self; 5] = [
        Self::Open,
        Self::Tied,
        Self::Returned,
        Self::Released,
        Self::Disposed,
    ];

    /// The statuses of bikes that left the store while nobody knew the owner.
    pub const ENDED_WITHOUT_OWNER: [Self; 2] = [Self::Released, Self::Disposed];

    /// Returns the short word that files and addresses use.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Tied => "tied",
            Self::Returned => "returned",
            Self::Released => "released",
            Self::Disposed => "disposed",
        }
    }

    /// Returns the words that a page shows.
    pub fn label(self) -> &'static str {
        match self {
            Self::Open => "Owner not known",
            Self::Tied => "Matched to a bike",
            Self::Returned => "Returned",
            Self::Released => "Released",
            Self::Disposed => "Disposed of",
        }
    }

    /// Returns the status that a slug stands for; `None` if there is no such status.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.slug() == raw)
    }
}

/// A recovered bike's record.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Recovery {
    /// Its id.
    pub id: RecoveryId,
    /// The organisation whose property store it is in.
    pub organisation: OrganisationId,
    /// What the officer recorded.
    pub recovery: NewRecovery,
    /// Its status.
    pub status: RecoveryStatus,
    /// The bike that it was matched to.
    pub bike: Option<BikeId>,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The last look-up that was made for it.
    pub look_up: Option<LookUpId>,
    /// How many times it has been changed. This shows whether somebody is deciding from a page that is out of date.
    pub version: i64,
    /// When it was matched to its bike.
    pub tied_at: Option<Timestamp>,
    /// When it was handed over: to its owner, or to [`Recovery::handed_to`].
    pub returned_at: Option<Timestamp>,
    /// When it left the property store.
    pub ended_at: Option<Timestamp>,
    /// When the hold as an exhibit began.
    pub held_at: Option<Timestamp>,
    /// To whom it was handed, if that was written down.
    pub handed_to: Option<home::Recipient>,
}

impl Recovery {
    /// Tells whether it went to an insurer, and not back to its owner.
    #[must_use]
    pub fn is_insurers(&self) -> bool {
        self.handed_to == Some(home::Recipient::Insurer)
    }

    /// Returns the words that a page shows for its state.
    #[must_use]
    pub fn stands(&self) -> &'static str {
        if self.is_insurers() {
            "Handed to the insurer"
        } else {
            self.status.label()
        }
    }
}

/// An officer's decision that a recovered bike is one on the register, and the reasons.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tie {
    /// The recovered bike that was matched.
    pub recovery: RecoveryId,
    /// The bike on the register.
    pub bike: BikeId,
    /// The look-up that found the bike, if one did.
    pub look_up: Option<LookUpId>,
    /// Score in bits, as shown to the officer.
    pub bits: f64,
    /// The evidence for and against, as shown to the officer.
    pub evidence: serde_json::Value,
}
