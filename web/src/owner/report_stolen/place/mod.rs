//! Where it was.

use super::telling::Tell;
use crate::shared::questions::{Ask, shown};
use crate::shared::{App, Errors, HttpError, Page};
use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use axum_extra::extract::Form;
use serde::Deserialize;

const MOST: usize = 300;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/account/bikes/{bike}/report-stolen/where", get(ask).post(answer))
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Typed {
    #[serde(default)]
    place: String,
}

#[derive(Template)]
#[template(path = "owner/report_stolen/place/page.html")]
struct Question {
    page: Page,
    ask: Ask,
    typed: Typed,
}

async fn ask(tell: Tell) -> Result<Response, HttpError> {
    let typed = Typed {
        place: tell.answers.place.clone().unwrap_or_default(),
    };
    question(&tell, typed, Errors::default()).await
}

async fn answer(tell: Tell, Form(typed): Form<Typed>) -> Result<Response, HttpError> {
    match typed.parse() {
        Ok(place) => tell.answered(|answers| answers.place = Some(place)).await,
        Err(errors) => question(&tell, typed, errors).await,
    }
}

impl Typed {
    fn parse(&self) -> Result<String, Errors> {
        let mut errors = Errors::default();
        let place = errors.prose("place", "Where it was", "Enter where it was", &self.place, MOST);
        errors.finish(place)
    }
}

async fn question(tell: &Tell, typed: Typed, errors: Errors) -> Result<Response, HttpError> {
    let page = tell.page("Where was it?", errors).await?;
    let question = Question {
        page,
        ask: tell.ask(),
        typed,
    };
    shown(&question, &question.page)
}
