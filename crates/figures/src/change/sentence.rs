//! Says in words what changed. A sentence never names a cause, and never gives a percentage without its interval.

use super::{Change, Word};
use std::fmt;

/// If either period has fewer than this, a percentage would mislead.
const FEWEST_FOR_A_PER_CENT: u64 = 20;

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooFewToSay => "too few to say",
            Self::More => "more",
            Self::Fewer => "fewer",
            Self::NoClearChange => "no clear change",
        })
    }
}

impl Change {
    /// Says how two counts differ: "There were fewer thefts: 60 in 2025/26, and 90 in 2024/25. That is 33% fewer a day,
    /// and could be anything from 53% fewer to 7% fewer."
    ///
    /// `word` is the change's own [`Change::word`], or the one that [`super::words`] gives it among others. `what` is a
    /// plural, such as "thefts". `now` and `before` say when, such as "in 2025/26".
    #[must_use]
    pub fn sentence(self, word: Word, what: &str, now: &str, before: &str) -> String {
        let (count, earlier) = (self.now().count, self.before().count);
        let said = match word {
            Word::TooFewToSay => format!("There were {word} whether the number of {what} changed"),
            Word::NoClearChange => format!("There was {word} in {what}"),
            Word::More | Word::Fewer => format!("There were {word} {what}"),
        };
        let said = format!("{said}: {count} {now}, and {earlier} {before}.");
        match (word, self.per_cents()) {
            (Word::TooFewToSay, _) | (_, None) => said,
            (Word::NoClearChange, Some((_, low, high))) => {
                format!("{said} The change could be anything from {low} to {high} a day.")
            }
            (_, Some((middle, low, high))) => {
                format!("{said} That is {middle} a day, and could be anything from {low} to {high}.")
            }
        }
    }

    /// Returns the ratio and its interval as percentages; `None` if the counts are small.
    fn per_cents(self) -> Option<(String, String, String)> {
        let enough = self.now().count.min(self.before().count) >= FEWEST_FOR_A_PER_CENT;
        let interval = self.shown().filter(|_| enough)?;
        Some((
            per_cent(self.ratio()?),
            per_cent(interval.low),
            per_cent(interval.high),
        ))
    }
}

fn per_cent(ratio: f64) -> String {
    let whole = ((ratio - 1.0) * 100.0).round();
    if whole == 0.0 {
        // We do not say "0% more": if a clear change is small, the other end of the interval shows its direction.
        return "as many".to_owned();
    }
    let side = if whole > 0.0 { "more" } else { "fewer" };
    format!("{}% {side}", whole.abs())
}

#[cfg(test)]
mod tests {
    use super::super::Counted;
    use super::*;
    use proptest::prelude::*;

    /// Words that no generated sentence may contain.
    const FORBIDDEN: [&str; 6] = ["because", "caused", "led to", "thanks to", "effect", "worked"];

    fn change(now: u64, before: u64, dispersion: f64) -> Change {
        let counted = |count| Counted { count, days: 365 };
        Change::new(counted(now), counted(before), dispersion).unwrap()
    }

    fn said(now: u64, before: u64) -> String {
        let change = change(now, before, 1.0);
        change.sentence(change.word(), "thefts", "in 2025/26", "in 2024/25")
    }

    #[test]
    fn as_people_read_them() {
        assert_eq!(
            said(3, 2),
            "There were too few to say whether the number of thefts changed: 3 in 2025/26, and 2 in 2024/25."
        );
        assert_eq!(
            said(2, 19),
            "There were fewer thefts: 2 in 2025/26, and 19 in 2024/25."
        );
        assert_eq!(
            said(14, 0),
            "There were more thefts: 14 in 2025/26, and 0 in 2024/25."
        );
        assert_eq!(
            said(12, 14),
            "There was no clear change in thefts: 12 in 2025/26, and 14 in 2024/25."
        );
        assert_eq!(
            said(60, 90),
            "There were fewer thefts: 60 in 2025/26, and 90 in 2024/25. That is 33% fewer a day, and could be anything \
             from 53% fewer to 7% fewer."
        );
        assert_eq!(
            said(112, 92),
            "There was no clear change in thefts: 112 in 2025/26, and 92 in 2024/25. The change could be anything from \
             8% fewer to 62% more a day."
        );
    }

    proptest! {
        #[test]
        fn no_cause_and_no_bare_per_cent(now in 0_u64..400, before in 0_u64..400, dispersion in 0.5_f64..4.0) {
            let change = change(now, before, dispersion);
            let word = change.word();
            let said = change.sentence(word, "thefts", "in 2025/26", "in 2024/25");
            prop_assert!(FORBIDDEN.iter().all(|word| !said.contains(word)));
            let per_cents = said.matches('%').count();
            prop_assert!(per_cents == 0 || now.min(before) >= 20, "{}", said);
            // A percentage comes with both ends of its interval, or with one end that says "as many".
            let ends = said.matches('%').count() + said.matches("as many").count();
            prop_assert!(per_cents == 0 || ends >= 2, "{}", said);
            let covers = change.shown().is_none_or(|interval| interval.contains(1.0));
            prop_assert!(!covers || matches!(word, Word::NoClearChange | Word::TooFewToSay));
        }
    }
}
