//! Reports that a bike has gone, and how they end.

use crate::id::{BikeId, TheftReportId};
use crate::place::Point;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The time between seeing the bike last and seeing that it was gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TheftWindow {
    from: Timestamp,
    to: Timestamp,
}

/// A window that cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TheftWindowError {
    /// It ends before it starts.
    #[error("The time you noticed it was gone must be after the time you last saw it")]
    Backwards,
    /// It lies in the future.
    #[error("The time you noticed it was gone must be in the past")]
    InTheFuture,
}

impl TheftWindow {
    /// Makes a window from when the bike was last seen until it was missed.
    ///
    /// # Errors
    /// [`TheftWindowError`] when it ends before it starts, or after `now`.
    pub fn new(from: Timestamp, to: Timestamp, now: Timestamp) -> Result<Self, TheftWindowError> {
        if to < from {
            Err(TheftWindowError::Backwards)
        } else if to > now {
            Err(TheftWindowError::InTheFuture)
        } else {
            Ok(Self { from, to })
        }
    }

    /// Takes a window back from storage, where [`TheftWindow::new`] has let it in.
    pub fn stored(from: Timestamp, to: Timestamp) -> Self {
        Self {
            from,
            to: to.max(from),
        }
    }

    /// Returns when the bike was last seen.
    pub fn from(self) -> Timestamp {
        self.from
    }

    /// Returns when it was seen to be gone.
    pub fn to(self) -> Timestamp {
        self.to
    }
}

/// What an owner tells about a theft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewTheftReport {
    /// Between when and when.
    pub window: TheftWindow,
    /// Where, in words; sealed at rest, for it is often an address.
    pub place: Option<String>,
    /// Where, as a point.
    pub point: Option<Point>,
    /// What it was locked with.
    pub lock: Option<String>,
    /// How it was taken, in words; sealed at rest.
    pub how: Option<String>,
    /// The police's reference, as given.
    pub crime_ref: Option<String>,
}

/// How a theft report ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TheftOutcome {
    /// The owner has the bike back.
    Returned,
    /// It was not stolen after all.
    Mistaken,
}

impl TheftOutcome {
    /// Returns the short word that files use.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Returned => "returned",
            Self::Mistaken => "mistaken",
        }
    }

    /// Reads a slug.
    pub fn parse(raw: &str) -> Option<Self> {
        [Self::Returned, Self::Mistaken]
            .into_iter()
            .find(|outcome| outcome.slug() == raw)
    }
}

/// A theft report as it stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TheftReport {
    /// Its identity.
    pub id: TheftReportId,
    /// The bike that went.
    pub bike: BikeId,
    /// What was told.
    pub report: NewTheftReport,
    /// When it was told.
    pub reported_at: Timestamp,
    /// When and how it ended, if it has.
    pub closed: Option<(Timestamp, TheftOutcome)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows() {
        let at = |hour: i64| Timestamp::from_second(hour * 3600).unwrap();
        assert!(TheftWindow::new(at(1), at(2), at(3)).is_ok());
        assert!(TheftWindow::new(at(2), at(2), at(2)).is_ok());
        assert_eq!(
            TheftWindow::new(at(2), at(1), at(3)),
            Err(TheftWindowError::Backwards)
        );
        assert_eq!(
            TheftWindow::new(at(1), at(4), at(3)),
            Err(TheftWindowError::InTheFuture)
        );
    }
}
