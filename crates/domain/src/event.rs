//! Public sessions at which bikes are marked.

use crate::id::{EventId, OrganisationId};
use crate::place::Point;
use jiff::Timestamp;
use serde::Serialize;

/// A marking event that is being planned.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NewMarkingEvent {
    /// Who holds it.
    pub organisation: OrganisationId,
    /// What it is called.
    pub name: String,
    /// Where, in words.
    pub place: String,
    /// What to bring and expect.
    pub about: Option<String>,
    /// Where, as a point.
    pub point: Option<Point>,
    /// When it starts.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
}

/// A marking event.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MarkingEvent {
    /// Its identity.
    pub id: EventId,
    /// What, where and when.
    pub event: NewMarkingEvent,
}
