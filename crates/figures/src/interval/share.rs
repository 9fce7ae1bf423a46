//! A part of a whole, and its interval.

use super::{Interval, TAIL, normal_quantile};
use statrs::distribution::{Beta, ContinuousCDF};

/// How many cases out of how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    part: u64,
    whole: u64,
}

/// The part is more than the whole, which is not possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{part} of {whole} is not possible: a part is never more than its whole")]
pub struct ShareError {
    /// The count that was given as the part.
    pub part: u64,
    /// The count that was given as the whole.
    pub whole: u64,
}

impl Share {
    /// Makes a share from a part and its whole, which are both counts.
    ///
    /// # Errors
    /// [`ShareError`] when the part is more than the whole.
    pub fn new(part: u64, whole: u64) -> Result<Self, ShareError> {
        if part > whole {
            return Err(ShareError { part, whole });
        }
        Ok(Self { part, whole })
    }

    /// Returns the part.
    #[must_use]
    pub fn part(self) -> u64 {
        self.part
    }

    /// Returns the whole.
    #[must_use]
    pub fn whole(self) -> u64 {
        self.whole
    }

    /// Returns the part divided by the whole, from 0 to 1; `None` if the whole is 0.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        (self.whole > 0).then(|| self.part as f64 / self.whole as f64)
    }

    /// Returns Wilson's score interval (Wilson, JASA 1927), which stays between 0 and 1 and is right for small counts
    /// too; `None` if the whole is 0.
    #[must_use]
    pub fn wilson(self) -> Option<Interval> {
        let share = self.value()?;
        let (n, z) = (self.whole as f64, normal_quantile());
        let middle = share + z * z / (2.0 * n);
        let half = z * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
        let scale = 1.0 + z * z / n;
        // At the ends the formula is exact, but its rounding is not.
        Some(Interval {
            low: if self.part == 0 {
                0.0
            } else {
                (middle - half) / scale
            },
            high: if self.part == self.whole {
                1.0
            } else {
                (middle + half) / scale
            },
        })
    }

    /// Returns the exact interval of Clopper and Pearson (Biometrika 1934); `None` if the whole is 0.
    #[must_use]
    pub fn clopper_pearson(self) -> Option<Interval> {
        self.value()?;
        Some(exact(self.part as f64, self.whole as f64))
    }
}

/// Returns the exact binomial interval of `part` in `whole`. Both can be fractions, because counts that clump are
/// divided by their dispersion.
///
/// statrs inverts the beta distribution, because there is no closed form.
pub(crate) fn exact(part: f64, whole: f64) -> Interval {
    let quantile = |a: f64, b: f64, p: f64| Beta::new(a, b).map_or(f64::NAN, |beta| beta.inverse_cdf(p));
    let rest = whole - part;
    Interval {
        low: if part <= 0.0 {
            0.0
        } else {
            quantile(part, rest + 1.0, TAIL)
        },
        high: if rest <= 0.0 {
            1.0
        } else {
            quantile(part + 1.0, rest, 1.0 - TAIL)
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_part_is_never_more_than_its_whole() {
        assert_eq!(Share::new(2, 1), Err(ShareError { part: 2, whole: 1 }));
    }

    #[test]
    fn none_out_of_none_has_no_share() {
        let none = Share::new(0, 0).unwrap();
        assert_eq!(
            (none.value(), none.wilson(), none.clopper_pearson()),
            (None, None, None)
        );
    }

    #[test]
    fn exact_interval_of_a_textbook() {
        // R gives these numbers with binom.test(7, 21).
        let interval = Share::new(7, 21).unwrap().clopper_pearson().unwrap();
        assert!((interval.low - 0.145_876_9).abs() < 1e-6, "{interval:?}");
        assert!((interval.high - 0.569_675_4).abs() < 1e-6, "{interval:?}");
    }

    proptest! {
        #[test]
        fn a_share_lies_in_both_of_its_intervals(whole in 1_u64..200_000, of in 0.0_f64..=1.0) {
            let part = (whole as f64 * of) as u64;
            let share = Share::new(part, whole).unwrap();
            for interval in [share.wilson().unwrap(), share.clopper_pearson().unwrap()] {
                prop_assert!(interval.contains(share.value().unwrap()), "{part} of {whole}: {interval:?}");
                prop_assert!(interval.low >= 0.0 && interval.high <= 1.0);
            }
        }
    }
}
