//! What came of a consultation, in words; and a result that is withdrawn.

use super::{ConsultationForm, Field, Opened, Typed, seen};
use crate::shared::Errors;
use domain::consultation::{Edit, EditError, Outcome};

const MOST_TEXT: usize = 4_000;
const MOST_WHY: usize = 300;

/// Changes to what came of a consultation.
pub(crate) struct Write(Outcome);

/// A result that is withdrawn.
pub(crate) struct Withdraw(());

impl ConsultationForm for Write {
    const TITLE: &'static str = "What came of the consultation?";
    const DONE: &'static str = "Saved";

    fn of(opened: &Opened, _: u32) -> Option<Self> {
        Some(Self(opened.of.kept.consultation.outcome.clone()))
    }

    fn addresses(&self) -> (String, String) {
        ("/outcome".to_owned(), "#outcome".to_owned())
    }

    fn filled(&self) -> Typed {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        Typed::default()
            .with("seen", self.0.version.to_string())
            .with("reached", text(&self.0.reached))
            .with("themes", text(&self.0.themes))
            .with("changed", text(&self.0.changed))
    }

    fn before(&self) -> Vec<String> {
        vec!["The public will read all of this with the result. Do not name people, and do not quote anything that could identify somebody.".to_owned()]
    }

    fn fields(&self, _: &Opened, typed: &Typed) -> Vec<Field> {
        vec![
            Field::hidden("seen", typed),
            Field::prose(
                "reached",
                "Who did you reach, and who did you not reach? (optional)",
                MOST_TEXT,
                typed,
            ),
            Field::prose(
                "themes",
                "What did people say in their own words?",
                MOST_TEXT,
                typed,
            )
            .hint("Put it into themes"),
            Field::prose("changed", "What changed because of it?", MOST_TEXT, typed)
                .hint("If nothing changed, say why"),
        ]
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let mut errors = Errors::default();
        let mut text = |id: &str| errors.optional_prose(id, "The text", typed.get(id), MOST_TEXT);
        let (reached, themes, changed) = (text("reached"), text("themes"), text("changed"));
        let parsed = (|| {
            Some(Edit::Write {
                seen: seen(typed),
                reached: reached?,
                themes: themes?,
                changed: changed?,
            })
        })();
        errors.finish(parsed)
    }

    fn field_of(error: EditError) -> &'static str {
        match error {
            EditError::NoOutcome => "themes",
            _ => "reached",
        }
    }
}

impl ConsultationForm for Withdraw {
    const TITLE: &'static str = "Withdraw the result?";
    const BUTTON: &'static str = "Withdraw the result";
    const DONE: &'static str = "The result is withdrawn";
    const IS_WARNING: bool = true;

    fn of(opened: &Opened, _: u32) -> Option<Self> {
        opened.of.kept.consultation.result.as_ref().map(|_| Self(()))
    }

    fn addresses(&self) -> (String, String) {
        ("/result/withdraw".to_owned(), "#result".to_owned())
    }

    fn filled(&self) -> Typed {
        Typed::default()
    }

    fn before(&self) -> Vec<String> {
        vec!["The public no longer sees the result. You can publish it again.".to_owned()]
    }

    fn fields(&self, _: &Opened, typed: &Typed) -> Vec<Field> {
        vec![Field::line("why", "Why?", typed).hint("This goes into the history and the log")]
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let mut errors = Errors::default();
        let why = errors.line(
            "why",
            "The reason",
            "Say why you are withdrawing the result",
            typed.get("why"),
            MOST_WHY,
        );
        let why = errors.finish(why)?;
        Ok(Edit::Withdraw { why })
    }

    fn field_of(_: EditError) -> &'static str {
        "why"
    }
}
