//! What people said at stands and on paper, as counts.

use super::{ConsultationForm, Field, Opened, Typed, seen};
use crate::shared::Errors;
use domain::consultation::{Edit, EditError, NewStandCount, StandCount, StandError};

const MOST_PLACE: usize = 120;

/// A new count. It holds the issues.
pub(crate) struct Add(Vec<String>);

/// Changes to a count. It holds the issues too.
pub(crate) struct Change(StandCount, Vec<String>);

/// A count that is removed.
pub(crate) struct Remove(StandCount);

fn found(opened: &Opened, part: u32) -> Option<StandCount> {
    opened.of.kept.consultation.stand(part).cloned()
}

fn issues(opened: &Opened) -> Vec<String> {
    opened.of.kept.consultation.details.issues.clone()
}

/// The name of the field of an issue.
fn field(issue: usize) -> String {
    format!("named_{issue}")
}

fn fields(typed: &Typed, issues: &[String]) -> Vec<Field> {
    let mut fields = vec![
        Field::hidden("seen", typed),
        Field::date("on", "Day", typed),
        Field::line("place", "Where was it?", typed)
            .hint("For example, the stand at the station, or paper forms from the library"),
        Field::line("people", "How many people answered?", typed).narrow("5"),
        Field::Heading("How many of them named each issue?".to_owned()),
    ];
    let each = issues.iter().enumerate();
    fields.extend(each.map(|(place, issue)| Field::line(&field(place), issue, typed).narrow("5")));
    fields
}

fn read(typed: &Typed, issues: &[String]) -> Result<NewStandCount, Errors> {
    let mut errors = Errors::default();
    let on = typed.read_date(&mut errors, "on", "The day", "Enter the day");
    let place = errors.line(
        "place",
        "The place",
        "Say where it was",
        typed.get("place"),
        MOST_PLACE,
    );
    let people = number(&mut errors, typed, "people", "Enter how many people answered");
    let mut named = Vec::new();
    for (at, issue) in issues.iter().enumerate() {
        let missing = format!("Enter how many people named “{issue}”. Enter 0 if nobody did");
        let count = number(&mut errors, typed, &field(at), &missing);
        if let (Some(count), Some(people)) = (count, people)
            && count > people
        {
            errors.add(field(at), StandError::MoreThanAnswered.to_string());
        }
        named.extend(count);
    }
    let parsed = (|| {
        Some(NewStandCount {
            on: on?,
            place: place?,
            people: people?,
            named,
        })
    })();
    errors.finish(parsed)
}

fn number(errors: &mut Errors, typed: &Typed, id: &str, missing: &str) -> Option<u32> {
    let read = match typed.get(id).trim() {
        "" => Err(missing.to_owned()),
        raw => raw
            .replace(',', "")
            .parse::<u32>()
            .map_err(|_| "Enter a whole number, such as 12".to_owned()),
    };
    errors.keep(id, read)
}

fn field_of(error: EditError) -> &'static str {
    match error {
        EditError::Stand(StandError::WrongDay) | EditError::NotOpened => "on_day",
        EditError::Stand(_) => "people",
        _ => "place",
    }
}

impl ConsultationForm for Add {
    const TITLE: &'static str = "Add a count from a stand";
    const DONE: &'static str = "Count added";

    fn of(opened: &Opened, _: u32) -> Option<Self> {
        Some(Self(issues(opened)))
    }

    fn addresses(&self) -> (String, String) {
        ("/stands/new".to_owned(), "#stands".to_owned())
    }

    fn filled(&self) -> Typed {
        Typed::default()
    }

    fn before(&self) -> Vec<String> {
        vec![
            "Use this for answers at a stand or on paper. They are shown beside the online answers and not added to them, because somebody may have given both."
                .to_owned(),
        ]
    }

    fn fields(&self, _: &Opened, typed: &Typed) -> Vec<Field> {
        fields(typed, &self.0)
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        Ok(Edit::AddStand(read(typed, &self.0)?))
    }

    fn field_of(error: EditError) -> &'static str {
        field_of(error)
    }
}

impl ConsultationForm for Change {
    const TITLE: &'static str = "Change a count from a stand";
    const DONE: &'static str = "Count saved";

    fn of(opened: &Opened, part: u32) -> Option<Self> {
        found(opened, part).map(|stand| Self(stand, issues(opened)))
    }

    fn addresses(&self) -> (String, String) {
        (format!("/stands/{}", self.0.id), "#stands".to_owned())
    }

    fn filled(&self) -> Typed {
        let stand = &self.0.stand;
        let typed = Typed::default()
            .with("seen", self.0.version.to_string())
            .with_date("on", Some(stand.on))
            .with("place", &*stand.place)
            .with("people", stand.people.to_string());
        let each = stand.named.iter().enumerate();
        each.fold(typed, |typed, (at, named)| {
            typed.with(&field(at), named.to_string())
        })
    }

    fn fields(&self, _: &Opened, typed: &Typed) -> Vec<Field> {
        fields(typed, &self.1)
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        Ok(Edit::ChangeStand {
            id: self.0.id,
            seen: seen(typed),
            stand: read(typed, &self.1)?,
        })
    }

    fn field_of(error: EditError) -> &'static str {
        field_of(error)
    }
}

impl ConsultationForm for Remove {
    const TITLE: &'static str = "Remove this count?";
    const BUTTON: &'static str = "Remove the count";
    const DONE: &'static str = "Count removed";
    const IS_WARNING: bool = true;

    fn of(opened: &Opened, part: u32) -> Option<Self> {
        found(opened, part).map(Self)
    }

    fn addresses(&self) -> (String, String) {
        (format!("/stands/{}/remove", self.0.id), "#stands".to_owned())
    }

    fn filled(&self) -> Typed {
        Typed::default()
    }

    fn before(&self) -> Vec<String> {
        let day = crate::shared::london::date(self.0.stand.on);
        vec![format!("{}, {day}", self.0.stand.place)]
    }

    fn fields(&self, _: &Opened, _: &Typed) -> Vec<Field> {
        Vec::new()
    }

    fn edit(&self, _: &Typed) -> Result<Edit, Errors> {
        Ok(Edit::RemoveStand { id: self.0.id })
    }

    fn field_of(_: EditError) -> &'static str {
        "main-content"
    }
}
