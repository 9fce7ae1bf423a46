//! A meeting in words, for the public page and for the people who work on it.

use crate::public::when;
use crate::shared::london;
use domain::agency::Agency;
use domain::id::{AgencyId, MeetingPaperId};
use domain::meeting::{ActionPoint, Item, Meeting};
use domain::text::counted;
use jiff::Timestamp;
use jiff::civil::Date;
use registry::meeting::{Days, EarlierPoint, KeptPaper, PublicPaper};

/// A meeting, as its pages show it.
pub(crate) struct MeetingView {
    pub(crate) day: String,
    pub(crate) hours: String,
    pub(crate) place: String,
    pub(crate) access: Option<String>,
    /// Why it was cancelled.
    pub(crate) cancelled: Option<String>,
    pub(crate) items: Vec<ItemRow>,
    /// The agencies that came, each with whether it sent a senior person.
    pub(crate) came: Vec<(String, bool)>,
    pub(crate) points: Vec<PointRow>,
    pub(crate) earlier: Vec<PointRow>,
    pub(crate) minutes: Option<MinutesView>,
}

/// An item on the agenda.
pub(crate) struct ItemRow {
    pub(crate) id: u32,
    pub(crate) title: String,
    /// The lead, the minutes and the purpose, in one line.
    pub(crate) about: String,
    /// Why it is not open to the public.
    pub(crate) closed: Option<String>,
    pub(crate) decision: Option<String>,
    /// The minutes and the decision of a closed item, for those who may read them.
    pub(crate) apart: [(&'static str, Option<String>); 2],
    /// The address of the monitoring report that it is about.
    pub(crate) report: Option<String>,
    pub(crate) papers: Vec<PaperRow>,
    /// When more papers come.
    pub(crate) to_come: Option<String>,
}

/// A paper.
pub(crate) struct PaperRow {
    pub(crate) id: MeetingPaperId,
    pub(crate) title: String,
    pub(crate) size: String,
    /// What those who work on it are told: whether it is ready, and when it comes out.
    pub(crate) stage: String,
    /// "Late: published 3 days before the meeting", and why.
    pub(crate) late: Option<(String, String)>,
    /// Whether somebody still has to say that it is ready.
    pub(crate) waits: bool,
}

/// An action point.
pub(crate) struct PointRow {
    pub(crate) id: u32,
    /// For an action point from an earlier meeting: the address and the day of that meeting.
    pub(crate) from: Option<(String, String)>,
    pub(crate) text: String,
    pub(crate) owner: String,
    pub(crate) due: String,
    pub(crate) done: Option<String>,
    pub(crate) is_late: bool,
}

/// The minutes.
pub(crate) struct MinutesView {
    pub(crate) text: String,
    pub(crate) agreed: Option<String>,
    pub(crate) is_shown: bool,
}

/// What it takes to put a meeting into words, as it stands at a certain time.
pub(crate) struct MeetingWords<'a> {
    pub(crate) agencies: &'a [Agency],
    pub(crate) days: Days,
    pub(crate) now: Timestamp,
    /// The start of the addresses of meetings, such as `/partner/meetings`.
    pub(crate) base: &'a str,
}

impl MeetingWords<'_> {
    /// Puts a meeting into words, without its papers and reports.
    pub(crate) fn view(&self, meeting: &Meeting, earlier: &[EarlierPoint]) -> MeetingView {
        let (day, hours) = when(meeting.details.starts_at, meeting.details.ends_at);
        let attended = meeting.attendance.agencies.iter();
        let minutes = &meeting.minutes;
        MeetingView {
            day,
            hours,
            place: meeting.details.place.clone(),
            access: meeting.details.access.clone(),
            cancelled: meeting.cancelled.as_ref().map(|cancelled| cancelled.why.clone()),
            items: meeting.items.iter().map(|item| self.item(item)).collect(),
            came: attended.map(|one| (self.name(one.agency), one.senior)).collect(),
            points: meeting.points.iter().map(|point| self.point(point)).collect(),
            earlier: earlier.iter().map(|earlier| self.earlier(earlier)).collect(),
            minutes: minutes.text.clone().map(|text| MinutesView {
                text,
                agreed: minutes.agreed.map(|agreed| london::date(agreed.on)),
                is_shown: minutes.is_shown,
            }),
        }
    }

    fn name(&self, id: AgencyId) -> String {
        let found = self.agencies.iter().find(|agency| agency.id == id);
        found.map_or_else(|| "An agency".to_owned(), |agency| agency.agency.name.clone())
    }

    fn item(&self, item: &Item) -> ItemRow {
        let mut about = Vec::new();
        about.extend(item.item.lead.map(|lead| self.name(lead)));
        let minutes = item.item.minutes;
        about.extend(minutes.map(|minutes| counted(minutes, "minute", "minutes")));
        about.push(item.item.purpose.to_string().to_lowercase());
        ItemRow {
            id: item.id,
            title: item.item.title.clone(),
            about: about.join(", "),
            closed: item.item.not_public.clone(),
            decision: item.decision.clone(),
            apart: [
                ("Closed minutes", item.apart.minutes.clone()),
                ("Decided, not for the public", item.apart.decision.clone()),
            ],
            report: None,
            papers: Vec::new(),
            to_come: None,
        }
    }

    fn point(&self, point: &ActionPoint) -> PointRow {
        PointRow {
            id: point.id,
            from: None,
            text: point.point.text.clone(),
            owner: self.name(point.point.owner),
            due: london::date(point.point.due),
            done: point.done_on.map(london::date),
            is_late: point.is_late_on(london::date_of(self.now)),
        }
    }

    fn earlier(&self, earlier: &EarlierPoint) -> PointRow {
        let address = format!("{}/{}", self.base, earlier.meeting);
        PointRow {
            from: Some((address, london::date(earlier.day))),
            ..self.point(&earlier.point)
        }
    }

    /// A paper as the public sees it.
    pub(crate) fn public_paper(&self, paper: &PublicPaper, meeting: Date) -> PaperRow {
        let why = paper.why_late.clone().unwrap_or_default();
        PaperRow {
            id: paper.id,
            title: paper.title.clone(),
            size: size(paper.bytes),
            stage: String::new(),
            late: paper.is_late.then(|| (late(paper.out_at, meeting), why)),
            waits: false,
        }
    }

    /// A paper as the people who work on the meeting see it.
    pub(crate) fn paper(&self, kept: &KeptPaper, of: &Meeting) -> PaperRow {
        let paper = &kept.paper;
        let due = self.days.papers_at;
        let out = paper.out_at(due, of.cancelled.is_some(), self.now);
        let seen = of.details.is_public && of.is_open(paper.item);
        let stage = match (&paper.ready, out, seen) {
            (None, _, _) => "Not ready".to_owned(),
            (Some(_), _, false) => "Ready, not public".to_owned(),
            (Some(_), Some(at), true) => format!("Published on {}", london::day_and_time(at)),
            (Some(_), None, true) if of.cancelled.is_some() => "Not published: cancelled".to_owned(),
            (Some(_), None, true) => format!("Ready, comes out on {}", london::day_and_time(due)),
        };
        let why = paper.ready.as_ref().and_then(|ready| ready.why_late.clone());
        PaperRow {
            id: kept.id,
            title: paper.title.clone(),
            size: size(kept.bytes),
            stage,
            late: out
                .filter(|_| paper.is_late(due))
                .map(|at| (late(at, of.day()), why.unwrap_or_default())),
            waits: paper.ready.is_none() && of.cancelled.is_none(),
        }
    }
}

/// Says how long before a meeting a late paper came out.
fn late(out_at: Timestamp, meeting: Date) -> String {
    let days = london::date_of(out_at)
        .until(meeting)
        .map_or(0, |span| span.get_days());
    match days {
        0 => "Late: published on the day of the meeting".to_owned(),
        1.. => format!(
            "Late: published {} before the meeting",
            counted(days.unsigned_abs(), "day", "days")
        ),
        _ => "Late: published after the meeting".to_owned(),
    }
}

/// Writes the size of a file: `340 kB`, `1.2 MB`.
pub(in crate::public::partnership) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn late_papers_say_how_late_they_were() {
        let meeting = date(2025, 2, 25);
        for (out_at, want) in [
            (
                "2025-02-22T12:00:00Z",
                "Late: published 3 days before the meeting",
            ),
            ("2025-02-24T12:00:00Z", "Late: published 1 day before the meeting"),
            (
                "2025-02-25T08:00:00Z",
                "Late: published on the day of the meeting",
            ),
            ("2025-02-26T08:00:00Z", "Late: published after the meeting"),
        ] {
            assert_eq!(late(out_at.parse().unwrap(), meeting), want);
        }
    }

    #[test]
    fn sizes_are_short() {
        let sizes = [0, 1, 999, 1_001, 999_999, 1_000_000, 1_250_000, 20_000_000].map(size);
        let want = [
            "0 kB", "1 kB", "1 kB", "2 kB", "1000 kB", "1.0 MB", "1.2 MB", "20.0 MB",
        ];
        assert_eq!(sizes, want);
    }
}
