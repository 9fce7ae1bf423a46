//! The stage of a case, its agencies, its end, and its opening again.

use super::{Field, Opened, ProblemForm, Typed, next_step, next_step_fields, seen};
use crate::shared::{Choice, Errors, london};
use domain::id::AgencyId;
use domain::problem::{Edit, EditError, Outcome, Problem, Stage};

const MOST_WHY: usize = 1_000;

/// Moves a case to a stage.
pub(crate) struct Move(Problem);

/// Takes an agency into a case. It holds how often the case has been changed.
pub(crate) struct Join(u32);

/// Ends an agency's part in a case.
pub(crate) struct Leave(u32, AgencyId, String);

/// Closes a case.
pub(crate) struct Close(u32);

/// Opens a case again.
pub(crate) struct Reopen(u32);

fn with_seen(version: u32) -> Typed {
    Typed::default().with("seen", version.to_string())
}

/// Reads the reason for a change.
fn why(errors: &mut Errors, typed: &Typed, missing: &str) -> Option<String> {
    errors.prose("why", "The reason", missing, typed.get("why"), MOST_WHY)
}

impl ProblemForm for Move {
    const DONE: &'static str = "Case saved";

    fn of(opened: &Opened, _: &str) -> Option<Self> {
        Some(Self(opened.kept.problem.clone()))
    }

    fn title(&self) -> String {
        "Stage and next step".to_owned()
    }

    fn addresses(&self) -> (String, String) {
        ("/move".to_owned(), String::new())
    }

    fn filled(&self) -> Typed {
        let next = self.0.next_step.as_ref();
        with_seen(self.0.version)
            .with("stage", self.0.stage.slug())
            .with("next", next.map(|next| next.text.clone()).unwrap_or_default())
            .with_date("by", next.and_then(|next| next.by))
    }

    fn fields(&self, _: &Opened, typed: &Typed) -> Vec<Field> {
        let stages = Stage::ALL.map(|stage| (stage.slug(), stage.to_string()));
        let mut fields = vec![
            Field::hidden("seen", typed),
            Field::radios(
                "stage",
                "How far has the case got?",
                Choice::list(typed.get("stage"), stages),
            ),
        ];
        fields.extend(next_step_fields(typed));
        fields
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let mut errors = Errors::default();
        let stage = Stage::parse(typed.get("stage"));
        let stage = errors.keep("stage", stage.ok_or("Choose how far the case has got"));
        let next_step = next_step(&mut errors, typed);
        let (stage, next_step) = errors.finish(stage.zip(next_step))?;
        Ok(Edit::Move {
            seen: seen(typed),
            stage,
            next_step,
        })
    }

    fn field_of(&self, _: EditError) -> &'static str {
        "stage"
    }
}

impl ProblemForm for Join {
    const DONE: &'static str = "Agency added";

    fn of(opened: &Opened, _: &str) -> Option<Self> {
        Some(Self(opened.kept.problem.version))
    }

    fn title(&self) -> String {
        "Add an agency to the case".to_owned()
    }

    fn addresses(&self) -> (String, String) {
        ("/agencies/new".to_owned(), "#agencies".to_owned())
    }

    fn filled(&self) -> Typed {
        with_seen(self.0)
    }

    fn before(&self, _: &Opened) -> Vec<String> {
        vec!["Its analysts, coordinators and officers can then read and change the case.".to_owned()]
    }

    fn fields(&self, opened: &Opened, typed: &Typed) -> Vec<Field> {
        let today = london::date_of(opened.opened_at);
        let others = opened
            .agencies
            .iter()
            .filter(|agency| agency.takes_part_on(today) && !opened.kept.problem.has(agency.id));
        let others = others.map(|agency| (agency.id.to_string(), agency.agency.name.clone()));
        let first = std::iter::once((String::new(), "Choose an agency".to_owned()));
        vec![
            Field::hidden("seen", typed),
            Field::select(
                "agency",
                "Agency",
                Choice::list(typed.get("agency"), first.chain(others)),
            ),
        ]
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let mut errors = Errors::default();
        let agency = typed.get("agency").parse().map(AgencyId);
        let agency = errors.keep("agency", agency.map_err(|_| "Choose an agency"));
        let agency = errors.finish(agency)?;
        Ok(Edit::Join {
            seen: seen(typed),
            agency,
        })
    }

    fn field_of(&self, _: EditError) -> &'static str {
        "agency"
    }
}

impl ProblemForm for Leave {
    const BUTTON: &'static str = "End its involvement";
    const DONE: &'static str = "The agency is no longer in the case";

    fn of(opened: &Opened, part: &str) -> Option<Self> {
        let agency = part.parse().map(AgencyId).ok()?;
        let problem = &opened.kept.problem;
        let inside = problem.has(agency);
        inside.then(|| Self(problem.version, agency, opened.name(agency)))
    }

    fn title(&self) -> String {
        "End an agency’s involvement in the case".to_owned()
    }

    fn addresses(&self) -> (String, String) {
        (format!("/agencies/{}", self.1), "#agencies".to_owned())
    }

    fn filled(&self) -> Typed {
        with_seen(self.0)
    }

    fn before(&self, _: &Opened) -> Vec<String> {
        vec![format!("{} can then no longer read or change the case.", self.2)]
    }

    fn fields(&self, _: &Opened, typed: &Typed) -> Vec<Field> {
        vec![
            Field::hidden("seen", typed),
            Field::prose("why", "Why is its involvement ending?", MOST_WHY, typed),
        ]
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let mut errors = Errors::default();
        let why = why(&mut errors, typed, "Say why its involvement is ending");
        let why = errors.finish(why)?;
        Ok(Edit::Leave {
            seen: seen(typed),
            agency: self.1,
            why,
        })
    }

    fn field_of(&self, _: EditError) -> &'static str {
        "why"
    }
}

impl ProblemForm for Close {
    const BUTTON: &'static str = "Close the case";
    const DONE: &'static str = "Case closed";

    fn of(opened: &Opened, _: &str) -> Option<Self> {
        Some(Self(opened.kept.problem.version))
    }

    fn title(&self) -> String {
        "Close the case".to_owned()
    }

    fn addresses(&self) -> (String, String) {
        ("/close".to_owned(), String::new())
    }

    fn filled(&self) -> Typed {
        with_seen(self.0)
    }

    fn before(&self, _: &Opened) -> Vec<String> {
        vec![
            "Nobody can add to a closed case, and a new case can be opened for the same place. You can open this one again."
                .to_owned(),
        ]
    }

    fn fields(&self, _: &Opened, typed: &Typed) -> Vec<Field> {
        let outcomes = Outcome::ALL.map(|outcome| (outcome.slug(), outcome.to_string()));
        vec![
            Field::hidden("seen", typed),
            Field::radios(
                "outcome",
                "How did it end?",
                Choice::list(typed.get("outcome"), outcomes),
            ),
            Field::prose("why", "How do you know?", MOST_WHY, typed)
                .hint("Say what changed, what else may explain the change, and who will carry on the work"),
        ]
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let mut errors = Errors::default();
        let outcome = Outcome::parse(typed.get("outcome"));
        let outcome = errors.keep("outcome", outcome.ok_or("Choose how the case ended"));
        let why = why(&mut errors, typed, "Say how you know");
        let (outcome, why) = errors.finish(outcome.zip(why))?;
        Ok(Edit::Close {
            seen: seen(typed),
            outcome,
            why,
        })
    }

    fn field_of(&self, _: EditError) -> &'static str {
        "outcome"
    }
}

impl ProblemForm for Reopen {
    const BUTTON: &'static str = "Open the case again";
    const DONE: &'static str = "The case is open again";
    const IS_FOR_CLOSED: bool = true;

    fn of(opened: &Opened, _: &str) -> Option<Self> {
        Some(Self(opened.kept.problem.version))
    }

    fn title(&self) -> String {
        "Open the case again".to_owned()
    }

    fn addresses(&self) -> (String, String) {
        ("/reopen".to_owned(), String::new())
    }

    fn filled(&self) -> Typed {
        with_seen(self.0)
    }

    fn fields(&self, _: &Opened, typed: &Typed) -> Vec<Field> {
        vec![
            Field::hidden("seen", typed),
            Field::prose("why", "Why are you opening it again?", MOST_WHY, typed),
        ]
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let mut errors = Errors::default();
        let why = why(&mut errors, typed, "Say why you are opening it again");
        let why = errors.finish(why)?;
        Ok(Edit::Reopen {
            seen: seen(typed),
            why,
        })
    }

    fn field_of(&self, _: EditError) -> &'static str {
        "why"
    }
}
