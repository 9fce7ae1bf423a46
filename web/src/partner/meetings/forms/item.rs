//! The items on the agenda.

use super::{Field, MeetingForm, Opened, Typed, agency_choices, optional_agency, seen};
use crate::shared::{Choice, Errors};
use domain::meeting::{Edit, EditError, Item, NewItem, Purpose};

const MOST_TITLE: usize = 200;
const MOST_WHY: usize = 300;
const MOST_DECISION: usize = 2_000;
const MOST_APART: usize = 10_000;
/// No item takes longer than this.
const MOST_MINUTES: u16 = 480;

/// A new item. It holds how many there are.
pub(crate) struct AddItem(usize);

/// Changes to an item at a place on the agenda.
pub(crate) struct ChangeItem(Item, usize);

/// An item that is removed.
pub(crate) struct RemoveItem(Item);

/// What was decided on an item.
pub(crate) struct Decide(Item);

/// The minutes and the decision of an item that is not open to the public.
pub(crate) struct WriteApart(Item);

fn found(opened: &Opened, part: u32) -> Option<Item> {
    opened.of.kept.meeting.item(part).cloned()
}

/// The fields of an item. `places` is how many places it can have.
fn fields(opened: &Opened, typed: &Typed, places: usize) -> Vec<Field> {
    let purposes = Purpose::ALL.map(|purpose| (purpose.slug(), purpose.to_string()));
    let numbers = (1..=places).map(|place| (place.to_string(), place.to_string()));
    vec![
        Field::hidden("seen", typed),
        Field::line("title", "Title", typed).hint("For example, Reports of the priority leads"),
        Field::radios(
            "purpose",
            "What is it for?",
            Choice::list(typed.get("purpose"), purposes),
        ),
        Field::select(
            "owner",
            "Which agency leads it?",
            agency_choices(opened, typed.get("owner"), "None"),
        ),
        Field::line("minutes", "How many minutes will it take? (optional)", typed).narrow("4"),
        Field::select(
            "place",
            "Its place on the agenda",
            Choice::list(typed.get("place"), numbers),
        ),
        Field::line("closed", "Why is it not open to the public? (optional)", typed).hint(
            "Leave this empty if the item is open. Otherwise the public will read only “Item not open to the public” \
             and this reason, and will see no papers.",
        ),
    ]
}

/// Reads an item and its place, counted from nought. An item's report stays.
fn read(typed: &Typed, known: Option<&Item>, places: usize) -> Result<(NewItem, usize), Errors> {
    let mut errors = Errors::default();
    let title = errors.line(
        "title",
        "The title",
        "Enter a title",
        typed.get("title"),
        MOST_TITLE,
    );
    let purpose = Purpose::parse(typed.get("purpose"));
    let purpose = errors.keep(
        "purpose",
        purpose.ok_or("Choose whether it is for decision or for information"),
    );
    let lead = optional_agency(&mut errors, "owner", typed.get("owner"));
    let minutes = match typed.get("minutes").trim() {
        "" => Some(None),
        raw => {
            let read = raw
                .parse()
                .ok()
                .filter(|minutes| (1..=MOST_MINUTES).contains(minutes));
            let message = format!("Enter a whole number of minutes from 1 to {MOST_MINUTES}");
            errors.keep("minutes", read.map(Some).ok_or(message))
        }
    };
    let place = typed.get("place").parse::<usize>().ok();
    let place = place.filter(|place| (1..=places).contains(place));
    let place = errors.keep("place", place.ok_or("Choose its place on the agenda"));
    let closed = errors.optional_line("closed", "The reason", typed.get("closed"), MOST_WHY);
    let parsed = (|| {
        let item = NewItem {
            title: title?,
            lead: lead?,
            minutes: minutes?,
            purpose: purpose?,
            not_public: closed?,
            report: known.and_then(|known| known.item.report),
        };
        Some((item, place? - 1))
    })();
    errors.finish(parsed)
}

impl MeetingForm for AddItem {
    const TITLE: &'static str = "Add an item";
    const DONE: &'static str = "Item added";

    fn of(opened: &Opened, _: u32) -> Option<Self> {
        Some(Self(opened.of.kept.meeting.items.len()))
    }

    fn addresses(&self) -> (String, String) {
        ("/items/new".to_owned(), "#agenda".to_owned())
    }

    fn filled(&self) -> Typed {
        Typed::default().with("place", (self.0 + 1).to_string())
    }

    fn fields(&self, opened: &Opened, typed: &Typed) -> Vec<Field> {
        fields(opened, typed, self.0 + 1)
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let (item, place) = read(typed, None, self.0 + 1)?;
        Ok(Edit::AddItem { item, place })
    }

    fn field_of(_: EditError) -> &'static str {
        "title"
    }
}

impl MeetingForm for ChangeItem {
    const TITLE: &'static str = "Change an item";
    const DONE: &'static str = "Item saved";

    fn of(opened: &Opened, part: u32) -> Option<Self> {
        let items = &opened.of.kept.meeting.items;
        let place = items.iter().position(|item| item.id == part)?;
        Some(Self(items.get(place)?.clone(), place))
    }

    fn addresses(&self) -> (String, String) {
        let id = self.0.id;
        (format!("/items/{id}"), format!("#item-{id}"))
    }

    fn filled(&self) -> Typed {
        let item = &self.0.item;
        Typed::default()
            .with("seen", self.0.version.to_string())
            .with("title", &*item.title)
            .with("purpose", item.purpose.slug())
            .with("owner", item.lead.map(|id| id.to_string()).unwrap_or_default())
            .with("minutes", item.minutes.map(|n| n.to_string()).unwrap_or_default())
            .with("place", (self.1 + 1).to_string())
            .with("closed", item.not_public.clone().unwrap_or_default())
    }

    fn fields(&self, opened: &Opened, typed: &Typed) -> Vec<Field> {
        fields(opened, typed, opened.of.kept.meeting.items.len())
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let (item, place) = read(typed, Some(&self.0), domain::meeting::MOST_ITEMS)?;
        Ok(Edit::ChangeItem {
            id: self.0.id,
            seen: seen(typed),
            item,
            place,
        })
    }

    fn field_of(_: EditError) -> &'static str {
        "title"
    }
}

impl MeetingForm for RemoveItem {
    const TITLE: &'static str = "Remove this item?";
    const BUTTON: &'static str = "Remove the item";
    const DONE: &'static str = "Item removed";
    const IS_WARNING: bool = true;

    fn of(opened: &Opened, part: u32) -> Option<Self> {
        found(opened, part).map(Self)
    }

    fn addresses(&self) -> (String, String) {
        (format!("/items/{}/remove", self.0.id), "#agenda".to_owned())
    }

    fn filled(&self) -> Typed {
        Typed::default()
    }

    fn before(&self) -> Vec<String> {
        vec![format!(
            "“{}” will come off the agenda, with any decision on it.",
            self.0.item.title
        )]
    }

    fn fields(&self, _: &Opened, _: &Typed) -> Vec<Field> {
        Vec::new()
    }

    fn edit(&self, _: &Typed) -> Result<Edit, Errors> {
        Ok(Edit::RemoveItem { id: self.0.id })
    }

    fn field_of(_: EditError) -> &'static str {
        "main-content"
    }
}

impl MeetingForm for Decide {
    const TITLE: &'static str = "What was decided?";
    const DONE: &'static str = "Decision saved";

    /// What is decided on a closed item has a form of its own.
    fn of(opened: &Opened, part: u32) -> Option<Self> {
        let item = found(opened, part)?;
        item.item.not_public.is_none().then_some(Self(item))
    }

    fn addresses(&self) -> (String, String) {
        let id = self.0.id;
        (format!("/items/{id}/decision"), format!("#item-{id}"))
    }

    fn filled(&self) -> Typed {
        Typed::default()
            .with("seen", self.0.version.to_string())
            .with("decision", self.0.decision.clone().unwrap_or_default())
    }

    fn before(&self) -> Vec<String> {
        vec![format!(
            "The public will read the decision on “{}” with the minutes.",
            self.0.item.title
        )]
    }

    fn fields(&self, _: &Opened, typed: &Typed) -> Vec<Field> {
        vec![
            Field::hidden("seen", typed),
            Field::prose("decision", "Decision", MOST_DECISION, typed)
                .hint("Name agencies and roles, not people"),
        ]
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let mut errors = Errors::default();
        let decision =
            errors.optional_prose("decision", "The decision", typed.get("decision"), MOST_DECISION);
        let decision = errors.finish(decision)?;
        Ok(Edit::Decide {
            item: self.0.id,
            seen: seen(typed),
            decision,
        })
    }

    fn field_of(_: EditError) -> &'static str {
        "decision"
    }
}

impl MeetingForm for WriteApart {
    const TITLE: &'static str = "Minutes and decision of a closed item";
    const DONE: &'static str = "Minutes saved";

    fn of(opened: &Opened, part: u32) -> Option<Self> {
        let item = found(opened, part)?;
        item.item.not_public.is_some().then_some(Self(item))
    }

    fn addresses(&self) -> (String, String) {
        let id = self.0.id;
        (format!("/items/{id}/minutes"), format!("#item-{id}"))
    }

    fn filled(&self) -> Typed {
        let apart = &self.0.apart;
        let decision = apart.decision.clone().or_else(|| self.0.decision.clone());
        Typed::default()
            .with("seen", apart.version.to_string())
            .with("minutes", apart.minutes.clone().unwrap_or_default())
            .with("decision", decision.unwrap_or_default())
    }

    fn before(&self) -> Vec<String> {
        vec![format!(
            "Only the agencies in the group and the people who organise the meeting read this about “{}”. The public never does, even if the item is opened later.",
            self.0.item.title
        )]
    }

    fn fields(&self, _: &Opened, typed: &Typed) -> Vec<Field> {
        vec![
            Field::hidden("seen", typed),
            Field::prose("minutes", "Minutes (optional)", MOST_APART, typed)
                .hint("Name agencies and roles, not people"),
            Field::prose("decision", "Decision (optional)", MOST_DECISION, typed),
        ]
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let mut errors = Errors::default();
        let minutes = errors.optional_prose("minutes", "The minutes", typed.get("minutes"), MOST_APART);
        let decision =
            errors.optional_prose("decision", "The decision", typed.get("decision"), MOST_DECISION);
        let (minutes, decision) = errors.finish(minutes.zip(decision))?;
        Ok(Edit::WriteApart {
            item: self.0.id,
            seen: seen(typed),
            minutes,
            decision,
        })
    }

    fn field_of(_: EditError) -> &'static str {
        "minutes"
    }
}
