//! The questions about a theft, in order, and the answers.

use super::meanwhile::Began;
use crate::shared::questions;
use domain::id::BikeId;
use domain::place::PlaceGiven;
use domain::theft::{Lock, Moment, NewTheftReport, TheftDetails, TheftWindow};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One question about a theft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Part {
    Seen,
    Gone,
    Where,
    Lock,
    How,
    Camera,
    Taken,
    Insurer,
    Police,
    Public,
    Check,
}

impl questions::Step for Part {
    const ORDER: &'static [(Self, &'static str)] = &[
        (Self::Seen, ""),
        (Self::Gone, "gone"),
        (Self::Where, "where"),
        (Self::Lock, "lock"),
        (Self::How, "how"),
        (Self::Camera, "camera"),
        (Self::Taken, "taken"),
        (Self::Insurer, "insurer"),
        (Self::Police, "police"),
        (Self::Public, "public"),
        (Self::Check, "check"),
    ];
    const CHECK: Self = Self::Check;
}

/// How the addresses of a bike begin for its owner, and for officers who report it for people who ring.
const BEFORE_BIKE: [&str; 2] = ["/account/bikes/", "/police/bikes/"];

impl Part {
    /// Finds the bike and the question in an address.
    pub(super) fn of_path(path: &str) -> Option<(&str, Self)> {
        let after = BEFORE_BIKE.iter().find_map(|before| path.strip_prefix(before))?;
        let (bike, rest) = after.split_once("/report-stolen")?;
        let part = match rest {
            "" => Self::Seen,
            rest => questions::Step::parse(rest.strip_prefix('/')?)?,
        };
        Some((bike, part))
    }

    /// Returns the address of the question, below a bike's address.
    pub(super) fn path(self, bike: &str) -> String {
        match questions::Step::slug(self) {
            "" => format!("{bike}/report-stolen"),
            slug => format!("{bike}/report-stolen/{slug}"),
        }
    }
}

/// The answers so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Answers {
    /// Other bikes that were stolen with it.
    pub(super) others: Vec<BikeId>,
    pub(super) seen: Option<Moment>,
    pub(super) gone: Option<Moment>,
    pub(super) given: Option<PlaceGiven>,
    pub(super) place: Option<String>,
    pub(super) lock: Option<Lock>,
    pub(super) how: Option<String>,
    pub(super) details: TheftDetails,
    pub(super) shown: Option<bool>,
    /// A crime reference and a point that came from a list. No question asks for them.
    pub(super) listed: Option<(Option<String>, Option<domain::place::Point>)>,
    /// What the report said when a change to it was begun.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) began: Option<Box<Began>>,
}

impl Answers {
    /// Takes the answers from a report, so that they can be changed.
    pub(super) fn of(report: &NewTheftReport) -> Self {
        let listed_ref = report.crime_ref.clone();
        let listed_ref = listed_ref.filter(|_| report.details.crime_ref().is_none());
        let listed_point = report.point.filter(|_| report.given.is_none());
        Self {
            others: Vec::new(),
            seen: Some(report.window.seen()),
            gone: Some(report.window.gone()),
            given: report.given.clone(),
            place: report.place.clone(),
            lock: report.lock,
            how: report.how.clone(),
            details: report.details.clone(),
            shown: Some(report.shown),
            listed: Some((listed_ref, listed_point)),
            began: None,
        }
    }

    /// Returns the time of the theft, if both ends were given and fit.
    pub(super) fn window(&self, now: Timestamp) -> Option<TheftWindow> {
        TheftWindow::told(self.seen?, self.gone?, now).ok()
    }

    /// Returns the report, if it has everything that it needs.
    pub(super) fn report(&self, now: Timestamp) -> Option<NewTheftReport> {
        let (listed_ref, listed_point) = self.listed.clone().unwrap_or_default();
        let told_ref = self.details.crime_ref().map(str::to_owned);
        let told_point = self.given.as_ref().and_then(PlaceGiven::point);
        Some(NewTheftReport {
            window: self.window(now)?,
            place: self.place.clone(),
            given: self.given.clone(),
            point: told_point.or(listed_point.filter(|_| self.given.is_none())),
            lock: self.lock,
            how: self.how.clone(),
            crime_ref: told_ref.or(listed_ref),
            details: self.details.clone(),
            shown: self.shown.unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::place::named;
    use questions::Step as _;

    #[test]
    fn the_table_is_in_the_order_of_the_questions() {
        for (place, (part, _)) in Part::ORDER.iter().copied().enumerate() {
            assert_eq!((part as usize, part.place()), (place, place));
            for bike in ["/account/bikes/7", "/police/bikes/7"] {
                assert_eq!(Part::of_path(&part.path(bike)), Some(("7", part)));
            }
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
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        let mut told = Answers::default();
        assert_eq!(told.report(now), None);
        let at = "2026-11-20T18:00:00Z".parse().unwrap();
        told.seen = Some(Moment::exactly(at));
        assert_eq!(told.report(now), None);
        told.gone = told.seen;
        assert_eq!(told.report(now).map(|report| report.window.from()), Some(at));
        let kept = serde_json::to_string(&told).unwrap();
        assert_eq!(serde_json::from_str::<Answers>(&kept).unwrap(), told);
    }

    #[test]
    fn a_place_gives_its_point() {
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        let station = named::all().iter().find(|place| place.key == "ely-station");
        let seen = Some(Moment::exactly(now));
        let told = Answers {
            seen,
            gone: seen,
            given: station.cloned().map(PlaceGiven::Named),
            ..Answers::default()
        };
        let report = told.report(now).unwrap();
        assert_eq!(report.point, station.map(|place| place.point));
    }

    #[test]
    fn a_report_that_is_looked_through_and_left_as_it_is_stays_the_same() {
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        let listed = NewTheftReport {
            point: domain::place::Point::new(52.2, 0.1).ok(),
            crime_ref: Some("35/1/26".into()),
            ..NewTheftReport::at(TheftWindow::new(now, now, now).unwrap())
        };
        assert_eq!(Answers::of(&listed).report(now), Some(listed));
    }
}
