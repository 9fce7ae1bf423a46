//! The model, if the person knows it.

use super::AboutBike;
use super::registering::Registering;
use super::step::Step;
use crate::owner::change::Changing;
use crate::shared::questions::{Ask, Asking, shown};
use crate::shared::{App, Errors, HttpError, Page};
use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use axum_extra::extract::Form;
use serde::Deserialize;

const MOST: usize = 80;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(
            "/register/model",
            get(ask::<Registering>).post(answer::<Registering>),
        )
        .route(
            "/account/bikes/{bike}/change/model",
            get(ask::<Changing>).post(answer::<Changing>),
        )
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
    /// The address of the question about the frame number.
    frame_number: String,
}

async fn ask<S: AboutBike>(flow: Asking<S>) -> Result<Response, HttpError> {
    let typed = Typed {
        model: flow.answers.looks.model.clone().unwrap_or_default(),
    };
    question(&flow, typed, Errors::default()).await
}

async fn answer<S: AboutBike>(flow: Asking<S>, Form(typed): Form<Typed>) -> Result<Response, HttpError> {
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

async fn question<S: AboutBike>(
    flow: &Asking<S>,
    typed: Typed,
    errors: Errors,
) -> Result<Response, HttpError> {
    let page = flow.page("What model is it?", errors).await?;
    // This is the first page on which we know both the number and the make.
    let hint = flow.answers.hint();
    let question = Question {
        page,
        ask: flow.ask(),
        typed,
        hint,
        frame_number: flow.address_from(Step::FrameNumber, Step::Model),
    };
    shown(&question, &question.page)
}
