//! The life of one label: it is printed, allotted and issued, and in the end void or replaced.

pub mod claim;
pub mod code;
pub mod stock;

use crate::MarkCode;
use crate::id::{BikeId, EventId, OrganisationId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// The point that a mark has reached in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MarkStatus {
    /// Made and printed, but it does not belong to anybody yet.
    Printed,
    /// Given to an organisation to fix to bikes.
    Allotted,
    /// Fixed to a bike.
    Issued,
    /// Spoiled or withdrawn, so nobody may use it.
    Void,
    /// Was on a bike until another mark took its place.
    Replaced,
}

impl MarkStatus {
    const ALL: [Self; 5] = [
        Self::Printed,
        Self::Allotted,
        Self::Issued,
        Self::Void,
        Self::Replaced,
    ];

    /// Returns the short word that files use.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Printed => "printed",
            Self::Allotted => "allotted",
            Self::Issued => "issued",
            Self::Void => "void",
            Self::Replaced => "replaced",
        }
    }

    /// Returns the status that a slug stands for; `None` if there is no such status.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.slug() == raw)
    }
}

impl fmt::Display for MarkStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

/// One label, and the point that it has reached in its life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mark {
    /// What the label says.
    pub code: MarkCode,
    /// The point that it has reached in its life.
    pub status: MarkStatus,
    /// The organisation that it was allotted to.
    pub organisation: Option<OrganisationId>,
    /// The event that it was allotted to; `None` for loose stock.
    pub event: Option<EventId>,
    /// The bike that it is or was fixed to.
    pub bike: Option<BikeId>,
    /// When it was fixed.
    pub issued_at: Option<Timestamp>,
}

/// Why a mark cannot be fixed to a bike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum MarkUnusable {
    /// It is already on a bike.
    #[error("This label is already on a bike. Use another one, and put this one aside")]
    OnABike,
    /// It was withdrawn.
    #[error("This label has been cancelled. Destroy it and use another one")]
    Void,
    /// It was on a bike and another mark took its place.
    #[error("This label has been replaced. Destroy it and use another one")]
    Replaced,
    /// It has not been allotted, or it was allotted to somebody else.
    #[error("This label belongs to another organisation. Use one from your own kit")]
    NotYours,
    /// It was allotted to another event.
    #[error("This label belongs to another event. Use one from this event's kit")]
    OtherEvent,
}

impl Mark {
    /// Tells whether a desk at an event may fix this mark to a bike. It may use the event's own marks, and the loose
    /// stock of the organisation that runs the event.
    ///
    /// # Errors
    /// [`MarkUnusable`] with what to do instead.
    pub fn usable_at(&self, desk: OrganisationId, event: EventId) -> Result<(), MarkUnusable> {
        self.usable_by(desk)?;
        match self.event {
            Some(other) if other != event => Err(MarkUnusable::OtherEvent),
            _ => Ok(()),
        }
    }

    /// Tells whether an organisation's desk may fix this mark to a bike.
    ///
    /// # Errors
    /// [`MarkUnusable`] with what to do instead.
    pub fn usable_by(&self, desk: OrganisationId) -> Result<(), MarkUnusable> {
        match self.status {
            MarkStatus::Issued => Err(MarkUnusable::OnABike),
            MarkStatus::Void => Err(MarkUnusable::Void),
            MarkStatus::Replaced => Err(MarkUnusable::Replaced),
            MarkStatus::Allotted if self.organisation == Some(desk) => Ok(()),
            MarkStatus::Printed | MarkStatus::Allotted => Err(MarkUnusable::NotYours),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_parses_back() {
        for status in MarkStatus::ALL {
            assert_eq!(MarkStatus::parse(status.slug()), Some(status));
        }
        assert_eq!(MarkStatus::parse("spoiled"), None);
    }
}
