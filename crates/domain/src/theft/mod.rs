//! Reports that a bike has gone, and how they end.

mod changes;
mod details;
mod moment;
mod window;

pub use changes::TheftChange;
pub use details::{Beaten, Camera, Force, Lock, PoliceReference, ReferenceKind, TheftDetails};
pub use moment::{Moment, Precision};
pub use window::{TheftWindow, TheftWindowError};

use crate::id::{BikeId, OrganisationId, TheftReportId};
use crate::place::{PlaceGiven, Point};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What an owner tells us about a theft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewTheftReport {
    /// The window of time in which it was stolen.
    pub window: TheftWindow,
    /// Where it was stolen, in words. This is sealed at rest, because it is often an address.
    pub place: Option<String>,
    /// Where it was stolen, in the way in which somebody said it. This is sealed at rest.
    pub given: Option<PlaceGiven>,
    /// Where it was stolen, as a point.
    pub point: Option<Point>,
    /// What it was locked with.
    pub lock: Option<Lock>,
    /// How it was taken, in words. This is sealed at rest.
    pub how: Option<String>,
    /// The police's reference, as given.
    pub crime_ref: Option<String>,
    /// What else we were told. This is sealed at rest.
    pub details: TheftDetails,
    /// True if the owner has agreed that the public sees the report.
    pub shown: bool,
}

impl NewTheftReport {
    /// Makes a report that gives only the time.
    pub fn at(window: TheftWindow) -> Self {
        Self {
            window,
            place: None,
            given: None,
            point: None,
            lock: None,
            how: None,
            crime_ref: None,
            details: TheftDetails::default(),
            shown: false,
        }
    }
}

/// How a theft report ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TheftOutcome {
    /// The owner has the bike back.
    Returned,
    /// The police handed the bike to the insurer that had paid for it.
    Insured,
    /// It was not stolen after all.
    Mistaken,
}

impl TheftOutcome {
    /// Returns the short word that files use.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Returned => "returned",
            Self::Insured => "insured",
            Self::Mistaken => "mistaken",
        }
    }

    /// Returns the outcome that a slug stands for; `None` if there is no such outcome.
    pub fn parse(raw: &str) -> Option<Self> {
        [Self::Returned, Self::Insured, Self::Mistaken]
            .into_iter()
            .find(|outcome| outcome.slug() == raw)
    }
}

/// A theft report on the register.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TheftReport {
    /// Its id.
    pub id: TheftReportId,
    /// The bike that was stolen.
    pub bike: BikeId,
    /// What was reported.
    pub report: NewTheftReport,
    /// When it was reported.
    pub reported_at: Timestamp,
    /// The force whose officer wrote it down for a caller.
    pub taken_by: Option<OrganisationId>,
    /// When and how it ended, if it has.
    pub closed: Option<(Timestamp, TheftOutcome)>,
}
