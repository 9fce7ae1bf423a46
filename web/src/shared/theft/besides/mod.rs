//! What else was taken, and who insures the bike: two questions with one form. People can leave both empty.

use super::telling::Tell;
use crate::shared::questions::{Ask, shown};
use crate::shared::{Errors, HttpError, Page};
use askama::Template;
use axum::response::Response;
use axum_extra::extract::Form;
use serde::Deserialize;

const MOST_TAKEN: usize = 300;
const MOST_INSURER: usize = 100;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    taken: String,
    insurer: String,
}

/// Which of the two is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Besides {
    Taken,
    Insurer,
}

#[derive(Template)]
#[template(path = "shared/theft/besides/page.html")]
struct Question {
    page: Page,
    ask: Ask,
    besides: Besides,
    typed: Typed,
}

pub(crate) async fn taken(tell: Tell) -> Result<Response, HttpError> {
    let typed = Typed {
        taken: tell.answers.details.taken.clone().unwrap_or_default(),
        ..Typed::default()
    };
    question(&tell, Besides::Taken, typed, Errors::default()).await
}

pub(crate) async fn insurer(tell: Tell) -> Result<Response, HttpError> {
    let typed = Typed {
        insurer: tell.answers.details.insurer.clone().unwrap_or_default(),
        ..Typed::default()
    };
    question(&tell, Besides::Insurer, typed, Errors::default()).await
}

pub(crate) async fn answer_taken(tell: Tell, Form(typed): Form<Typed>) -> Result<Response, HttpError> {
    let mut errors = Errors::default();
    let read = errors.optional_prose("taken", "What else was taken", &typed.taken, MOST_TAKEN);
    match errors.finish(read) {
        Ok(taken) => tell.answered(|answers| answers.details.taken = taken).await,
        Err(errors) => question(&tell, Besides::Taken, typed, errors).await,
    }
}

pub(crate) async fn answer_insurer(tell: Tell, Form(typed): Form<Typed>) -> Result<Response, HttpError> {
    let mut errors = Errors::default();
    let read = errors.optional_line("insurer", "The insurer", &typed.insurer, MOST_INSURER);
    match errors.finish(read) {
        Ok(insurer) => tell.answered(|answers| answers.details.insurer = insurer).await,
        Err(errors) => question(&tell, Besides::Insurer, typed, errors).await,
    }
}

async fn question(
    tell: &Tell,
    besides: Besides,
    typed: Typed,
    errors: Errors,
) -> Result<Response, HttpError> {
    let title = match besides {
        Besides::Taken => "Was anything else taken?",
        Besides::Insurer => "Who insures it?",
    };
    let question = Question {
        page: tell.page(title, errors).await?,
        ask: tell.ask(),
        besides,
        typed,
    };
    shown(&question, &question.page)
}
