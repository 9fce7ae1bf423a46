use super::{By, MeasuredFigure, Unit};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// How far behind a measure can be and still be only at risk, as a share of the whole way. Each measure can have its
/// own tolerance instead.
pub const USUAL_TOLERANCE: f64 = 0.1;

/// The direction in which a measure should go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// More is better.
    Up,
    /// Less is better.
    Down,
    /// It should stay where it is.
    Hold,
}

impl Direction {
    /// Every direction, in the order in which a page lists them.
    pub const ALL: [Self; 3] = [Self::Down, Self::Up, Self::Hold];

    /// Returns the short word that a form sends.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::Hold => "hold",
        }
    }

    /// Returns the direction that a slug stands for; `None` if there is no such direction.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|direction| direction.slug() == raw)
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Up => "It should rise",
            Self::Down => "It should fall",
            Self::Hold => "It should stay where it is",
        })
    }
}

/// Where a measure starts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Baseline {
    /// It starts at this value on this day.
    Known {
        /// The value at which it starts.
        value: f64,
        /// The day on which it had that value.
        on: Date,
    },
    /// There is no baseline yet.
    NoneYet {
        /// Why there is none.
        because: String,
    },
}

/// Where a measure should be, and when.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Target {
    /// The value that it should reach.
    pub value: f64,
    /// The day by which it should reach it.
    pub on: Date,
}

/// How a measure is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MeasureStatus {
    /// It is on the path from baseline to target, or better.
    OnTrack,
    /// It is behind by no more than the tolerance.
    AtRisk,
    /// It is further behind.
    OffTrack,
    /// It has no value, no baseline or no target.
    NoData,
}

impl MeasureStatus {
    /// Every status, in the order in which a page lists them.
    pub const ALL: [Self; 4] = [Self::OnTrack, Self::AtRisk, Self::OffTrack, Self::NoData];

    /// Returns the short word that a form sends.
    pub fn slug(self) -> &'static str {
        match self {
            Self::OnTrack => "on-track",
            Self::AtRisk => "at-risk",
            Self::OffTrack => "off-track",
            Self::NoData => "no-data",
        }
    }

    /// Returns the status that a slug stands for; `None` if there is no such status.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.slug() == raw)
    }
}

impl fmt::Display for MeasureStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OnTrack => "On track",
            Self::AtRisk => "At risk",
            Self::OffTrack => "Off track",
            Self::NoData => "No data",
        })
    }
}

/// A status that somebody set instead of the computed one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OverruledStatus {
    /// The status that somebody set.
    pub status: MeasureStatus,
    /// Why they set it.
    pub reason: String,
    /// Who set it.
    pub by: By,
    /// When they set it.
    pub at: Timestamp,
}

/// A value of a measure.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MeasuredValue {
    /// What was measured.
    pub value: f64,
    /// The day that it is for.
    pub on: Date,
    /// For a share, the number of cases that it is a share of.
    pub out_of: Option<u64>,
}

/// The details of a measure, as somebody enters them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewMeasure {
    /// What is measured.
    pub name: String,
    /// The unit in which it is measured.
    pub unit: Unit,
    /// The direction in which it should go.
    pub direction: Direction,
    /// Where it starts.
    pub baseline: Baseline,
    /// Where it should be.
    pub target: Option<Target>,
    /// How far behind it can be and still be only at risk: a share of the way or, for a measure that should stay where
    /// it is, an amount in its own unit.
    pub tolerance: f64,
    /// The figure that fills it when a quarter closes, or `None` if people enter its values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figure: Option<MeasuredFigure>,
}

/// Why the parts of a measure do not fit together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum MeasureError {
    /// The target's day is not after the baseline's.
    #[error("The target’s date must be after the baseline’s date")]
    Backwards,
    /// The measure should rise, but its target is below its baseline.
    #[error("The target must be more than the baseline, because the measure should rise")]
    NotUp,
    /// The measure should fall, but its target is above its baseline.
    #[error("The target must be less than the baseline, because the measure should fall")]
    NotDown,
    /// The target equals the baseline, but the measure should move.
    #[error(
        "The target is the same as the baseline. Choose “It should stay where it is”, or change the target"
    )]
    Level,
    /// The measure should stay where it is, but its target differs from its baseline.
    #[error("If the measure should stay where it is, enter the baseline again as its target")]
    NotLevel,
    /// The tolerance is not a share of the way.
    #[error(
        "Enter a tolerance above 0 and up to 1. It is a share of the way from the baseline to the target"
    )]
    ToleranceOfWay,
    /// The measure should stay where it is, but its tolerance is not more than 0.
    #[error("If the measure should stay where it is, enter a tolerance above 0 in its own unit")]
    ToleranceOfLevel,
    /// The figure that fills it has another unit.
    #[error("The figures give this value in another unit. Choose the kind of number that the list says")]
    UnitOfFigure,
}

impl NewMeasure {
    /// Checks that the baseline, target, direction and tolerance fit together.
    ///
    /// # Errors
    /// [`MeasureError`], which says what does not fit.
    pub fn check(&self) -> Result<(), MeasureError> {
        if self.figure.is_some_and(|figure| !figure.is_in(&self.unit)) {
            return Err(MeasureError::UnitOfFigure);
        }
        let held = self.direction == Direction::Hold;
        let tolerance_fits = self.tolerance.is_finite() && self.tolerance > 0.0;
        match held {
            true if !tolerance_fits => return Err(MeasureError::ToleranceOfLevel),
            false if !tolerance_fits || self.tolerance > 1.0 => return Err(MeasureError::ToleranceOfWay),
            _ => {}
        }
        let (Baseline::Known { value, on }, Some(target)) = (&self.baseline, self.target) else {
            return Ok(());
        };
        if target.on <= *on {
            return Err(MeasureError::Backwards);
        }
        match self.direction {
            Direction::Hold if target.value != *value => Err(MeasureError::NotLevel),
            Direction::Up | Direction::Down if target.value == *value => Err(MeasureError::Level),
            Direction::Up if target.value < *value => Err(MeasureError::NotUp),
            Direction::Down if target.value > *value => Err(MeasureError::NotDown),
            _ => Ok(()),
        }
    }
}

impl NewMeasure {
    /// Tells whether another measure has the same unit, direction, baseline, target, tolerance and figure, as pages show
    /// them.
    pub fn is_on_the_way_of(&self, other: &Self) -> bool {
        let way = |of: &Self| {
            let baseline = match &of.baseline {
                Baseline::Known { value, on } => (of.unit.typed(*value), Some(*on)),
                Baseline::NoneYet { because } => (because.clone(), None),
            };
            let target = of.target.map(|target| (of.unit.typed(target.value), target.on));
            (
                of.unit.clone(),
                of.direction,
                baseline,
                target,
                format!("{:.4}", of.tolerance),
                of.figure,
            )
        };
        way(self) == way(other)
    }
}

/// A number that shows whether an objective is achieved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// Its number in the plan.
    pub id: u32,
    /// How many times it has been changed.
    pub version: u32,
    /// What was entered.
    pub measure: NewMeasure,
    /// Its values, oldest day first, at most one for each day.
    pub values: Vec<MeasuredValue>,
    /// A status that somebody set instead of the computed one.
    pub overruled: Option<OverruledStatus>,
}

impl Measure {
    /// Returns the value of the latest day.
    pub fn latest(&self) -> Option<&MeasuredValue> {
        self.values.last()
    }

    /// Records the value for a day. It replaces an earlier value for the same day.
    pub(super) fn record(&mut self, value: MeasuredValue) {
        self.values.retain(|known| known.on != value.on);
        self.values.push(value);
        self.values.sort_by_key(|known| known.on);
    }
}
