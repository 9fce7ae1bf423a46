//! The questions about a theft, in their order, and what was told.

use domain::theft::{NewTheftReport, TheftWindow};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One question about a theft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Part {
    When,
    Where,
    How,
    CrimeReference,
    Check,
}

const PARTS: [(Part, &str); 5] = [
    (Part::When, ""),
    (Part::Where, "/where"),
    (Part::How, "/how"),
    (Part::CrimeReference, "/crime-reference"),
    (Part::Check, "/check"),
];

impl Part {
    /// Finds the bike and the question in an address below `/account/bikes/`.
    pub(super) fn of_path(path: &str) -> Option<(&str, Self)> {
        let (bike, rest) = path
            .strip_prefix("/account/bikes/")?
            .split_once("/report-stolen")?;
        let part = PARTS.iter().find(|row| row.1 == rest)?.0;
        Some((bike, part))
    }

    /// What its address ends in, after `/report-stolen`.
    pub(super) fn ending(self) -> &'static str {
        PARTS[self as usize].1
    }

    /// How many questions there are before the answers are checked.
    pub(super) fn questions() -> usize {
        PARTS.len() - 1
    }

    /// The question after it.
    pub(super) fn next(self) -> Self {
        PARTS.get(self as usize + 1).map_or(Self::Check, |row| row.0)
    }

    /// The question before it.
    pub(super) fn previous(self) -> Option<Self> {
        (self as usize).checked_sub(1).map(|place| PARTS[place].0)
    }
}

/// What was told so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Told {
    /// Which questions were answered, with nothing where that may be.
    pub(super) answered: BTreeSet<Part>,
    pub(super) window: Option<TheftWindow>,
    pub(super) place: Option<String>,
    pub(super) lock: Option<String>,
    pub(super) how: Option<String>,
    pub(super) crime_ref: Option<String>,
}

impl Told {
    /// The first question that was not answered; checking the answers when all were.
    pub(super) fn first_unanswered(&self) -> Part {
        let open = PARTS.iter().find(|row| !self.answered.contains(&row.0));
        open.map_or(Part::Check, |row| row.0)
    }

    /// The report, when everything that it needs was told.
    pub(super) fn report(&self) -> Option<NewTheftReport> {
        Some(NewTheftReport {
            window: self.window?,
            place: self.place.clone(),
            point: None,
            lock: self.lock.clone(),
            how: self.how.clone(),
            crime_ref: self.crime_ref.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_questions() {
        for (place, (part, ending)) in PARTS.into_iter().enumerate() {
            assert_eq!(part as usize, place);
            let path = format!("/account/bikes/7/report-stolen{ending}");
            assert_eq!(Part::of_path(&path), Some(("7", part)));
            assert_eq!(part.ending(), ending);
        }
        assert_eq!(Part::of_path("/account/bikes/7/report-stolen/done"), None);
        assert_eq!(Part::of_path("/report-stolen"), None);
        assert_eq!(Part::When.previous(), None);
        assert_eq!(Part::CrimeReference.next(), Part::Check);
    }

    #[test]
    fn a_report_needs_a_time_and_nothing_else() {
        let mut told = Told::default();
        assert_eq!(told.report(), None);
        let at = "2026-11-20T18:00:00Z".parse().unwrap();
        told.window = Some(TheftWindow::stored(at, at));
        assert_eq!(told.report().map(|report| report.window.from()), Some(at));
        told.answered.extend([Part::When, Part::How]);
        assert_eq!(told.first_unanswered(), Part::Where);
        let kept = serde_json::to_string(&told).unwrap();
        assert_eq!(serde_json::from_str::<Told>(&kept).unwrap(), told);
    }
}
