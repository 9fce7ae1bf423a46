//! Shows how certain a figure is, with intervals of 95 per cent.

mod count;
mod median;
mod share;

pub use count::{is_unusual_rate, poisson};
pub use median::{FEWEST_FOR_A_MEDIAN, Median, median};
pub(crate) use share::exact;
pub use share::{Share, ShareError};

use statrs::distribution::{ContinuousCDF, Normal};

/// The lowest and the highest value that fit what was counted, at 95 per cent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lowest value.
    pub low: f64,
    /// The highest value; infinite if there is no limit.
    pub high: f64,
}

impl Interval {
    /// Tells whether a value is in the interval, which includes both of its ends.
    #[must_use]
    pub fn contains(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }
}

/// The share of all cases that an interval leaves out on each side.
pub(crate) const TAIL: f64 = 0.025;

/// Returns how many standard errors on each side of the middle hold 95 per cent of a normal distribution (about 1.96).
pub(crate) fn normal_quantile() -> f64 {
    Normal::standard().inverse_cdf(1.0 - TAIL)
}
