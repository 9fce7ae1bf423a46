//! How far a follower of the change feed has come, and what a change is about.

use crate::id::{BikeId, RecoveryId};
use serde::{Deserialize, Serialize};

/// A place in the change feed: which feed it is, and the last change that was applied.
///
/// A feed that can no longer be followed from where its followers are gets another `epoch`: after a restore, or
/// a move to another cluster. A follower whose position belongs to the old one starts over instead of skipping
/// what it has never seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FeedPosition {
    /// Tells one life of the feed from another.
    pub epoch: u64,
    /// The transaction that wrote the last change applied: changes are read in the order of (`transaction`,
    /// `position`), because on PostgreSQL positions alone are not commit order. Always 0 on SQLite.
    pub transaction: i64,
    /// The last change applied; 0 before the first.
    pub position: i64,
    /// When that change was made, in milliseconds: a restored database hands positions out again, and this tells
    /// the new change from the old one.
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

/// The thing that a change is about.
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

    /// Returns its number among those of its kind.
    pub fn number(self) -> i64 {
        match self {
            Self::Bike(bike) => bike.0,
            Self::Recovery(recovery) => recovery.0,
        }
    }

    /// Reads what [`slug`](Self::slug) and [`number`](Self::number) give; none for a kind that a newer version
    /// brought in.
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
