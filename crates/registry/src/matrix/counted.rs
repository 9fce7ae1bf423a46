//! What the figures say about thefts of bikes. It reads nothing but what a release shows, so a mark tells nothing about a
//! count that is withheld.

use crate::Registry;
use crate::figure::insights::{sentences, year};
use crate::figure::release::{name_of, read_body};
use domain::figure::release::Release;
use domain::id::PartnershipId;
use domain::matrix::{Counted, Mark, Trend};
use figures::change::{Change, Word};
use store::StoreError;
use store::figure::releases;

/// If even the low end of the interval is this many times the year before, the thefts go steeply up.
const STEEP: f64 = 1.5;

/// Reads what the last release of a partnership says; `None` before the first quarter is closed.
pub(super) async fn last(
    registry: &Registry,
    partnership: PartnershipId,
) -> Result<Option<Counted>, StoreError> {
    let Some(kept) = releases::last(&registry.store, partnership).await? else {
        return Ok(None);
    };
    let release = read_body(&kept.body)?;
    Ok(counted(kept.of.number(), &release))
}

fn counted(number: i64, release: &Release) -> Option<Counted> {
    let year = year(release)?;
    let said = sentences(release)
        .into_iter()
        .find(|sentence| sentence.definition == "thefts.total")?;
    Some(Counted {
        release: number,
        quarter: name_of(release),
        said: said.text,
        often: year.thefts.map(Mark::of_year),
        way: year.change.and_then(trend).map(Trend::mark),
    })
}

/// Returns which way thefts go, or `None` if there are too few to say.
fn trend(change: Change) -> Option<Trend> {
    match change.word() {
        Word::TooFewToSay => None,
        Word::Fewer => Some(Trend::Fewer),
        Word::NoClearChange => Some(Trend::Unclear),
        Word::More => Some(match change.shown() {
            Some(interval) if interval.low >= STEEP => Trend::MuchMore,
            _ => Trend::More,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::release::testing::first_release;
    use domain::figure::release::Value;
    use figures::change::Counted as Count;
    use jiff::civil::date;

    #[test]
    fn a_change_is_marked_by_whether_it_is_clear() {
        let of = |now, before| {
            let count = |count| Count { count, days: 365 };
            let change = Change::new(count(now), count(before), 1.0).unwrap();
            trend(change).map(|trend| trend.mark().number())
        };
        for (now, before, mark) in [
            (0, 0, None),
            (6, 3, None),
            (60, 90, Some(1)),
            (100, 100, Some(2)),
            (112, 92, Some(2)),
            (140, 100, Some(3)),
            (300, 100, Some(4)),
            (20, 0, Some(4)),
        ] {
            assert_eq!(of(now, before), mark, "{now} after {before}");
        }
    }

    #[test]
    fn a_release_gives_marks_and_says_what_they_rest_on() {
        let release = first_release("cambridge", 300, date(2026, 9, 30), 5);
        let counted = counted(3, &release).unwrap();
        assert_eq!(counted.often.map(Mark::number), Some(4));
        assert!(counted.way.is_some(), "{}", counted.said);
        assert_eq!(counted.quarter, "2026/27 Q2");
        assert!(counted.said.contains("thefts"), "{}", counted.said);
    }

    #[test]
    fn a_withheld_count_gives_no_mark() {
        let mut release = first_release("cambridge", 300, date(2026, 9, 30), 5);
        for table in &mut release.tables {
            for cell in table.cells.iter_mut().flatten() {
                cell.value = Value::Withheld;
            }
        }
        let counted = counted(3, &release).unwrap();
        assert_eq!((counted.often, counted.way), (None, None));
        assert!(counted.said.starts_with("We cannot show"), "{}", counted.said);
    }
}
