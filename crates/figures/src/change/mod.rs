//! Tells whether there were more or fewer than before, or too few to say.

mod chart;
mod discovery;
mod dispersion;
mod sentence;

pub use chart::{Cusum, Limits, cusum, limits};
pub use discovery::kept;
pub use dispersion::dispersion;

use crate::interval::{Interval, exact, normal_quantile};
use statrs::distribution::{ContinuousCDF, Normal};
use statrs::function::beta::beta_reg;

/// If fewer than this were counted in both periods together, we say nothing about a change.
pub const FEWEST_TOGETHER: u64 = 10;

/// If the dispersion is above this, counts vary so much from month to month that the exact interval would be too
/// narrow.
pub const WIDENED_ABOVE: f64 = 1.5;

/// A count, and the number of days in which it was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// How many.
    pub count: u64,
    /// In how many days.
    pub days: u32,
}

/// One of the periods has no days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Both periods must have at least one day")]
pub struct NoDays;

/// What we can say about two periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// Too little was counted.
    TooFewToSay,
    /// Clearly more.
    More,
    /// Clearly fewer.
    Fewer,
    /// Neither more nor fewer is clear.
    NoClearChange,
}

/// Two periods, compared by their counts for each day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    now: Counted,
    before: Counted,
    dispersion: f64,
}

impl Change {
    /// Compares a period with an earlier one, usually the same months a year before. `dispersion` is 1 for counts that
    /// come one by one; [`dispersion()`] computes it.
    ///
    /// # Errors
    /// [`NoDays`] when a period has no day.
    pub fn new(now: Counted, before: Counted, dispersion: f64) -> Result<Self, NoDays> {
        if now.days == 0 || before.days == 0 {
            return Err(NoDays);
        }
        Ok(Self {
            now,
            before,
            dispersion,
        })
    }

    /// Returns the count of the later period.
    #[must_use]
    pub fn now(self) -> Counted {
        self.now
    }

    /// Returns the count of the earlier period.
    #[must_use]
    pub fn before(self) -> Counted {
        self.before
    }

    /// Returns how many times as many there were for each day as before; `None` if there were none before.
    #[must_use]
    pub fn ratio(self) -> Option<f64> {
        let by_day = |counted: Counted| counted.count as f64 / f64::from(counted.days);
        (self.before.count > 0).then(|| by_day(self.now) / by_day(self.before))
    }

    /// Returns the exact interval of the ratio: the share of the later period in both counts is binomial (Przyborowski
    /// and Wilenski, Biometrika 1940). `None` if nothing was counted.
    #[must_use]
    pub fn interval(self) -> Option<Interval> {
        (self.together() > 0).then(|| self.exact_of(1.0))
    }

    /// Returns the interval for counts that clump: exp(ln ratio ± 1.96 sqrt(φ (1/now + 1/before))). If a count is 0, it
    /// is the exact interval of the counts divided by φ, that is, of the clumps. `None` if nothing was counted.
    #[must_use]
    pub fn widened(self) -> Option<Interval> {
        if self.together() == 0 {
            return None;
        }
        let Some((log, error)) = self.log_and_error() else {
            return Some(self.exact_of(self.dispersion.max(1.0)));
        };
        let half = normal_quantile() * error;
        Some(Interval {
            low: (log - half).exp(),
            high: (log + half).exp(),
        })
    }

    /// Returns the chance (two-sided, by doubling) that two equal periods differ as much as these; `None` if nothing
    /// was counted.
    #[must_use]
    pub fn p(self) -> Option<f64> {
        let n = self.together();
        if n == 0 {
            return None;
        }
        let (k, n) = (self.now.count as f64, n as f64);
        let share = f64::from(self.now.days) / f64::from(self.now.days + self.before.days);
        let at_least = if k == 0.0 {
            1.0
        } else {
            beta_reg(k, n - k + 1.0, share)
        };
        let at_most = if k >= n {
            1.0
        } else {
            1.0 - beta_reg(k + 1.0, n - k, share)
        };
        Some((2.0 * at_least.min(at_most)).min(1.0))
    }

    /// Returns the interval that a page shows: the widened one if counts clump, otherwise the exact one.
    #[must_use]
    pub fn shown(self) -> Option<Interval> {
        if self.clumps() {
            self.widened()
        } else {
            self.interval()
        }
    }

    /// Says in a word how the periods differ.
    #[must_use]
    pub fn word(self) -> Word {
        if self.together() < FEWEST_TOGETHER {
            return Word::TooFewToSay;
        }
        match self.shown() {
            Some(interval) if interval.low > 1.0 => Word::More,
            Some(interval) if interval.high < 1.0 => Word::Fewer,
            _ => Word::NoClearChange,
        }
    }

    fn together(self) -> u64 {
        self.now.count + self.before.count
    }

    fn clumps(self) -> bool {
        self.dispersion > WIDENED_ABOVE
    }

    /// Returns the chance that belongs to the interval that is shown. It is used when many changes are tested together.
    fn shown_p(self) -> Option<f64> {
        match self.log_and_error() {
            Some((log, error)) if self.clumps() => Some(2.0 * Normal::standard().cdf(-(log / error).abs())),
            _ => self.p(),
        }
    }

    /// Returns the logarithm of the ratio and its standard error; `None` if a count is 0.
    fn log_and_error(self) -> Option<(f64, f64)> {
        let (now, before) = (self.now.count as f64, self.before.count as f64);
        let log = self.ratio().filter(|ratio| *ratio > 0.0)?.ln();
        Some((log, (self.dispersion * (1.0 / now + 1.0 / before)).sqrt()))
    }

    fn exact_of(self, clump: f64) -> Interval {
        let share = exact(self.now.count as f64 / clump, self.together() as f64 / clump);
        let days = f64::from(self.before.days) / f64::from(self.now.days);
        let ratio = |share: f64| share / (1.0 - share) * days;
        Interval {
            low: ratio(share.low),
            high: if share.high >= 1.0 {
                f64::INFINITY
            } else {
                ratio(share.high)
            },
        }
    }
}

/// Says in words how periods differ, for many changes side by side, such as those of wards. A change that chance alone
/// explains does not count (Benjamini and Hochberg, at 5 per cent).
#[must_use]
pub fn words(changes: &[Change]) -> Vec<Word> {
    let tested: Vec<Option<f64>> = changes.iter().map(|one| one.shown_p()).collect();
    let kept = kept(&tested.iter().map(|p| p.unwrap_or(1.0)).collect::<Vec<_>>(), 0.05);
    let both = changes.iter().zip(kept);
    both.map(|(one, kept)| match one.word() {
        Word::More | Word::Fewer if !kept => Word::NoClearChange,
        word => word,
    })
    .collect()
}

#[cfg(test)]
mod tests;
