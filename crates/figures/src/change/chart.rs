//! The lines of a monthly chart.

use statrs::distribution::{DiscreteCDF, Poisson};

/// The lowest and highest count that a usual month can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The limits at 95 per cent. One month in twenty is outside them by chance.
    pub warn: (u64, u64),
    /// The limits at 99.8 per cent. One month in five hundred is outside them by chance.
    pub alarm: (u64, u64),
}

/// Returns the Poisson limits around the usual number for a month; `None` unless that number is finite and above 0.
#[must_use]
pub fn limits(usual: f64) -> Option<Limits> {
    let poisson = Poisson::new(usual).ok().filter(|_| usual.is_finite())?;
    let both = |tail: f64| (poisson.inverse_cdf(tail), poisson.inverse_cdf(1.0 - tail));
    Some(Limits {
        warn: both(0.025),
        alarm: both(0.001),
    })
}

/// Sums that grow while the months are nearer to the worse level than to the usual one.
#[derive(Clone, Debug, PartialEq)]
pub struct Cusum {
    /// What is taken off each month's count.
    pub k: f64,
    /// The sum after each month; never below 0.
    pub sums: Vec<f64>,
}

/// Returns the Poisson CUSUM (Lucas, Technometrics 1985), with k = (worse - usual) / (ln worse - ln usual). It is
/// `None` unless both levels are above 0 and the worse one is above the usual one.
#[must_use]
pub fn cusum(counts: &[u64], usual: f64, worse: f64) -> Option<Cusum> {
    if !(usual > 0.0 && worse > usual && worse.is_finite()) {
        return None;
    }
    let k = (worse - usual) / (worse.ln() - usual.ln());
    let sums = counts.iter().scan(0.0_f64, |sum, &count| {
        *sum = (*sum + count as f64 - k).max(0.0);
        Some(*sum)
    });
    Some(Cusum {
        k,
        sums: sums.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_level_no_line() {
        for usual in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(limits(usual), None);
            assert_eq!(cusum(&[1], usual, 2.0), None);
        }
        assert_eq!(cusum(&[1], 3.0, 3.0), None);
    }

    proptest! {
        #[test]
        fn alarms_lie_outside_warnings(usual in 0.01_f64..2000.0) {
            let Limits { warn, alarm } = limits(usual).unwrap();
            prop_assert!(alarm.0 <= warn.0 && warn.1 <= alarm.1);
            prop_assert!(warn.0 as f64 <= usual + 1.0 && usual <= warn.1 as f64 + 1.0);
        }
    }
}
