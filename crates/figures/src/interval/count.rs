//! Intervals for counts of things that happen one by one.

use super::{Interval, TAIL};
use statrs::distribution::{ContinuousCDF, Gamma};

/// Returns the exact Poisson interval of a count (Garwood, Biometrika 1936).
///
/// statrs inverts the gamma distribution, because there is no closed form. Its answers differ from scipy's by less than
/// 1e-8 for counts up to a million.
#[must_use]
pub fn poisson(count: u64) -> Interval {
    let quantile = |shape: f64, p: f64| Gamma::new(shape, 1.0).map_or(f64::NAN, |gamma| gamma.inverse_cdf(p));
    let k = count as f64;
    Interval {
        low: if count == 0 { 0.0 } else { quantile(k, TAIL) },
        high: quantile(k + 1.0, 1.0 - TAIL),
    }
}

/// Tells whether the rate of the whole area is outside a ward's exact interval, as in a funnel plot.
///
/// `exposure` is what the count is divided by (days, residents, spaces), and `rate` is how many events the area has for
/// one unit of it. If the exposure is 0, nothing is unusual.
#[must_use]
pub fn is_unusual_rate(count: u64, exposure: f64, rate: f64) -> bool {
    exposure > 0.0 && !poisson(count).contains(rate * exposure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_ward_like_the_area_is_not_flagged() {
        for (count, exposure, rate, unusual) in [
            (10, 100.0, 0.1, false),
            (10, 100.0, 0.5, true),
            (0, 100.0, 0.03, false),
            (0, 100.0, 0.04, true),
            (3, 0.0, 1.0, false),
        ] {
            assert_eq!(
                is_unusual_rate(count, exposure, rate),
                unusual,
                "{count} at {rate}"
            );
        }
    }

    proptest! {
        #[test]
        fn the_count_lies_in_its_interval(count in 0_u64..1_000_000) {
            let interval = poisson(count);
            prop_assert!(interval.contains(count as f64), "{count}: {interval:?}");
            prop_assert!(interval.low >= 0.0 && interval.high.is_finite());
        }

        #[test]
        fn a_higher_count_has_a_higher_interval(count in 0_u64..50_000) {
            let (one, next) = (poisson(count), poisson(count + 1));
            prop_assert!(one.low < next.low && one.high < next.high);
        }
    }
}
