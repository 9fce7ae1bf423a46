//! The hours of the week in which bikes are stolen, even if nobody saw when.
//!
//! This is aoristic analysis (Ratcliffe and McCullagh 1998; jratcliffe.net/aoristic-analysis): each theft counts as 1,
//! spread evenly over the time between when the bike was last seen and when it was missed. For 303 cycle thefts that a
//! camera had recorded, this method found the true hours, while the start, the middle and the end of that time misled
//! (Ashby and Bowers, Crime Science 2013).

mod table;
mod week;

pub use table::{
    Block, FEWEST_FOR_A_SHARE, FEWEST_FOR_BLOCKS, FEWEST_FOR_HOURS, FEWEST_FOR_PEAK, Part, Peak,
};
pub use week::Week;

use domain::london;
use domain::theft::TheftWindow;
use jiff::Timestamp;
use jiff::civil::Weekday;

const HOUR: i64 = 3_600;

/// A window longer than this many seconds tells us little about the hour, and is left out.
pub const WIDEST: i64 = 24 * HOUR;

/// The part of a theft that falls in one hour of the week, in London.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weight {
    /// The day of the week.
    pub day: Weekday,
    /// The hour on the clock, from 0 to 23.
    pub hour: i8,
    /// How much of the theft falls in this hour, from 0 to 1.
    pub weight: f64,
}

/// Spreads a theft over the hours of its window, to the second; `None` if the window is too wide. When the clocks go
/// back, the hour that comes twice gets both parts.
#[must_use]
pub fn spread(window: TheftWindow) -> Option<Vec<Weight>> {
    let (from, to) = (window.from().as_second(), window.to().as_second());
    let length = to - from;
    if length > WIDEST {
        return None;
    }
    if length == 0 {
        return Some(vec![weight(from, 1.0)]);
    }
    let mut weights: Vec<Weight> = Vec::new();
    let mut at = from;
    while at < to {
        // London is always whole hours away from UTC, so its hours begin when those of UTC do.
        let end = (at.div_euclid(HOUR) + 1) * HOUR;
        let part = weight(at, (end.min(to) - at) as f64 / length as f64);
        match weights
            .iter_mut()
            .find(|one| (one.day, one.hour) == (part.day, part.hour))
        {
            Some(same) => same.weight += part.weight,
            None => weights.push(part),
        }
        at = end;
    }
    Some(weights)
}

fn weight(second: i64, weight: f64) -> Weight {
    let at = Timestamp::from_second(second).unwrap_or_default();
    Weight {
        day: london::date_of(at).weekday(),
        hour: london::time_of(at).hour(),
        weight,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::theft::Moment;
    use proptest::prelude::*;

    fn window(from: i64, length: i64) -> TheftWindow {
        let at = |second| Moment::exactly(Timestamp::from_second(second).unwrap());
        TheftWindow::stored(at(from), at(from + length))
    }

    proptest! {
        #[test]
        fn a_theft_is_one_theft(from in 1_500_000_000_i64..1_900_000_000, length in 0_i64..=WIDEST) {
            let weights = spread(window(from, length)).unwrap();
            let sum: f64 = weights.iter().map(|one| one.weight).sum();
            prop_assert!((sum - 1.0).abs() < 1e-9, "{sum}");
            prop_assert!(weights.iter().all(|one| (0..24).contains(&one.hour) && one.weight > 0.0));
        }

        #[test]
        fn a_wider_one_is_left_out(from in 1_500_000_000_i64..1_900_000_000, more in 1_i64..10_000_000) {
            prop_assert_eq!(spread(window(from, WIDEST + more)), None);
        }
    }
}
