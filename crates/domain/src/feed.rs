//! How far a reader of the change feed has got, and what a change is about.

use crate::id::{BikeId, RecoveryId};
use serde::{Deserialize, Serialize};

/// A place in the change feed: the feed's epoch, and the last change that was applied.
///
/// After a restore, or a move to another cluster, readers can no longer go on from where they are. The feed then gets a
/// new `epoch`, and a reader whose position has the old one starts again, so that it misses nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FeedPosition {
    /// A number that changes when readers of the feed have to start again.
    pub epoch: u64,
    /// The transaction that wrote the last change applied: changes are read in the order of (`transaction`,
    /// `position`), because on PostgreSQL positions alone are not in commit order. Always 0 on SQLite.
    pub transaction: i64,
    /// The last change applied; 0 before the first.
    pub position: i64,
    /// When that change was made, in milliseconds. A restored database uses the same positions again, and this time
    /// shows which change is the new one.
    #[serde(default)]
    pub made_at: i64,
}

impl FeedPosition {
    /// Returns the place before the first change of a feed.
    pub fn start(epoch: u64) -> Self {
        Self {
            epoch,
            transaction: 0,
            position: 0,
            made_at: 0,
        }
    }
}

/// What a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A bike: it came on to the register, or something about it changed.
    Bike(BikeId),
    /// A recovery: it was recorded, matched, undone or returned.
    Recovery(RecoveryId),
}

impl Subject {
    /// Returns the word that the feed keeps for it.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Bike(_) => "bike",
            Self::Recovery(_) => "recovery",
        }
    }

    /// Returns the number of the bike or recovery.
    pub fn number(self) -> i64 {
        match self {
            Self::Bike(bike) => bike.0,
            Self::Recovery(recovery) => recovery.0,
        }
    }

    /// Reads what [`slug`](Self::slug) and [`number`](Self::number) give; `None` for a kind that only a newer version
    /// knows.
    pub fn of(slug: &str, number: i64) -> Option<Self> {
        match slug {
            "bike" => Some(Self::Bike(BikeId(number))),
            "recovery" => Some(Self::Recovery(RecoveryId(number))),
            _ => None,
        }
    }

    /// Returns the bike, if it is one.
    pub fn bike(self) -> Option<BikeId> {
        match self {
            Self::Bike(bike) => Some(bike),
            Self::Recovery(_) => None,
        }
    }
}
