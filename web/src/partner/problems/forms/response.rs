//! The responses of a case, and how far they have got.

use super::{Field, Opened, ProblemForm, Typed, seen};
use crate::shared::{Choice, Errors};
use domain::id::AgencyId;
use domain::plan::ActionStatus;
use domain::problem::{Edit, EditError, NewResponse, Response};

const MOST_TEXT: usize = 300;
const MOST_NOTE: usize = 1_000;

/// A new response.
pub(crate) struct Respond(());

/// How far a response has got.
pub(crate) struct Report(Response);

impl ProblemForm for Respond {
    const DONE: &'static str = "Response added";

    fn of(_: &Opened, _: &str) -> Option<Self> {
        Some(Self(()))
    }

    fn title(&self) -> String {
        "Add a response".to_owned()
    }

    fn addresses(&self) -> (String, String) {
        ("/responses/new".to_owned(), "#response".to_owned())
    }

    fn filled(&self) -> Typed {
        Typed::default()
    }

    fn before(&self, opened: &Opened) -> Vec<String> {
        let problem = &opened.kept.problem;
        if problem.first_response().is_some() || problem.entries.iter().any(names_control) {
            return Vec::new();
        }
        vec![
            "This case does not name a place to compare with yet. Name one under Analysis before the first response begins, or nobody will be able to test later whether thefts moved.".to_owned(),
        ]
    }

    fn fields(&self, opened: &Opened, typed: &Typed) -> Vec<Field> {
        let inside = opened.kept.problem.agencies.iter();
        let inside = inside.filter(|one| one.until.is_none());
        let owners = inside.map(|one| (one.agency.to_string(), opened.name(one.agency)));
        let first = std::iter::once((String::new(), "Choose an agency".to_owned()));
        vec![
            Field::line("text", "What will be done?", typed).hint("Name agencies and roles, not people"),
            Field::line("aim", "What should it change?", typed),
            Field::select(
                "owner",
                "Which agency will do it?",
                Choice::list(typed.get("owner"), first.chain(owners)),
            )
            .hint("An agency that is in the case"),
            Field::date("starts", "When does it begin?", typed),
            Field::date("due", "When is it due?", typed),
        ]
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let mut errors = Errors::default();
        let text = errors.line(
            "text",
            "The response",
            "Enter what will be done",
            typed.get("text"),
            MOST_TEXT,
        );
        let aim = errors.line(
            "aim",
            "The change",
            "Enter what it should change",
            typed.get("aim"),
            MOST_TEXT,
        );
        let owner = typed.get("owner").parse().map(AgencyId);
        let owner = errors.keep("owner", owner.map_err(|_| "Choose which agency will do it"));
        let starts = typed.read_date(
            &mut errors,
            "starts",
            "The day on which it begins",
            "Enter the day on which it begins",
        );
        let due = typed.read_date(&mut errors, "due", "The due date", "Enter the due date");
        let parsed = (|| {
            Some(NewResponse {
                text: text?,
                aim: aim?,
                owner: owner?,
                starts: starts?,
                due: due?,
            })
        })();
        Ok(Edit::Respond(errors.finish(parsed)?))
    }

    fn field_of(&self, error: EditError) -> &'static str {
        match error {
            EditError::DueBeforeStart | EditError::DueInPast => "due_day",
            EditError::NotThere => "owner",
            _ => "text",
        }
    }
}

/// Tells whether an entry names a place to compare with.
fn names_control(entry: &domain::problem::Entry) -> bool {
    let mut answers = entry.answers.iter();
    answers.any(|answer| answer.question == domain::problem::Question::Control)
}

impl ProblemForm for Report {
    const DONE: &'static str = "Progress saved";

    fn of(opened: &Opened, part: &str) -> Option<Self> {
        let id = part.parse().ok()?;
        opened.kept.problem.response(id).cloned().map(Self)
    }

    fn title(&self) -> String {
        "How far has it got?".to_owned()
    }

    fn addresses(&self) -> (String, String) {
        (format!("/responses/{}", self.0.id), "#response".to_owned())
    }

    fn filled(&self) -> Typed {
        Typed::default()
            .with("seen", self.0.version.to_string())
            .with("status", self.0.status.slug())
            .with_date("due", Some(self.0.response.due))
    }

    fn before(&self, opened: &Opened) -> Vec<String> {
        let response = &self.0.response;
        vec![format!(
            "{}. {} will do it. It should change: {}",
            response.text,
            opened.name(response.owner),
            response.aim
        )]
    }

    fn fields(&self, _: &Opened, typed: &Typed) -> Vec<Field> {
        let statuses = ActionStatus::ALL.map(|status| (status.slug(), status.to_string()));
        vec![
            Field::hidden("seen", typed),
            Field::radios("status", "Status", Choice::list(typed.get("status"), statuses)),
            Field::date("due", "When is it due?", typed),
            Field::prose(
                "note",
                "What has been done, or why is the date moving?",
                MOST_NOTE,
                typed,
            )
            .hint("Name agencies and roles, not people"),
        ]
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let mut errors = Errors::default();
        let status = ActionStatus::parse(typed.get("status"));
        let status = errors.keep("status", status.ok_or("Choose how far it has got"));
        let due = typed.read_date(&mut errors, "due", "The due date", "Enter the due date");
        let note = errors.prose(
            "note",
            "The note",
            "Say what has been done, or why the date is moving",
            typed.get("note"),
            MOST_NOTE,
        );
        let parsed = (|| {
            Some(Edit::Progress {
                response: self.0.id,
                seen: seen(typed),
                status: status?,
                due: due?,
                note: note?,
            })
        })();
        errors.finish(parsed)
    }

    fn field_of(&self, error: EditError) -> &'static str {
        match error {
            EditError::DueBeforeStart | EditError::DueInPast => "due_day",
            _ => "status",
        }
    }
}
