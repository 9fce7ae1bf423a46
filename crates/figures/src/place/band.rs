//! Bands of five, in which the counts of places are shown.

use std::fmt;

/// A band of five counts: 5 to 9, 10 to 14 and so on. We never show the count itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Band {
    low: u64,
}

impl Band {
    /// Returns the band of a count; `None` below 5, because such a count is withheld.
    #[must_use]
    pub fn of(count: u64) -> Option<Self> {
        (count >= 5).then_some(Self { low: count / 5 * 5 })
    }

    /// Returns the band of a count, where a count below 5 is in the band 0 to 4.
    #[must_use]
    pub fn or_fewer(count: u64) -> Self {
        Self { low: count / 5 * 5 }
    }

    /// Returns its lowest count.
    #[must_use]
    pub fn low(self) -> u64 {
        self.low
    }

    /// Returns its highest count.
    #[must_use]
    pub fn high(self) -> u64 {
        self.low + 4
    }

    /// Returns the lowest and the highest number of thefts in a year for each 100 cycle spaces (rate.spaces); `None` if
    /// there are no spaces or no quarters.
    #[must_use]
    pub fn per_100_spaces(self, spaces: u32, quarters: u32) -> Option<(f64, f64)> {
        if spaces == 0 || quarters == 0 {
            return None;
        }
        let rate = |count: u64| count as f64 * 100.0 / f64::from(spaces) * 4.0 / f64::from(quarters);
        Some((rate(self.low()), rate(self.high())))
    }
}

impl fmt::Display for Band {
    /// Writes `5 to 9`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.low(), self.high())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_of_five() {
        let said = |count| Band::of(count).map(|band| band.to_string());
        assert_eq!(said(4), None);
        assert_eq!(said(5).as_deref(), Some("5 to 9"));
        assert_eq!(said(9).as_deref(), Some("5 to 9"));
        assert_eq!(said(10).as_deref(), Some("10 to 14"));
        assert_eq!(Band::or_fewer(4).to_string(), "0 to 4");
        assert_eq!(Band::of(5), Some(Band::or_fewer(5)));
        let band = Band::of(12).unwrap();
        assert_eq!(band.per_100_spaces(200, 4), Some((5.0, 7.0)));
        assert_eq!(band.per_100_spaces(0, 4), None);
    }
}
