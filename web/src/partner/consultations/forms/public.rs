//! A consultation is shown to the public, or taken off the public pages.

use super::{ConsultationForm, Field, Opened, Typed, seen};
use crate::shared::{Errors, london};
use domain::consultation::{Consultation, Edit, EditError};

const MOST_WHY: usize = 300;

/// A consultation that is published.
pub(crate) struct Publish(Consultation);

/// A consultation that is taken off the public pages.
pub(crate) struct Withdraw(Consultation);

fn filled(consultation: &Consultation) -> Typed {
    Typed::default().with("seen", consultation.version.to_string())
}

impl ConsultationForm for Publish {
    const TITLE: &'static str = "Publish this consultation?";
    const BUTTON: &'static str = "Publish the consultation";
    const DONE: &'static str = "The consultation is published";

    fn of(opened: &Opened, _: u32) -> Option<Self> {
        let consultation = &opened.of.kept.consultation;
        (!consultation.is_public).then(|| Self(consultation.clone()))
    }

    fn addresses(&self) -> (String, String) {
        ("/publish".to_owned(), String::new())
    }

    fn filled(&self) -> Typed {
        filled(&self.0)
    }

    fn before(&self) -> Vec<String> {
        let details = &self.0.details;
        vec![format!(
            "The public sees it now and can answer from {} until {}.",
            london::day_and_time(details.opens_at),
            london::day_and_time(details.closes_at)
        )]
    }

    fn fields(&self, _: &Opened, typed: &Typed) -> Vec<Field> {
        vec![Field::hidden("seen", typed)]
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        Ok(Edit::Show {
            seen: seen(typed),
            is_public: true,
            why: None,
        })
    }

    fn field_of(_: EditError) -> &'static str {
        "main-content"
    }
}

impl ConsultationForm for Withdraw {
    const TITLE: &'static str = "Take this consultation off the public pages?";
    const BUTTON: &'static str = "Take it off the public pages";
    const DONE: &'static str = "The public no longer sees the consultation";
    const IS_WARNING: bool = true;

    fn of(opened: &Opened, _: u32) -> Option<Self> {
        let consultation = &opened.of.kept.consultation;
        consultation.is_public.then(|| Self(consultation.clone()))
    }

    fn addresses(&self) -> (String, String) {
        ("/withdraw".to_owned(), String::new())
    }

    fn filled(&self) -> Typed {
        filled(&self.0)
    }

    fn before(&self) -> Vec<String> {
        vec!["Nobody can answer while it is off the public pages. Answers that came already stay.".to_owned()]
    }

    fn fields(&self, _: &Opened, typed: &Typed) -> Vec<Field> {
        vec![
            Field::hidden("seen", typed),
            Field::line("why", "Why?", typed).hint("This goes into the history and the log"),
        ]
    }

    fn edit(&self, typed: &Typed) -> Result<Edit, Errors> {
        let mut errors = Errors::default();
        let why = errors.line(
            "why",
            "The reason",
            "Say why you are taking it off the public pages",
            typed.get("why"),
            MOST_WHY,
        );
        let why = errors.finish(why)?;
        Ok(Edit::Show {
            seen: seen(typed),
            is_public: false,
            why: Some(why),
        })
    }

    fn field_of(_: EditError) -> &'static str {
        "why"
    }
}
