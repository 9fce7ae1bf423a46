//! Decides what we can show about the hours.

use super::Week;
use jiff::civil::Weekday;

/// If there are fewer usable thefts than this, we show nothing about the hours.
pub const FEWEST_FOR_BLOCKS: u64 = 50;

/// If there are fewer usable thefts than this, we do not show the hours of each weekday. The public never sees these.
pub const FEWEST_FOR_HOURS: u64 = 500;

/// If a place has fewer usable thefts than this, it has no peak.
pub const FEWEST_FOR_PEAK: u64 = 20;

/// We show a share only if its cell has at least this many thefts.
pub const FEWEST_FOR_A_SHARE: f64 = 5.0;

/// A part of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Monday to Friday.
    Weekday,
    /// Saturday and Sunday.
    Weekend,
}

/// Four hours of the day, in one part of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// The part of the week.
    pub part: Part,
    /// The hour in which it begins: 0, 4, 8, 12, 16 or 20.
    pub from_hour: usize,
    /// The whole percentage of usable thefts; `None` if the block has fewer than five.
    pub per_cent: Option<u8>,
}

/// The four hours in a row with the most thefts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peak {
    /// The hour in which they begin.
    pub from_hour: usize,
    /// The hour before which they end. After midnight, it is an hour of the next day.
    pub to_hour: usize,
}

impl Week {
    /// Returns four-hour blocks of weekdays and weekends; `None` for fewer than 50 usable thefts.
    #[must_use]
    pub fn blocks(&self) -> Option<Vec<Block>> {
        if self.usable() < FEWEST_FOR_BLOCKS {
            return None;
        }
        let parts = [
            (Part::Weekday, &Self::DAYS[..5]),
            (Part::Weekend, &Self::DAYS[5..]),
        ];
        let blocks = parts.into_iter().flat_map(|(part, days)| {
            (0..24).step_by(4).map(move |from_hour| {
                let hours = days
                    .iter()
                    .flat_map(|day| (from_hour..from_hour + 4).map(|hour| self.at(*day, hour)));
                Block {
                    part,
                    from_hour,
                    per_cent: self.per_cent(hours.sum()),
                }
            })
        });
        Some(blocks.collect())
    }

    /// Returns the whole percentage of each hour of each day from Monday; `None` for fewer than 500 usable thefts.
    #[must_use]
    pub fn hours(&self) -> Option<[[Option<u8>; 24]; 7]> {
        (self.usable() >= FEWEST_FOR_HOURS)
            .then(|| Self::DAYS.map(|day| std::array::from_fn(|hour| self.per_cent(self.at(day, hour)))))
    }

    /// Returns the peak hours, the earliest if several are equal; `None` for fewer than 20 usable thefts.
    #[must_use]
    pub fn peak(&self) -> Option<Peak> {
        if self.usable() < FEWEST_FOR_PEAK {
            return None;
        }
        let by_hour = self.by_hour();
        let sum = |from: usize| (from..from + 4).map(|hour| by_hour[hour % 24]).sum::<f64>();
        // The last digits change if the same parts are added in another order.
        let best = (1..24).fold(
            0,
            |best, from| if sum(from) > sum(best) + 1e-9 { from } else { best },
        );
        Some(Peak {
            from_hour: best,
            to_hour: (best + 4) % 24,
        })
    }

    const DAYS: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];

    fn per_cent(&self, thefts: f64) -> Option<u8> {
        let enough = thefts >= FEWEST_FOR_A_SHARE - 1e-9;
        enough.then(|| (100.0 * thefts / self.usable() as f64).round() as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::theft::{Moment, TheftWindow};

    /// Makes a week with this many thefts at each of these hours of Monday 15 January 2024.
    fn week(hours: &[(i64, usize)]) -> Week {
        let at = |hour: i64| {
            Moment::exactly(jiff::Timestamp::from_second(1_705_276_800 + hour * 3_600 + 60).unwrap())
        };
        let thefts = hours
            .iter()
            .flat_map(|&(hour, many)| std::iter::repeat_n(hour, many));
        Week::of(thefts.map(|hour| TheftWindow::stored(at(hour), at(hour))))
    }

    #[test]
    fn blocks_need_fifty_and_a_share_needs_five() {
        assert_eq!(week(&[(9, 49)]).blocks(), None);
        let blocks = week(&[(9, 46), (13, 4)]).blocks().unwrap();
        let shown: Vec<_> = blocks.iter().filter(|block| block.per_cent.is_some()).collect();
        assert_eq!(
            shown,
            [&Block {
                part: Part::Weekday,
                from_hour: 8,
                per_cent: Some(92)
            }]
        );
        assert_eq!(blocks.len(), 12);
    }

    #[test]
    fn hours_need_five_hundred() {
        assert_eq!(week(&[(9, 499)]).hours(), None);
        let hours = week(&[(9, 500)]).hours().unwrap();
        assert_eq!(hours[0][9], Some(100));
        assert_eq!(hours[1][9], None);
    }

    #[test]
    fn the_peak_may_run_past_midnight() {
        assert_eq!(week(&[(9, 19)]).peak(), None);
        assert_eq!(
            week(&[(22, 8), (25, 8), (14, 9)]).peak(),
            Some(Peak {
                from_hour: 22,
                to_hour: 2
            })
        );
    }
}
