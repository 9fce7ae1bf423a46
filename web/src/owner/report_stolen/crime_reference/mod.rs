//! The police's reference, for whoever has one already.

use super::telling::Tell;
use crate::shared::questions::{Ask, shown};
use crate::shared::{App, Errors, HttpError, Page};
use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use axum_extra::extract::Form;
use serde::Deserialize;

const MOST: usize = 40;

pub(super) fn routes() -> Router<App> {
    Router::new().route(
        "/account/bikes/{bike}/report-stolen/crime-reference",
        get(ask).post(answer),
    )
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Typed {
    #[serde(default)]
    crime_ref: String,
}

#[derive(Template)]
#[template(path = "owner/report_stolen/crime_reference/page.html")]
struct Question {
    page: Page,
    ask: Ask,
    typed: Typed,
}

async fn ask(tell: Tell) -> Result<Response, HttpError> {
    let typed = Typed {
        crime_ref: tell.answers.crime_ref.clone().unwrap_or_default(),
    };
    question(&tell, typed, Errors::default()).await
}

async fn answer(tell: Tell, Form(typed): Form<Typed>) -> Result<Response, HttpError> {
    match typed.parse() {
        Ok(crime_ref) => tell.answered(|answers| answers.crime_ref = crime_ref).await,
        Err(errors) => question(&tell, typed, errors).await,
    }
}

impl Typed {
    fn parse(&self) -> Result<Option<String>, Errors> {
        let mut errors = Errors::default();
        let reference = errors.optional_line("crime_ref", "The crime reference", &self.crime_ref, MOST);
        errors.finish(reference)
    }
}

async fn question(tell: &Tell, typed: Typed, errors: Errors) -> Result<Response, HttpError> {
    let page = tell.page("Do you have a crime reference?", errors).await?;
    let question = Question {
        page,
        ask: tell.ask(),
        typed,
    };
    shown(&question, &question.page)
}
