//! The hours of many thefts, added together.

use super::spread;
use domain::theft::TheftWindow;
use jiff::civil::Weekday;

/// How many thefts there are in each hour of the week.
#[derive(Clone, Debug, PartialEq)]
pub struct Week {
    /// One row for each day from Monday, with one number for each hour.
    weights: [[f64; 24]; 7],
    usable: u64,
    too_wide: u64,
}

impl Default for Week {
    fn default() -> Self {
        Self {
            weights: [[0.0; 24]; 7],
            usable: 0,
            too_wide: 0,
        }
    }
}

impl Week {
    /// Adds up the windows of thefts.
    #[must_use]
    pub fn of(windows: impl IntoIterator<Item = TheftWindow>) -> Self {
        let mut week = Self::default();
        for window in windows {
            week.add(window);
        }
        week
    }

    /// Adds one theft.
    pub fn add(&mut self, window: TheftWindow) {
        let Some(weights) = spread(window) else {
            self.too_wide += 1;
            return;
        };
        self.usable += 1;
        for one in weights {
            let day = one.day.to_monday_zero_offset().unsigned_abs();
            self.weights[usize::from(day)][usize::from(one.hour.unsigned_abs())] += one.weight;
        }
    }

    /// Returns how many thefts have a window of a day or less, and so can be used.
    #[must_use]
    pub fn usable(&self) -> u64 {
        self.usable
    }

    /// Returns how many thefts were left out, because "time not known well".
    #[must_use]
    pub fn too_wide(&self) -> u64 {
        self.too_wide
    }

    /// Returns the thefts in an hour of the week; 0 if the hour is not from 0 to 23.
    #[must_use]
    pub fn at(&self, day: Weekday, hour: usize) -> f64 {
        let day = day.to_monday_zero_offset().unsigned_abs();
        self.weights[usize::from(day)].get(hour).copied().unwrap_or(0.0)
    }

    /// Returns the thefts in each hour of the day, for all days together.
    #[must_use]
    pub fn by_hour(&self) -> [f64; 24] {
        std::array::from_fn(|hour| self.weights.iter().map(|day| day[hour]).sum())
    }
}
