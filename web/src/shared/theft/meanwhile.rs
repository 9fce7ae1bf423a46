//! Changes that somebody else makes to a report while a change to it is being filled in.
//!
//! The draft of a change remembers what the report said when it was begun. What this person has left alone follows the
//! report. What both have changed is shown to this person, and stands only if they save it again.

use super::part::Answers;
use domain::id::TheftReportId;
use domain::theft::{TheftDetails, TheftReport};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A report as it was when a change to it was begun.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Began {
    report: TheftReportId,
    answers: Answers,
}

/// Something that somebody else has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Meanwhile {
    pub(super) what: &'static str,
    /// What the report says now.
    pub(super) now: String,
    /// What it will say instead if this person saves, or `None` if it stays.
    pub(super) instead: Option<String>,
}

impl Answers {
    /// Takes the answers from an open report as the start of a change.
    pub(super) fn to_change(open: &TheftReport) -> Self {
        let answers = Self::of(&open.report);
        let began = Began {
            report: open.id,
            answers: answers.clone(),
        };
        Self {
            began: Some(Box::new(began)),
            ..answers
        }
    }

    /// Whether these answers change a report other than this one.
    pub(super) fn is_of_another(&self, open: Option<&TheftReport>) -> bool {
        let began = self.began.as_ref().map(|began| began.report);
        began.is_some_and(|report| open.is_none_or(|open| open.id != report))
    }

    /// Takes over what the report says now, except what these answers change.
    pub(super) fn beside(self, open: &TheftReport) -> Self {
        let base = self
            .began
            .as_ref()
            .map(|began| began.answers.clone())
            .unwrap_or_default();
        let now = Self::of(&open.report);
        let (details, base_details, now_details) = (&self.details, &base.details, &now.details);
        let times = |of: &Self| (of.seen, of.gone);
        let place = |of: &Self| (of.given.clone(), of.place.clone());
        let how = |of: &Self| (of.details.beaten, of.how.clone());
        let camera = |of: &Self| (of.details.camera, of.details.camera_where.clone());
        // Answers that belong together stay together.
        let (seen, gone) = latest(&times(&self), &times(&base), &times(&now));
        let (given, place) = latest(&place(&self), &place(&base), &place(&now));
        let (beaten, how) = latest(&how(&self), &how(&base), &how(&now));
        let (camera, camera_where) = latest(&camera(&self), &camera(&base), &camera(&now));
        Self {
            seen,
            gone,
            given,
            place,
            lock: latest(&self.lock, &base.lock, &now.lock),
            how,
            details: TheftDetails {
                beaten,
                camera,
                camera_where,
                taken: latest(&details.taken, &base_details.taken, &now_details.taken),
                insurer: latest(&details.insurer, &base_details.insurer, &now_details.insurer),
                references: latest(
                    &details.references,
                    &base_details.references,
                    &now_details.references,
                ),
            },
            shown: latest(&self.shown, &base.shown, &now.shown),
            listed: now.listed,
            others: self.others,
            began: self.began,
        }
    }

    /// Lists what somebody else has changed since the change was begun. Call [`Self::beside`] first.
    pub(super) fn meanwhile(&self, open: &TheftReport, now: Timestamp) -> Vec<Meanwhile> {
        let base = self.began.as_ref().and_then(|began| began.answers.report(now));
        let base = base.map(|base| base.in_words());
        let mine = self.report(now).map(|mine| mine.in_words());
        let rows = open.report.in_words().into_iter().enumerate();
        rows.filter_map(|(at, (what, says))| {
            let before = base.as_ref().map_or("", |words| words[at].1.as_str());
            let instead = mine.as_ref().map(|words| words[at].1.clone());
            (before != says).then(|| Meanwhile {
                what,
                instead: instead.filter(|instead| *instead != says),
                now: says,
            })
        })
        .collect()
    }
}

/// What one side has changed, or else what it says now.
fn latest<T: Clone + PartialEq>(mine: &T, base: &T, now: &T) -> T {
    if mine == base { now } else { mine }.clone()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::BikeId;
    use domain::theft::{Lock, NewTheftReport, TheftWindow};

    const NOW: &str = "2026-11-22T12:00:00Z";

    fn open(id: i64, change: impl FnOnce(&mut NewTheftReport)) -> TheftReport {
        let at = NOW.parse().unwrap();
        let mut report = NewTheftReport::at(TheftWindow::new(at, at, at).unwrap());
        change(&mut report);
        TheftReport {
            id: TheftReportId(id),
            bike: BikeId(1),
            report,
            reported_at: at,
            taken_by: None,
            closed: None,
        }
    }

    #[test]
    fn what_is_left_alone_follows_the_report_and_the_rest_is_shown() {
        let mut mine = Answers::to_change(&open(1, |_| {}));
        mine.lock = Some(Lock::Cable);
        let later = open(1, |report| {
            report.lock = Some(Lock::Chain);
            report.details.insurer = Some("Acme".to_owned());
        });
        let now = NOW.parse().unwrap();
        let mine = mine.beside(&later);
        assert_eq!(mine.lock, Some(Lock::Cable));
        assert_eq!(mine.details.insurer.as_deref(), Some("Acme"));
        let told: Vec<_> = mine.meanwhile(&later, now);
        let told: Vec<_> = told
            .iter()
            .map(|one| (one.what, one.now.as_str(), one.instead.as_deref()))
            .collect();
        assert_eq!(
            told,
            [
                ("Locked with", Lock::Chain.label(), Some(Lock::Cable.label())),
                ("Insurer", "Acme", None)
            ]
        );
        // Nothing else is changed by saving it.
        let changes = later.report.changes_to(&mine.report(now).unwrap());
        assert_eq!(changes.len(), 1);
    }

    #[test]
    fn a_report_that_nobody_else_has_touched_says_nothing() {
        let before = open(1, |report| report.shown = true);
        let mut mine = Answers::to_change(&before);
        mine.place = Some("By the bridge".to_owned());
        let mine = mine.beside(&before);
        assert_eq!(mine.place.as_deref(), Some("By the bridge"));
        assert_eq!(mine.meanwhile(&before, NOW.parse().unwrap()), []);
    }

    #[test]
    fn somebody_who_reports_a_theft_second_sees_the_first_report() {
        let first = open(1, |report| report.how = Some("Cut".to_owned()));
        let mine = Answers {
            seen: Some(first.report.window.seen()),
            gone: Some(first.report.window.gone()),
            how: Some("Sawn".to_owned()),
            ..Answers::default()
        };
        let now = NOW.parse().unwrap();
        let told = mine.beside(&first).meanwhile(&first, now);
        let how = told
            .iter()
            .find(|one| one.what == "What is known about it")
            .unwrap();
        assert_eq!((how.now.as_str(), how.instead.as_deref()), ("Cut", Some("Sawn")));
    }

    #[test]
    fn a_change_is_of_one_report() {
        let mine = Answers::to_change(&open(1, |_| {}));
        assert!(!mine.is_of_another(Some(&open(1, |_| {}))));
        assert!(mine.is_of_another(Some(&open(2, |_| {}))) && mine.is_of_another(None));
        assert!(!Answers::default().is_of_another(None));
    }
}
