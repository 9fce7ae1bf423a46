//! Which model it is, if anybody knows.

use super::registering::Flow;
use crate::shared::questions::{Ask, shown};
use crate::shared::{App, Errors, HttpError, Page};
use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use axum_extra::extract::Form;
use serde::Deserialize;

const MOST: usize = 80;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/register/model", get(ask).post(answer))
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Typed {
    #[serde(default)]
    model: String,
}

#[derive(Template)]
#[template(path = "owner/register/model/page.html")]
struct Question {
    page: Page,
    ask: Ask,
    typed: Typed,
    hint: Option<String>,
}

async fn ask(flow: Flow) -> Result<Response, HttpError> {
    let typed = Typed {
        model: flow.answers.looks.model.clone().unwrap_or_default(),
    };
    question(&flow, typed, Errors::default()).await
}

async fn answer(flow: Flow, Form(typed): Form<Typed>) -> Result<Response, HttpError> {
    match typed.parse() {
        Ok(model) => flow.answered(|answers| answers.looks.model = model).await,
        Err(errors) => question(&flow, typed, errors).await,
    }
}

impl Typed {
    fn parse(&self) -> Result<Option<String>, Errors> {
        let mut errors = Errors::default();
        let model = errors.optional_line("model", "The model", &self.model, MOST);
        errors.finish(model)
    }
}

async fn question(flow: &Flow, typed: Typed, errors: Errors) -> Result<Response, HttpError> {
    let page = flow.page("What model is it?", errors).await?;
    // Here for the first time both the number and the make are known.
    let hint = flow.answers.hint();
    let question = Question {
        page,
        ask: flow.ask(),
        typed,
        hint,
    };
    shown(&question, &question.page)
}
