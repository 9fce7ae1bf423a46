//! What makes it this one: stickers, dents, a basket.

use super::registering::Flow;
use crate::shared::questions::{Ask, shown};
use crate::shared::{App, Errors, HttpError, Page};
use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use axum_extra::extract::Form;
use serde::Deserialize;

const MOST: usize = 500;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/register/features", get(ask).post(answer))
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Typed {
    #[serde(default)]
    features: String,
}

#[derive(Template)]
#[template(path = "owner/register/features/page.html")]
struct Question {
    page: Page,
    ask: Ask,
    typed: Typed,
}

async fn ask(flow: Flow) -> Result<Response, HttpError> {
    let typed = Typed {
        features: flow.answers.looks.features.clone().unwrap_or_default(),
    };
    question(&flow, typed, Errors::default()).await
}

async fn answer(flow: Flow, Form(typed): Form<Typed>) -> Result<Response, HttpError> {
    match typed.parse() {
        Ok(features) => flow.answered(|answers| answers.looks.features = features).await,
        Err(errors) => question(&flow, typed, errors).await,
    }
}

impl Typed {
    fn parse(&self) -> Result<Option<String>, Errors> {
        let mut errors = Errors::default();
        let features = errors.optional_prose("features", "The description", &self.features, MOST);
        errors.finish(features)
    }
}

async fn question(flow: &Flow, typed: Typed, errors: Errors) -> Result<Response, HttpError> {
    let page = flow.page("What is different about it?", errors).await?;
    let question = Question {
        page,
        ask: flow.ask(),
        typed,
    };
    shown(&question, &question.page)
}
