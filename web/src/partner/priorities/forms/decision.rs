use super::{Field, MatrixForm, Opened, Typed};
use crate::shared::{Choice, Errors};
use domain::matrix::{Edit, EditError, Issue, MOST_TOTAL, Outcome};

const MOST: usize = 1_000;

/// The decision about an issue.
pub(crate) struct Decide(Issue);

impl MatrixForm for Decide {
    const TITLE: &'static str = "Decide on this issue";
    const BUTTON: &'static str = "Save the decision";
    const DONE: &'static str = "Decision saved";
    const DECIDES: bool = true;

    fn of(opened: &Opened, issue: u32) -> Option<Self> {
        opened.matrix().issue(issue).cloned().map(Self)
    }

    fn caption(&self) -> String {
        self.0.issue.title.clone()
    }

    fn addresses(&self) -> (String, String) {
        let id = self.0.id;
        (format!("/issues/{id}/decision"), format!("#issue-{id}"))
    }

    fn version(&self) -> u32 {
        self.0.version
    }

    fn filled(&self) -> Typed {
        let Some(known) = &self.0.decision else {
            return Typed::default();
        };
        Typed::default()
            .with("outcome", known.outcome.slug())
            .with("reason", known.reason.clone().unwrap_or_default())
    }

    fn before(&self, opened: &Opened) -> Vec<String> {
        let ranked = opened.matrix().in_order();
        let own = ranked.iter().find(|ranked| ranked.issue.id == self.0.id);
        let place = own.and_then(|ranked| ranked.place);
        vec![match (place, self.0.total()) {
            (Some(place), Some(total)) => format!(
                "The marks propose place {place} of {}, with a total of {total} of {MOST_TOTAL}. You decide.",
                ranked.len()
            ),
            _ => "A mark is missing, so the issue has no place in the order yet.".to_owned(),
        }]
    }

    fn saved(&self) -> String {
        let decided = match &self.0.decision {
            None => "not decided".to_owned(),
            Some(decision) => match &decision.reason {
                Some(reason) => format!("{}, reason: {reason}", decision.outcome),
                None => decision.outcome.to_string(),
            },
        };
        let total = self
            .0
            .total()
            .map_or_else(|| "none".to_owned(), |total| total.to_string());
        format!("{decided}. Total: {total}.")
    }

    fn fields(&self, typed: &Typed) -> Vec<Field> {
        let outcomes = Outcome::ALL.map(|outcome| (outcome.slug(), outcome.to_string()));
        vec![
            Field::radios(
                "outcome",
                "What becomes of it?",
                Choice::list(typed.get("outcome"), outcomes),
            ),
            Field::prose("reason", "Why? (optional)", MOST, typed)
                .hint("You have to say why if you decide differently from the order"),
        ]
    }

    fn edit(&self, typed: &Typed, seen: u32) -> Result<Edit, Errors> {
        let mut errors = Errors::default();
        let outcome = Outcome::parse(typed.get("outcome"));
        let outcome = errors.keep("outcome", outcome.ok_or("Choose what becomes of it"));
        let reason = errors.optional_prose("reason", "The reason", typed.get("reason"), MOST);
        let parsed = outcome.zip(reason).map(|(outcome, reason)| Edit::Decide {
            id: self.0.id,
            seen,
            outcome,
            reason,
        });
        errors.finish(parsed)
    }

    fn field_of(error: &EditError) -> &'static str {
        match error {
            EditError::NoReasonToDiffer(_) => "reason",
            _ => "outcome",
        }
    }
}
