//! Whether everybody may see the theft.

use super::telling::Tell;
use crate::shared::questions::{Ask, shown};
use crate::shared::{Choice, Errors, HttpError, Page};
use askama::Template;
use axum::response::Response;
use axum_extra::extract::Form;
use serde::Deserialize;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    shown: String,
}

#[derive(Template)]
#[template(path = "shared/theft/public/page.html")]
struct Question {
    page: Page,
    ask: Ask,
    choices: Vec<Choice>,
}

pub(crate) async fn ask(tell: Tell) -> Result<Response, HttpError> {
    let chosen = match tell.answers.shown {
        None => "",
        Some(true) => "yes",
        Some(false) => "no",
    };
    question(&tell, chosen, Errors::default()).await
}

pub(crate) async fn answer(tell: Tell, Form(typed): Form<Typed>) -> Result<Response, HttpError> {
    match typed.shown.as_str() {
        "yes" => tell.answered(|answers| answers.shown = Some(true)).await,
        "no" => tell.answered(|answers| answers.shown = Some(false)).await,
        _ => {
            let mut errors = Errors::default();
            errors.add("shown", "Choose whether to show this theft to the public");
            question(&tell, &typed.shown, errors).await
        }
    }
}

async fn question(tell: &Tell, chosen: &str, errors: Errors) -> Result<Response, HttpError> {
    let question = Question {
        page: tell.page("Show this theft to the public?", errors).await?,
        ask: tell.ask(),
        choices: Choice::list(chosen, [("yes", "Yes, show it"), ("no", "No")]),
    };
    shown(&question, &question.page)
}
