//! Between when and when it went.

mod form;

use super::telling::Tell;
use crate::shared::questions::{Ask, shown};
use crate::shared::{App, DateTyped, Errors, HttpError, Page};
use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use axum_extra::extract::Form;
use form::Typed;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/account/bikes/{bike}/report-stolen", get(ask).post(answer))
}

#[derive(Template)]
#[template(path = "owner/report_stolen/when/page.html")]
struct Question {
    page: Page,
    ask: Ask,
    typed: Typed,
    from: DateTyped,
    to: DateTyped,
}

async fn ask(tell: Tell) -> Result<Response, HttpError> {
    let typed = tell.answers.window.map(Typed::of).unwrap_or_default();
    question(&tell, typed, Errors::default()).await
}

async fn answer(tell: Tell, Form(typed): Form<Typed>) -> Result<Response, HttpError> {
    match typed.parse(tell.app.registry.now()) {
        Ok(window) => tell.answered(|answers| answers.window = Some(window)).await,
        Err(errors) => question(&tell, typed, errors).await,
    }
}

async fn question(tell: &Tell, typed: Typed, errors: Errors) -> Result<Response, HttpError> {
    let page = tell.page("When was it stolen?", errors).await?;
    let question = Question {
        page,
        ask: tell.ask(),
        from: typed.from(),
        to: typed.to(),
        typed,
    };
    shown(&question, &question.page)
}
