//! The thefts in the squares of a case, as the releases of closed quarters show them: in bands of five. They are compared
//! by their bands alone, so that the words give away no more than the bands.

use super::KeptProblem;
use crate::Registry;
use crate::figure::release::{quarter_of, read_body};
use domain::figure::Month;
use domain::figure::release::{Release, Value};
use domain::london;
use domain::problem::Square;
use figures::change::{Change, Counted, FEWEST_TOGETHER, Word};
use figures::period::Quarter;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use store::StoreError;
use store::figure::releases;

/// How many releases are read: two years of quarters, with corrections.
const READ: u64 = 24;
/// How many quarters are shown.
const SHOWN: usize = 8;

/// The thefts in the squares of a case in the twelve months up to a closed quarter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceThefts {
    /// The last month, such as `September 2026`.
    pub until: String,
    /// The band.
    pub thefts: Value,
    /// How the band compares with that of the twelve months before; `None` if there is none.
    pub change: Option<String>,
}

/// Reads the thefts in the squares of a case, newest first. Before the case was opened, they are those of a hot place
/// with the same squares.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn place_thefts(registry: &Registry, kept: &KeptProblem) -> Result<Vec<PlaceThefts>, StoreError> {
    let mut bands: BTreeMap<i32, Option<Value>> = BTreeMap::new();
    for row in releases::recent(&registry.store, kept.partnership, READ).await? {
        // The newest correction of a quarter comes first.
        if let Entry::Vacant(free) = bands.entry(row.of.quarter) {
            free.insert(band_of(&read_body(&row.body)?, kept));
        }
    }
    let of = |quarter: i32| bands.get(&quarter).copied().flatten();
    let rows = bands.keys().rev().filter_map(|&number| {
        let (quarter, thefts) = (quarter_of(number)?, of(number)?);
        let change = of(number - 4).and_then(|before| compared(quarter, thefts, before));
        Some(PlaceThefts {
            until: Month::of(quarter.last_day()).said(),
            thefts,
            change: change.map(capitalised),
        })
    });
    Ok(rows.take(SHOWN).collect())
}

/// Returns the day on which the next quarter closes, and the next figures appear.
pub fn next_figures(registry: &Registry) -> Date {
    let last = Quarter::last_closed(london::date_of(registry.now()));
    Quarter::of(last.last_day().saturating_add(1.day())).closes()
}

fn band_of(release: &Release, kept: &KeptProblem) -> Option<Value> {
    let own = release.problems.iter().find(|one| one.problem == kept.id);
    let same = |squares: &[Square]| {
        let mut squares = squares.to_vec();
        squares.sort_unstable();
        squares == kept.problem.squares
    };
    let hot = || release.places.iter().find(|place| same(&place.squares));
    own.map(|one| one.thefts)
        .or_else(|| hot().map(|place| place.thefts))
}

/// Compares two bands by the counts in them that are closest to each other.
fn compared(quarter: Quarter, now: Value, before: Value) -> Option<Word> {
    let (Value::Band(low, high), Value::Band(low_before, high_before)) = (now, before) else {
        return None;
    };
    if high + high_before < FEWEST_TOGETHER {
        return Some(Word::TooFewToSay);
    }
    let (now, before) = if low > high_before {
        (low, high_before)
    } else if high < low_before {
        (high, low_before)
    } else {
        return Some(Word::NoClearChange);
    };
    let last = |quarter: Quarter| quarter.last_day();
    let days = |from: Date, to: Date| u32::try_from((to - from).get_days()).unwrap_or_default();
    let year_before = quarter.a_year_before();
    let now = Counted {
        count: now,
        days: days(last(year_before), last(quarter)),
    };
    let before = Counted {
        count: before,
        days: days(last(year_before.a_year_before()), last(year_before)),
    };
    Change::new(now, before, 1.0).ok().map(Change::word)
}

fn capitalised(word: Word) -> String {
    let word = word.to_string();
    let mut letters = word.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn bands_are_compared_by_their_closest_counts() {
        let quarter = Quarter::of(date(2026, 9, 30));
        let word = |now: (u64, u64), before: (u64, u64)| {
            let word = compared(
                quarter,
                Value::Band(now.0, now.1),
                Value::Band(before.0, before.1),
            );
            word.map(capitalised).unwrap_or_default()
        };
        assert_eq!(word((0, 4), (0, 4)), "Too few to say");
        assert_eq!(word((10, 14), (10, 14)), "No clear change");
        // 20 after 14 is no clear change, though 24 after 10 would be.
        assert_eq!(word((20, 24), (10, 14)), "No clear change");
        assert_eq!(word((40, 44), (10, 14)), "More");
        assert_eq!(word((0, 4), (30, 34)), "Fewer");
        assert_eq!(compared(quarter, Value::Withheld, Value::Band(5, 9)), None);
    }
}
