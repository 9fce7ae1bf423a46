//! What makes the bike different from others: stickers, dents, a basket.

use super::AboutBike;
use super::registering::Registering;
use crate::owner::change::Changing;
use crate::shared::questions::{Ask, Asking, shown};
use crate::shared::{App, Errors, HttpError, Page};
use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use axum_extra::extract::Form;
use serde::Deserialize;

const MOST: usize = 500;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(
            "/register/features",
            get(ask::<Registering>).post(answer::<Registering>),
        )
        .route(
            "/account/bikes/{bike}/change/features",
            get(ask::<Changing>).post(answer::<Changing>),
        )
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

async fn ask<S: AboutBike>(flow: Asking<S>) -> Result<Response, HttpError> {
    let typed = Typed {
        features: flow.answers.looks.features.clone().unwrap_or_default(),
    };
    question(&flow, typed, Errors::default()).await
}

async fn answer<S: AboutBike>(flow: Asking<S>, Form(typed): Form<Typed>) -> Result<Response, HttpError> {
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

async fn question<S: AboutBike>(
    flow: &Asking<S>,
    typed: Typed,
    errors: Errors,
) -> Result<Response, HttpError> {
    let page = flow.page("What is different about it?", errors).await?;
    let question = Question {
        page,
        ask: flow.ask(),
        typed,
    };
    shown(&question, &question.page)
}
