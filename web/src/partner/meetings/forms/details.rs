//! When and where a meeting is, and for whom; and its cancellation.

use super::{Field, MeetingForm, Opened, Typed, seen};
use crate::shared::{Choice, Errors, london};
use domain::id::GroupId;
use domain::london::{TimeError, Twice};
use domain::meeting::{Details, DetailsError, Edit, EditError, Meeting};
use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp};

const MOST_PLACE: usize = 200;
const MOST_ACCESS: usize = 1_000;
const MOST_WHY: usize = 300;
/// The longest meeting that may end on the next day.
const LONGEST_NIGHT: SignedDuration = SignedDuration::from_hours(12);

/// Changes to when and where a meeting is, and for whom.
pub(crate) struct ChangeDetails(Meeting);

/// A meeting that is cancelled.
pub(crate) struct Cancel(());

/// The fields of a new meeting and of a change.
pub(crate) fn fields(typed: &Typed) -> Vec<Field> {
    let public = [("yes", "Yes, anybody may come"), ("no", "No")];
    vec![
        Field::date("on", "Day", typed).hint("For example, 25 2 2025"),
        Field::line("starts", "Starts at", typed)
            .hint("For example, 10am or 13:30")
            .narrow("10"),
        Field::line("ends", "Ends at", typed)
            .hint("If it goes on after midnight, enter the time on the next day")
            .narrow("10"),
        Field::line("place", "Where is it?", typed).hint("The room and the building"),
        Field::prose("access", "Access (optional)", MOST_ACCESS, typed)
            .hint("How to get in, steps and lifts, a hearing loop, how to join online"),
        Field::radios(
            "public",
            "Is it a public meeting?",
            Choice::list(typed.get("public"), public),
        ),
        Field::date("questions", "Last day for questions (optional)", typed)
            .hint("Leave it empty for the usual time: 10am on the day before"),
        Field::line("questions_time", "Last time for questions (optional)", typed)
            .hint("For example, 10am")
            .narrow("10"),
    ]
}

/// Reads the fields.
pub(crate) fn read(errors: &mut Errors, typed: &Typed, group: GroupId) -> Option<Details> {
    let times = times(errors, typed);
    let place = errors.line(
        "place",
        "The place",
        "Enter where it is",
        typed.get("place"),
        MOST_PLACE,
    );
    let access = errors.optional_prose("access", "Access", typed.get("access"), MOST_ACCESS);
    let is_public = match typed.get("public") {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err("Choose whether it is a public meeting"),
    };
    let is_public = errors.keep("public", is_public);
    let questions_by = questions_by(errors, typed);
    let (starts_at, ends_at) = times?;
    let details = Details {
        group,
        starts_at,
        ends_at,
        place: place?,
        access: access?,
        is_public: is_public?,
        questions_by: questions_by?,
    };
    match details.check() {
        Ok(()) => Some(details),
        Err(error) => {
            errors.add(field_of(error), error.to_string());
            None
        }
    }
}

/// The field that shows why details are not valid.
pub(crate) fn field_of(error: DetailsError) -> &'static str {
    match error {
        DetailsError::EndsBeforeStart | DetailsError::TooLong => "ends",
        DetailsError::QuestionsTooLate => "questions_day",
    }
}

/// Reads the day and the hours. If the clocks go back during the meeting, it includes the extra hour. If the end is
/// earlier than the start, it is on the next day.
fn times(errors: &mut Errors, typed: &Typed) -> Option<(Timestamp, Timestamp)> {
    let date = typed.read_date(errors, "on", "The day", "Enter the day");
    let starts = time(errors, "starts", typed, "Enter the time it starts, such as 10am");
    let ends = time(errors, "ends", typed, "Enter the time it ends, such as midday");
    let date = date?;
    let starts = starts.and_then(|time| errors.keep("starts", london::instant(date, time, Twice::Earlier)));
    let (starts, clock) = (starts?, ends?);
    let ends = errors.keep("ends", london::instant(date, clock, Twice::Later))?;
    if ends >= starts {
        return Some((starts, ends));
    }
    let next: Date = date.tomorrow().unwrap_or(date);
    let over_night = errors.keep("ends", london::instant(next, clock, Twice::Later))?;
    // 10am to 9am is a mistake: no meeting goes on all night.
    let ends = if over_night.duration_since(starts) > LONGEST_NIGHT {
        ends
    } else {
        over_night
    };
    Some((starts, ends))
}

fn time(errors: &mut Errors, id: &str, typed: &Typed, missing: &str) -> Option<Time> {
    let read = london::time_of_day(typed.get(id)).map_err(|error| match error {
        TimeError::Missing => missing.to_owned(),
        other => other.to_string(),
    });
    errors.keep(id, read)
}

/// Reads the time until which questions are taken. An outer `None` means that it is not valid.
fn questions_by(errors: &mut Errors, typed: &Typed) -> Option<Option<Timestamp>> {
    let is_empty = typed.get("questions_time").trim().is_empty();
    if is_empty && typed.date("questions").is_empty() {
        return Some(None);
    }
    let day = typed.read_date(
        errors,
        "questions",
        "The last day for questions",
        "Enter the last day for questions, or leave the time empty too",
    );
    let missing = "Enter the last time for questions, such as 10am, or leave the day empty too";
    let time = time(errors, "questions_time", typed, missing);
    let (day, time) = day.zip(time)?;
    errors
        .keep("questions_time", london::instant(day, time, Twice::Earlier))
        .map(Some)
}

/// Fills the fields with a meeting's details.
fn filled(meeting: &Meeting) -> Typed {
    let details = &meeting.details;
    let clock = |at| london::clock(london::time_of(at));
    let questions = details.questions_by;
    Typed::default()
        .with("seen", meeting.version.to_string())
        .with_date("on", Some(meeting.day()))
        .with("starts", clock(details.starts_at))
        .with("ends", clock(details.ends_at))
        .with("place", &*details.place)
        .with("access", details.access.clone().unwrap_or_default())
        .with("public", if details.is_public { "yes" } else { "no" })
        .with_date("questions", questions.map(london::date_of))
        .with("questions_time", questions.map(clock).unwrap_or_default())
}

impl MeetingForm for ChangeDetails {
    const TITLE: &'static str = "Change the meeting";
    const DONE: &'static str = "Meeting saved";

    fn of(opened: &Opened, _: u32) -> Option<Self> {
        Some(Self(opened.of.kept.meeting.clone()))
    }

    fn addresses(&self) -> (String, String) {
        ("/edit".to_owned(), String::new())
    }

    fn filled(&self) -> Typed {
        filled(&self.0)
    }

    fn before(&self) -> Vec<String> {
        vec![
            "If you move the meeting, papers that are not out yet will come out seven days before the new day. Those \
             that are out will stay out.".to_owned(),
        ]
    }

    fn fields(&self, _: &Opened, typed: &Typed) -> Vec<Field> {
        let mut all = vec![Field::hidden("seen", typed)];
        all.extend(fields(typed));
        all
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let mut errors = Errors::default();
        let details = read(&mut errors, typed, self.0.group());
        let details = errors.finish(details)?;
        Ok(Edit::Details {
            seen: seen(typed),
            details,
        })
    }

    fn field_of(error: EditError) -> &'static str {
        match error {
            EditError::Details(error) => field_of(error),
            _ => "on_day",
        }
    }
}

impl MeetingForm for Cancel {
    const TITLE: &'static str = "Cancel this meeting?";
    const BUTTON: &'static str = "Cancel the meeting";
    const DONE: &'static str = "The meeting is cancelled";
    const IS_WARNING: bool = true;

    fn of(_: &Opened, _: u32) -> Option<Self> {
        Some(Self(()))
    }

    fn addresses(&self) -> (String, String) {
        ("/cancel".to_owned(), String::new())
    }

    fn filled(&self) -> Typed {
        Typed::default()
    }

    fn before(&self) -> Vec<String> {
        vec![
            "It will stay in the list and in people’s calendars as cancelled. Papers that are not out yet will not be \
             published. You cannot undo this.".to_owned(),
        ]
    }

    fn fields(&self, _: &Opened, typed: &Typed) -> Vec<Field> {
        vec![
            Field::line("why", "Why is it cancelled?", typed)
                .hint("If it is a public meeting, the public will see this"),
        ]
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let mut errors = Errors::default();
        let why = errors.line(
            "why",
            "The reason",
            "Say why it is cancelled",
            typed.get("why"),
            MOST_WHY,
        );
        let why = errors.finish(why)?;
        Ok(Edit::Cancel { why })
    }

    fn field_of(_: EditError) -> &'static str {
        "why"
    }
}
