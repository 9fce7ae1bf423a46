//! The questions about a theft, in their order, and what was told.

use crate::shared::questions;
use domain::theft::{NewTheftReport, TheftWindow};
use serde::{Deserialize, Serialize};

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

impl questions::Step for Part {
    const ORDER: &'static [(Self, &'static str)] = &[
        (Self::When, ""),
        (Self::Where, "where"),
        (Self::How, "how"),
        (Self::CrimeReference, "crime-reference"),
        (Self::Check, "check"),
    ];
    const CHECK: Self = Self::Check;
}

impl Part {
    /// Finds the bike and the question in an address below `/account/bikes/`.
    pub(super) fn of_path(path: &str) -> Option<(&str, Self)> {
        let (bike, rest) = path
            .strip_prefix("/account/bikes/")?
            .split_once("/report-stolen")?;
        let part = match rest {
            "" => Self::When,
            rest => questions::Step::parse(rest.strip_prefix('/')?)?,
        };
        Some((bike, part))
    }

    /// Returns where it is asked about a bike.
    pub(super) fn path(self, bike: impl std::fmt::Display) -> String {
        match questions::Step::slug(self) {
            "" => format!("/account/bikes/{bike}/report-stolen"),
            slug => format!("/account/bikes/{bike}/report-stolen/{slug}"),
        }
    }
}

/// What was told so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Answers {
    pub(super) window: Option<TheftWindow>,
    pub(super) place: Option<String>,
    pub(super) lock: Option<String>,
    pub(super) how: Option<String>,
    pub(super) crime_ref: Option<String>,
}

impl Answers {
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
    use questions::Step as _;

    #[test]
    fn the_table_is_in_the_order_of_the_questions() {
        for (place, (part, _)) in Part::ORDER.iter().copied().enumerate() {
            assert_eq!((part as usize, part.place()), (place, place));
            assert_eq!(Part::of_path(&part.path(7)), Some(("7", part)));
        }
        for none in [
            "/account/bikes/7/report-stolen/done",
            "/account/bikes/7/report-stolenwhere",
            "/report-stolen",
        ] {
            assert_eq!(Part::of_path(none), None, "{none}");
        }
    }

    #[test]
    fn a_report_needs_a_time_and_nothing_else() {
        let mut told = Answers::default();
        assert_eq!(told.report(), None);
        let at = "2026-11-20T18:00:00Z".parse().unwrap();
        told.window = Some(TheftWindow::stored(at, at));
        assert_eq!(told.report().map(|report| report.window.from()), Some(at));
        let kept = serde_json::to_string(&told).unwrap();
        assert_eq!(serde_json::from_str::<Answers>(&kept).unwrap(), told);
    }
}
