//! Counts what happened to the year's recovered bikes in one flow.

use super::year::{DAYS, Recovered, Year};
use serde::Serialize;

/// What has been counted so far.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Recovered bikes on the register with at least half of the number readable, and how many of them were matched.
    readable: (u32, u32),
    /// The same for all recovered bikes on the register.
    all: (u32, u32),
    /// For each matched bike, the days since it came in.
    days: Vec<i64>,
    /// Matches that were shown but were other bikes.
    pub false_shown: u32,
    /// How many decisions officers made.
    pub decisions: u32,
}

/// The figures of one flow.
#[derive(Clone, Debug, Serialize)]
pub struct Figures {
    /// The share of recovered bikes on the register with at least half of the number readable that were matched.
    pub matched_readable: f64,
    /// The same for all recovered bikes on the register.
    pub matched: f64,
    /// How many of them had a readable number, and how many there were in all.
    pub of: (u32, u32),
    /// The median number of days from when a bike came in until it was matched.
    pub days_p50: i64,
    /// The number of days within which nine in ten were matched.
    pub days_p90: i64,
    /// Matches that were shown but were other bikes.
    pub false_shown: u32,
    /// How many decisions officers made.
    pub decisions: u32,
    /// How many decisions each matched bike took, or `None` if no bike was matched.
    pub decisions_a_bike_home: Option<f64>,
}

impl Tally {
    /// Counts a recovered bike. `matched` is the day of its match, if any. Bikes that are never registered do not
    /// count.
    pub fn count(&mut self, year: &Year, one: &Recovered, matched: Option<i64>) {
        if one.bike.is_none_or(|bike| year.registered(bike) >= DAYS) {
            return;
        }
        let home = u32::from(matched.is_some());
        self.all = (self.all.0 + 1, self.all.1 + home);
        if one.to_half {
            self.readable = (self.readable.0 + 1, self.readable.1 + home);
        }
        self.days.extend(matched);
    }

    /// Returns the figures.
    pub fn figures(mut self) -> Figures {
        self.days.sort_unstable();
        let day = |share: f64| {
            let at = ((self.days.len() as f64 * share).ceil() as usize).saturating_sub(1);
            self.days.get(at).copied().unwrap_or_default()
        };
        let share = |(of, home): (u32, u32)| f64::from(home) / f64::from(of.max(1));
        Figures {
            matched_readable: share(self.readable),
            matched: share(self.all),
            of: (self.readable.0, self.all.0),
            days_p50: day(0.5),
            days_p90: day(0.9),
            false_shown: self.false_shown,
            decisions: self.decisions,
            decisions_a_bike_home: (self.all.1 > 0)
                .then(|| f64::from(self.decisions) / f64::from(self.all.1)),
        }
    }
}
