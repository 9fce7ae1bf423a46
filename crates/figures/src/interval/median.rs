//! The median of many values.

use super::TAIL;
use statrs::function::beta::beta_reg;

/// If there are fewer values than this, we show no median: the table says `[c]`.
pub const FEWEST_FOR_A_MEDIAN: usize = 10;

/// A median with its confidence interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Median {
    /// The value in the middle, or halfway between the two in the middle.
    pub value: f64,
    /// The lowest value of the interval. It is one of the values that were given.
    pub low: f64,
    /// The highest value of the interval. It is one of the values that were given.
    pub high: f64,
    /// How many values there were.
    pub count: usize,
}

/// Returns the median with its interval of at least 95 per cent; `None` if there are fewer than [`FEWEST_FOR_A_MEDIAN`]
/// values, or if one of them is not a number.
///
/// The interval runs between two of the values, by the sign test. Each value is above the true median with a chance of
/// one half, so the number of values above it is binomial (Thompson, Annals of Mathematical Statistics 1936).
#[must_use]
pub fn median(values: &[f64]) -> Option<Median> {
    let count = values.len();
    if count < FEWEST_FOR_A_MEDIAN || values.iter().any(|value| value.is_nan()) {
        return None;
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    // This is how many values can be below the interval at most.
    let left = (0..count / 2)
        .take_while(|&left| at_most(left, count) <= TAIL)
        .count();
    let left = left.saturating_sub(1);
    Some(Median {
        value: f64::midpoint(sorted[(count - 1) / 2], sorted[count / 2]),
        low: sorted[left],
        high: sorted[count - 1 - left],
        count,
    })
}

/// Returns the chance that at most `heads` of `tosses` of a fair coin come up heads.
fn at_most(heads: usize, tosses: usize) -> f64 {
    if heads >= tosses {
        return 1.0;
    }
    beta_reg((tosses - heads) as f64, heads as f64 + 1.0, 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn too_few_have_no_median() {
        assert_eq!(median(&[1.0; 9]), None);
        assert_eq!(median(&[f64::NAN; 12]), None);
    }

    #[test]
    fn by_the_tables_of_the_sign_test() {
        // The ends are the 2nd and 9th of 10 values, the 6th and 15th of 20, and the 8th and 18th of 25.
        for (count, low, high) in [(10, 2.0, 9.0), (20, 6.0, 15.0), (25, 8.0, 18.0)] {
            let values: Vec<f64> = (1..=count).rev().map(f64::from).collect();
            let found = median(&values).unwrap();
            assert_eq!((found.low, found.high), (low, high), "{count}");
            assert_eq!(found.value, f64::from(count + 1) / 2.0);
        }
    }

    proptest! {
        #[test]
        fn a_median_lies_in_its_interval(values in prop::collection::vec(-1e6_f64..1e6, 10..200)) {
            let found = median(&values).unwrap();
            prop_assert!(found.low <= found.value && found.value <= found.high, "{found:?}");
        }
    }
}
