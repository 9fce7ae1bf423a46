//! Compares a measure of the plan with the path that it should be on.

use crate::interval::Interval;
use jiff::civil::Date;
use std::fmt;

/// How far behind a measure can be and still be only at risk, as a share of the whole way. Each measure can have its
/// own tolerance instead.
pub const USUAL_TOLERANCE: f64 = 0.1;

/// How a measure is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It is on the path, or better.
    OnTrack,
    /// It is behind the path by no more than the tolerance.
    AtRisk,
    /// It is behind the path by more than the tolerance.
    OffTrack,
    /// It has no latest value.
    NoData,
}

impl Status {
    /// Returns the short word that files use.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::OnTrack => "on-track",
            Self::AtRisk => "at-risk",
            Self::OffTrack => "off-track",
            Self::NoData => "no-data",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OnTrack => "On track",
            Self::AtRisk => "At risk",
            Self::OffTrack => "Off track",
            Self::NoData => "No data",
        })
    }
}

/// The straight path from a baseline to a target. If both are the same, it is a level to hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Path {
    baseline: (f64, Date),
    target: (f64, Date),
    tolerance: f64,
}

/// Why a path is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// A value is not a number.
    #[error("Enter the baseline and the target as numbers")]
    NotANumber,
    /// The target's day is not after the baseline's.
    #[error("The target's date must be after the baseline's date")]
    Backwards,
    /// The tolerance is not a share of the way.
    #[error(
        "Enter a tolerance above 0 and up to 1. It is a share of the way from the baseline to the target"
    )]
    ToleranceOfWay,
    /// The tolerance of a level to hold is not more than 0.
    #[error("If the measure should stay where it is, enter a tolerance above 0 in its own unit")]
    ToleranceOfLevel,
}

impl Path {
    /// Makes a path from a value on a day to a value on a later day. The tolerance is a share of the way; for a level
    /// to hold, it is in the measure's own unit.
    ///
    /// # Errors
    /// [`PathError`] when a value is not a number, the days run backwards or the tolerance does not fit.
    pub fn new(baseline: (f64, Date), target: (f64, Date), tolerance: f64) -> Result<Self, PathError> {
        if !(baseline.0.is_finite() && target.0.is_finite()) {
            return Err(PathError::NotANumber);
        }
        if baseline.1 >= target.1 {
            return Err(PathError::Backwards);
        }
        let path = Self {
            baseline,
            target,
            tolerance,
        };
        match (path.is_level(), tolerance > 0.0 && tolerance.is_finite()) {
            (true, false) => Err(PathError::ToleranceOfLevel),
            (false, fits) if !fits || tolerance > 1.0 => Err(PathError::ToleranceOfWay),
            _ => Ok(path),
        }
    }

    /// Tells whether it is a level to hold.
    #[must_use]
    pub fn is_level(self) -> bool {
        self.baseline.0 == self.target.0
    }

    /// Returns where the path is on the given day. It is level before its first day and after its last.
    #[must_use]
    pub fn on(self, day: Date) -> f64 {
        let days = |from: Date, to: Date| f64::from((to - from).get_days());
        let gone = days(self.baseline.1, day) / days(self.baseline.1, self.target.1);
        self.baseline.0 + (self.target.0 - self.baseline.0) * gone.clamp(0.0, 1.0)
    }

    /// Returns the status of the measure, from its latest value and the day of that value.
    #[must_use]
    pub fn status(self, latest: Option<(f64, Date)>) -> Status {
        let Some((value, day)) = latest.filter(|(value, _)| value.is_finite()) else {
            return Status::NoData;
        };
        // Values such as 0.14 are not exact in binary, so a value that is behind by a tiny amount still counts as on
        // the path.
        const HAIR: f64 = 1e-9;
        if self.is_level() {
            let apart = (value - self.baseline.0).abs();
            let on_track = apart <= self.tolerance * (1.0 + HAIR);
            return if on_track {
                Status::OnTrack
            } else {
                Status::OffTrack
            };
        }
        let way = self.target.0 - self.baseline.0;
        let behind = (self.on(day) - value) / way;
        if behind <= HAIR {
            Status::OnTrack
        } else if behind <= self.tolerance + HAIR {
            Status::AtRisk
        } else {
            Status::OffTrack
        }
    }

    /// Tells whether the value's interval covers both the path and the baseline. If it does, the page also says "too
    /// few to tell".
    #[must_use]
    pub fn is_too_few_to_tell(self, interval: Interval, day: Date) -> bool {
        interval.contains(self.on(day)) && interval.contains(self.baseline.0)
    }
}

#[cfg(test)]
mod tests;
