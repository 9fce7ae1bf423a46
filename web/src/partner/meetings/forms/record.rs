//! What is written down after a meeting: who came, the action points and the minutes.

use super::{Field, MeetingForm, Opened, Typed, agencies, agency_choices, seen};
use crate::shared::{Choice, Errors};
use domain::id::AgencyId;
use domain::meeting::{ActionPoint, Attendance, Edit, EditError, Minutes, NewPoint};

const MOST_POINT: usize = 300;
const MOST_MINUTES: usize = 20_000;

/// Who came.
pub(crate) struct Attend(Attendance);

/// A new action point.
pub(crate) struct AddPoint(());

/// Changes to an action point.
pub(crate) struct ChangePoint(ActionPoint);

/// The minutes.
pub(crate) struct WriteMinutes(Minutes);

impl MeetingForm for Attend {
    const TITLE: &'static str = "Who came?";
    const DONE: &'static str = "Attendance saved";

    fn of(opened: &Opened, _: u32) -> Option<Self> {
        Some(Self(opened.of.kept.meeting.attendance.clone()))
    }

    fn addresses(&self) -> (String, String) {
        ("/attendance".to_owned(), String::new())
    }

    fn filled(&self) -> Typed {
        let came = self.0.agencies.iter();
        let senior = came.clone().filter(|one| one.senior);
        Typed::default()
            .with("seen", self.0.version.to_string())
            .with_all("came", came.map(|one| one.agency.to_string()))
            .with_all("senior", senior.map(|one| one.agency.to_string()))
    }

    fn before(&self) -> Vec<String> {
        vec![
            "Tick agencies, not people. A public meeting should be attended by a senior person of each responsible authority.".to_owned(),
        ]
    }

    fn fields(&self, opened: &Opened, typed: &Typed) -> Vec<Field> {
        let came = typed.all("came");
        let senior = typed.all("senior");
        let own = agencies(opened, &came, opened.of.kept.meeting.day());
        vec![
            Field::hidden("seen", typed),
            Field::checkboxes(
                "came",
                "Which agencies came?",
                Choice::list_of_many(&came, own.clone()),
            ),
            Field::checkboxes(
                "senior",
                "Which of them sent a senior person?",
                Choice::list_of_many(&senior, own),
            ),
        ]
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let mut errors = Errors::default();
        let mut read = |id: &str| {
            let all = typed.all(id);
            let ids: Result<Vec<AgencyId>, _> = all.iter().map(|raw| raw.parse().map(AgencyId)).collect();
            errors.keep(id, ids.map_err(|_| "Choose agencies from the list"))
        };
        let (came, senior) = (read("came"), read("senior"));
        let (came, senior) = errors.finish(came.zip(senior))?;
        Ok(Edit::Attend {
            seen: seen(typed),
            came,
            senior,
        })
    }

    fn field_of(error: EditError) -> &'static str {
        match error {
            EditError::SeniorButAway => "senior",
            _ => "came",
        }
    }
}

fn point_fields(opened: &Opened, typed: &Typed) -> Vec<Field> {
    let items = opened.of.kept.meeting.items.iter();
    let items = items.map(|item| (item.id.to_string(), item.item.title.clone()));
    let none = std::iter::once((String::new(), "No item".to_owned()));
    vec![
        Field::hidden("seen", typed),
        Field::line("text", "What needs doing?", typed).hint("Name agencies and roles, not people"),
        Field::select(
            "owner",
            "Which agency will do it?",
            agency_choices(opened, typed.get("owner"), "Choose an agency"),
        ),
        Field::date("due", "By when?", typed),
        Field::select(
            "item",
            "Which agenda item is it from? (optional)",
            Choice::list(typed.get("item"), none.chain(items)),
        )
        .hint("The public does not see action points from items that are not open to the public"),
    ]
}

fn read_point(errors: &mut Errors, typed: &Typed) -> Option<NewPoint> {
    let text = errors.line(
        "text",
        "The action point",
        "Enter what needs doing",
        typed.get("text"),
        MOST_POINT,
    );
    let owner = typed.get("owner").parse().map(AgencyId);
    let owner = errors.keep("owner", owner.map_err(|_| "Choose which agency will do it"));
    let due = typed.read_date(errors, "due", "The due date", "Enter the due date");
    let item = match typed.get("item") {
        "" => Some(None),
        raw => errors.keep(
            "item",
            raw.parse().map(Some).map_err(|_| "Choose an item from the list"),
        ),
    };
    Some(NewPoint {
        text: text?,
        owner: owner?,
        due: due?,
        item: item?,
    })
}

fn field_of_point(error: EditError) -> &'static str {
    match error {
        EditError::DueTooEarly => "due_day",
        EditError::DoneInFuture => "done_day",
        EditError::NotThere => "item",
        _ => "text",
    }
}

impl MeetingForm for AddPoint {
    const TITLE: &'static str = "Add an action point";
    const DONE: &'static str = "Action point added";

    fn of(_: &Opened, _: u32) -> Option<Self> {
        Some(Self(()))
    }

    fn addresses(&self) -> (String, String) {
        ("/points/new".to_owned(), "#points".to_owned())
    }

    fn filled(&self) -> Typed {
        Typed::default()
    }

    fn before(&self) -> Vec<String> {
        vec!["Until it is done, it will come up at each later meeting of the group.".to_owned()]
    }

    fn fields(&self, opened: &Opened, typed: &Typed) -> Vec<Field> {
        point_fields(opened, typed)
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let mut errors = Errors::default();
        let point = read_point(&mut errors, typed);
        Ok(Edit::AddPoint(errors.finish(point)?))
    }

    fn field_of(error: EditError) -> &'static str {
        field_of_point(error)
    }
}

impl MeetingForm for ChangePoint {
    const TITLE: &'static str = "Change an action point";
    const DONE: &'static str = "Action point saved";

    fn of(opened: &Opened, part: u32) -> Option<Self> {
        opened.of.kept.meeting.point(part).cloned().map(Self)
    }

    fn addresses(&self) -> (String, String) {
        (format!("/points/{}", self.0.id), "#points".to_owned())
    }

    fn filled(&self) -> Typed {
        let point = &self.0.point;
        Typed::default()
            .with("seen", self.0.version.to_string())
            .with("text", &*point.text)
            .with("owner", point.owner.to_string())
            .with_date("due", Some(point.due))
            .with("item", point.item.map(|id| id.to_string()).unwrap_or_default())
            .with_date("done", self.0.done_on)
    }

    fn fields(&self, opened: &Opened, typed: &Typed) -> Vec<Field> {
        let mut all = point_fields(opened, typed);
        let done = Field::date("done", "When was it done? (optional)", typed);
        all.push(done.hint("Leave it empty until it is done"));
        all
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let mut errors = Errors::default();
        let point = read_point(&mut errors, typed);
        let done_on = typed.read_optional_date(&mut errors, "done", "The day on which it was done");
        let (point, done_on) = errors.finish(point.zip(done_on))?;
        Ok(Edit::ChangePoint {
            id: self.0.id,
            seen: seen(typed),
            point,
            done_on,
        })
    }

    fn field_of(error: EditError) -> &'static str {
        field_of_point(error)
    }
}

impl MeetingForm for WriteMinutes {
    const TITLE: &'static str = "Write the minutes";
    const DONE: &'static str = "Minutes saved";

    fn of(opened: &Opened, _: u32) -> Option<Self> {
        Some(Self(opened.of.kept.meeting.minutes.clone()))
    }

    fn addresses(&self) -> (String, String) {
        ("/minutes".to_owned(), "#minutes".to_owned())
    }

    fn filled(&self) -> Typed {
        Typed::default()
            .with("seen", self.0.version.to_string())
            .with("text", self.0.text.clone().unwrap_or_default())
            .with("shown", if self.0.is_shown { "yes" } else { "no" })
    }

    fn before(&self) -> Vec<String> {
        vec![
            "They will stay a draft until a later meeting of the group agrees them. Leave out what was said about \
             items that are not open to the public.".to_owned(),
        ]
    }

    fn fields(&self, _: &Opened, typed: &Typed) -> Vec<Field> {
        let shown = [
            ("no", "No, only when they are agreed"),
            ("yes", "Yes, marked as a draft"),
        ];
        vec![
            Field::hidden("seen", typed),
            Field::prose("text", "Minutes", MOST_MINUTES, typed).hint("Name agencies and roles, not people"),
            Field::radios(
                "shown",
                "Publish the draft now?",
                Choice::list(typed.get("shown"), shown),
            )
            .hint("Who came, the decisions and the action points are published with the minutes"),
        ]
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let mut errors = Errors::default();
        let text = errors.prose(
            "text",
            "The minutes",
            "Enter the minutes",
            typed.get("text"),
            MOST_MINUTES,
        );
        let is_shown = match typed.get("shown") {
            "yes" => Ok(true),
            "no" => Ok(false),
            _ => Err("Choose whether to publish the draft now"),
        };
        let is_shown = errors.keep("shown", is_shown);
        let (text, is_shown) = errors.finish(text.zip(is_shown))?;
        Ok(Edit::WriteMinutes {
            seen: seen(typed),
            text,
            is_shown,
        })
    }

    fn field_of(_: EditError) -> &'static str {
        "text"
    }
}
