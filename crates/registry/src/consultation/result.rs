//! The result of a consultation as anybody may see it. Counts of 1 to 4 are withheld, and so is a number from which one
//! of them could be worked out.

use domain::consultation::{Consultation, IssueTally, Tally};
use figures::withheld::SMALLEST_SHOWN;
use std::fmt;

/// A count that may be withheld.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShownCount {
    /// The count.
    Shown(u64),
    /// It is too small, or would give away one that is.
    Withheld,
}

impl fmt::Display for ShownCount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shown(count) => count.fmt(f),
            Self::Withheld => f.write_str("[c]"),
        }
    }
}

/// An issue of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultRow {
    /// The issue.
    pub issue: String,
    /// How many answers chose it.
    pub chosen: ShownCount,
    /// How many of those were the first of their source.
    pub of_first: ShownCount,
    /// How many people at stands named it.
    pub at_stands: ShownCount,
}

/// A result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownResult {
    /// How many answers there are.
    pub answers: ShownCount,
    /// How many of those are the first of their source.
    pub of_first: ShownCount,
    /// How many people answered at stands.
    pub people_at_stands: ShownCount,
    /// The issues. Those with the most points come first; those that are withheld come last, in the order in which they
    /// were listed, so that their order says nothing.
    pub rows: Vec<ResultRow>,
}

impl ShownResult {
    /// Tells whether any number is withheld.
    pub fn withholds(&self) -> bool {
        let all = [self.answers, self.of_first, self.people_at_stands];
        let rows = self.rows.iter();
        let rows = rows.flat_map(|row| [row.chosen, row.of_first, row.at_stands]);
        rows.chain(all).any(|count| count == ShownCount::Withheld)
    }
}

/// Withholds what must not be shown of a tally and of the counts from stands.
pub fn shown(consultation: &Consultation, tally: &Tally) -> ShownResult {
    let chosen = column(tally.issues.iter().map(|issue| issue.chosen));
    let of_first = column(tally.issues.iter().map(|issue| issue.of_first));
    let at_stands = column(consultation.at_stands());
    let row = |issue: usize| {
        let of = tally.issues.get(issue).copied().unwrap_or_default();
        let shown = |column: &[ShownCount]| column.get(issue).copied().unwrap_or(ShownCount::Withheld);
        let (chosen, of_first) = (shown(&chosen), shown(&of_first));
        ResultRow {
            issue: consultation
                .details
                .issues
                .get(issue)
                .cloned()
                .unwrap_or_default(),
            chosen,
            of_first: beside(of, chosen, of_first),
            at_stands: shown(&at_stands),
        }
    };
    let mut rows: Vec<(usize, ResultRow)> = tally
        .order()
        .into_iter()
        .map(|issue| (issue, row(issue)))
        .collect();
    rows.sort_by_key(|(issue, row)| match row.chosen {
        ShownCount::Shown(_) => (false, 0),
        ShownCount::Withheld => (true, *issue),
    });
    let all = IssueTally {
        chosen: tally.answers,
        of_first: tally.of_first,
        points: 0,
    };
    let answers = one(tally.answers);
    ShownResult {
        answers,
        of_first: beside(all, answers, one(tally.of_first)),
        people_at_stands: one(consultation.people_at_stands()),
        rows: rows.into_iter().map(|(_, row)| row).collect(),
    }
}

/// Says about how many there are: `fewer than 5`, `5 to 9`, `10 to 14`. It is for counts that somebody can watch as they
/// grow.
pub fn band(count: u64) -> String {
    match count - count % SMALLEST_SHOWN {
        0 if count == 0 => "none".to_owned(),
        0 => format!("fewer than {SMALLEST_SHOWN}"),
        from => format!("{from} to {}", from + SMALLEST_SHOWN - 1),
    }
}

fn one(count: u64) -> ShownCount {
    if (1..SMALLEST_SHOWN).contains(&count) {
        ShownCount::Withheld
    } else {
        ShownCount::Shown(count)
    }
}

/// Withholds the small counts of a column. If there is only one, it withholds the smallest of the others too: otherwise
/// everybody would know that the count is 1 to 4.
fn column(counts: impl IntoIterator<Item = u64>) -> Vec<ShownCount> {
    let counts: Vec<u64> = counts.into_iter().collect();
    let mut column: Vec<ShownCount> = counts.iter().map(|count| one(*count)).collect();
    let withheld = column
        .iter()
        .filter(|count| **count == ShownCount::Withheld)
        .count();
    let others = counts
        .iter()
        .enumerate()
        .filter(|(_, count)| **count >= SMALLEST_SHOWN);
    if withheld == 1
        && let Some((place, _)) = others.min_by_key(|(_, count)| **count)
        && let Some(other) = column.get_mut(place)
    {
        *other = ShownCount::Withheld;
    }
    column
}

/// Withholds the count with one answer from each source if it, taken from the count of all, would leave a small number.
fn beside(of: IssueTally, all: ShownCount, first: ShownCount) -> ShownCount {
    let shared = of.chosen.saturating_sub(of.of_first);
    match (all, one(shared)) {
        (ShownCount::Withheld, _) if of.chosen > 0 => ShownCount::Withheld,
        (_, ShownCount::Withheld) => ShownCount::Withheld,
        _ => first,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(column: &[ShownCount]) -> String {
        let words: Vec<String> = column.iter().map(ToString::to_string).collect();
        words.join(" ")
    }

    #[test]
    fn small_counts_are_withheld_and_never_one_alone() {
        for (counts, want) in [
            (vec![12, 7, 0], "12 7 0"),
            (vec![12, 4, 9], "12 [c] [c]"),
            (vec![12, 4, 1], "12 [c] [c]"),
            (vec![0, 4, 0], "0 [c] 0"),
            (vec![5, 5, 3], "[c] 5 [c]"),
        ] {
            assert_eq!(words(&column(counts)), want);
        }
    }

    #[test]
    fn a_difference_gives_nothing_away() {
        let of = |chosen, of_first| {
            let tally = IssueTally {
                chosen,
                of_first,
                points: 0,
            };
            beside(tally, one(chosen), one(of_first)).to_string()
        };
        assert_eq!(of(20, 20), "20");
        assert_eq!(of(20, 15), "15");
        assert_eq!(of(20, 17), "[c]");
        assert_eq!(of(20, 4), "[c]");
        assert_eq!(of(3, 3), "[c]");
        assert_eq!(of(0, 0), "0");
    }

    #[test]
    fn counts_that_grow_are_told_in_bands() {
        for (count, want) in [(0, "none"), (1, "fewer than 5"), (5, "5 to 9"), (23, "20 to 24")] {
            assert_eq!(band(count), want);
        }
    }
}
