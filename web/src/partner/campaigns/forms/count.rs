//! What a campaign counted by hand.

use super::{CampaignForm, Field, Opened, Typed, seen};
use crate::shared::{Choice, Errors};
use domain::campaign::{Count, Counted, Edit, EditError, NewCount};

const MOST_NOTE: usize = 120;
/// No campaign gives away more than this in a day.
const MOST_NUMBER: u32 = 100_000;

/// A new count.
pub(crate) struct Add(());

/// Changes to a count.
pub(crate) struct Change(Count);

/// A count that is removed.
pub(crate) struct Remove(Count);

fn found(opened: &Opened, part: u32) -> Option<Count> {
    opened.of.kept.campaign.count(part).cloned()
}

fn fields(typed: &Typed) -> Vec<Field> {
    let kinds = Counted::ALL.map(|what| (what.slug(), what.to_string()));
    vec![
        Field::hidden("seen", typed),
        Field::radios(
            "what",
            "What was counted?",
            Choice::list(typed.get("what"), kinds),
        ),
        Field::line("number", "How many?", typed).narrow("5"),
        Field::date("on", "Day", typed).hint("If the count covers more than one day, enter the last one"),
        Field::line("note", "Where does the number come from?", typed)
            .hint("For example, the stall at the station. Do not name people."),
    ]
}

fn read(typed: &Typed) -> Result<NewCount, Errors> {
    let mut errors = Errors::default();
    let what = errors.keep(
        "what",
        Counted::parse(typed.get("what")).ok_or("Choose what was counted"),
    );
    let number = typed.get("number").trim().replace(',', "").parse::<u32>().ok();
    let number = number.filter(|number| (1..=MOST_NUMBER).contains(number));
    let number = errors.keep("number", number.ok_or("Enter a whole number from 1 to 100,000"));
    let on = typed.read_date(&mut errors, "on", "The day", "Enter the day");
    let note = errors.line(
        "note",
        "Where the number comes from",
        "Say where the number comes from",
        typed.get("note"),
        MOST_NOTE,
    );
    let parsed = (|| {
        Some(NewCount {
            what: what?,
            number: number?,
            on: on?,
            note: note?,
        })
    })();
    errors.finish(parsed)
}

fn field_of(error: EditError) -> &'static str {
    match error {
        EditError::CountedInFuture => "on_day",
        _ => "number",
    }
}

impl CampaignForm for Add {
    const TITLE: &'static str = "Add a count";
    const DONE: &'static str = "Count added";

    fn of(_: &Opened, _: u32) -> Option<Self> {
        Some(Self(()))
    }

    fn addresses(&self) -> (String, String) {
        ("/counts/new".to_owned(), "#counts".to_owned())
    }

    fn filled(&self) -> Typed {
        Typed::default()
    }

    fn before(&self) -> Vec<String> {
        vec![
            "What was counted at the campaign’s events comes from the events. Do not enter it again."
                .to_owned(),
        ]
    }

    fn fields(&self, _: &Opened, typed: &Typed) -> Vec<Field> {
        fields(typed)
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        Ok(Edit::AddCount(read(typed)?))
    }

    fn field_of(error: EditError) -> &'static str {
        field_of(error)
    }
}

impl CampaignForm for Change {
    const TITLE: &'static str = "Change a count";
    const DONE: &'static str = "Count saved";

    fn of(opened: &Opened, part: u32) -> Option<Self> {
        found(opened, part).map(Self)
    }

    fn addresses(&self) -> (String, String) {
        (format!("/counts/{}", self.0.id), "#counts".to_owned())
    }

    fn filled(&self) -> Typed {
        let count = &self.0.count;
        Typed::default()
            .with("seen", self.0.version.to_string())
            .with("what", count.what.slug())
            .with("number", count.number.to_string())
            .with_date("on", Some(count.on))
            .with("note", &*count.note)
    }

    fn fields(&self, _: &Opened, typed: &Typed) -> Vec<Field> {
        fields(typed)
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        Ok(Edit::ChangeCount {
            id: self.0.id,
            seen: seen(typed),
            count: read(typed)?,
        })
    }

    fn field_of(error: EditError) -> &'static str {
        field_of(error)
    }
}

impl CampaignForm for Remove {
    const TITLE: &'static str = "Remove this count?";
    const BUTTON: &'static str = "Remove the count";
    const DONE: &'static str = "Count removed";
    const IS_WARNING: bool = true;

    fn of(opened: &Opened, part: u32) -> Option<Self> {
        found(opened, part).map(Self)
    }

    fn addresses(&self) -> (String, String) {
        (format!("/counts/{}/remove", self.0.id), "#counts".to_owned())
    }

    fn filled(&self) -> Typed {
        Typed::default()
    }

    fn before(&self) -> Vec<String> {
        let count = &self.0.count;
        vec![format!("{}: {} ({})", count.what, count.number, count.note)]
    }

    fn fields(&self, _: &Opened, _: &Typed) -> Vec<Field> {
        Vec::new()
    }

    fn edit(&self, _: &Typed) -> Result<Edit, Errors> {
        Ok(Edit::RemoveCount { id: self.0.id })
    }

    fn field_of(_: EditError) -> &'static str {
        "main-content"
    }
}
