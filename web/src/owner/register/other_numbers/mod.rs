//! Every other number on the bike: a battery's, a motor's, another scheme's mark.

mod form;

use super::AboutBike;
use super::registering::Registering;
use crate::owner::change::Changing;
use crate::shared::questions::{Ask, Asking, shown};
use crate::shared::{App, Errors, HttpError, Page, html};
use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use axum_extra::extract::Form;
use form::{Row, Typed};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(
            "/register/other-numbers",
            get(ask::<Registering>).post(answer::<Registering>),
        )
        .route(
            "/account/bikes/{bike}/change/other-numbers",
            get(ask::<Changing>).post(answer::<Changing>),
        )
}

#[derive(Template)]
#[template(path = "owner/register/other_numbers/page.html")]
struct Question {
    page: Page,
    ask: Ask,
    rows: Vec<Row>,
    full: bool,
}

async fn ask<S: AboutBike>(flow: Asking<S>) -> Result<Response, HttpError> {
    let typed = Typed::of(&flow.answers.identifiers);
    let question = question(&flow, &typed, Errors::default()).await?;
    html(&question)
}

async fn answer<S: AboutBike>(flow: Asking<S>, Form(typed): Form<Typed>) -> Result<Response, HttpError> {
    if typed.wants_more() {
        let question = question(&flow, &typed.with_one_more(), Errors::default()).await?;
        return html(&question);
    }
    match typed.parse() {
        Ok(identifiers) => flow.answered(|answers| answers.identifiers = identifiers).await,
        Err(errors) => {
            let question = question(&flow, &typed, errors).await?;
            shown(&question, &question.page)
        }
    }
}

async fn question<S: AboutBike>(
    flow: &Asking<S>,
    typed: &Typed,
    errors: Errors,
) -> Result<Question, HttpError> {
    let page = flow.page("Are there other numbers on it?", errors).await?;
    let rows = typed.rows();
    Ok(Question {
        page,
        ask: flow.ask(),
        full: rows.len() >= form::MOST,
        rows,
    })
}
