//! The page on which an insurer that has paid for a bike says who will get it. People open it with a link. It names
//! nobody.

use crate::shared::looks;
use crate::shared::{App, Choice, Errors, HttpError, Page, Visit, html, html_again, html_form, london};
use askama::Template;
use axum::Router;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::recovery::home::InsuranceAnswer;
use registry::recovery::home::{self, HomeError, InsurerAsked};
use serde::Deserialize;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/insurer/{token}", get(ask).post(answer))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    answer: String,
}

#[derive(Template)]
#[template(path = "public/insurer/page.html")]
struct Ask {
    page: Page,
    token: String,
    claim: String,
    bike: String,
    colours: String,
    until: String,
    answered: Option<&'static str>,
    answers: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "public/insurer/useless.html")]
struct Useless {
    page: Page,
}

async fn ask(State(app): State<App>, Path(token): Path<String>, visit: Visit) -> Result<Response, HttpError> {
    match home::asked_of(&app.registry, &token).await? {
        Some(asked) => html_form(&page(&visit, token, asked, Errors::default()).await?),
        None => useless(&visit).await,
    }
}

async fn answer(
    State(app): State<App>,
    Path(token): Path<String>,
    visit: Visit,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let Some(asked) = home::asked_of(&app.registry, &token).await? else {
        return useless(&visit).await;
    };
    let Some(answer) = InsuranceAnswer::parse(&typed.answer) else {
        let mut errors = Errors::default();
        errors.add("answer", "Choose who gets the bike");
        return html_again(&page(&visit, token, asked, errors).await?);
    };
    match home::answer_by_token(&app.registry, &token, answer).await {
        Ok(()) => Ok(Redirect::to(&format!("/insurer/{token}")).into_response()),
        Err(HomeError::Store(error)) => Err(error.into()),
        Err(_) => useless(&visit).await,
    }
}

async fn page(visit: &Visit, token: String, asked: InsurerAsked, errors: Errors) -> Result<Ask, HttpError> {
    let chosen = asked.answer.map(InsuranceAnswer::slug).unwrap_or_default();
    let answers = InsuranceAnswer::INSURERS.map(|answer| (answer.slug(), answer.label()));
    Ok(Ask {
        page: visit
            .form_page("A bike that you paid for has been found")
            .await?
            .with_errors(errors),
        token,
        claim: asked.insurer.claim,
        bike: looks::name(&asked.looks),
        colours: looks::colours(&asked.looks.colours),
        until: london::day(asked.until),
        answered: asked.answer.map(InsuranceAnswer::label),
        answers: Choice::list(chosen, answers),
    })
}

async fn useless(visit: &Visit) -> Result<Response, HttpError> {
    let page = visit.page("This link no longer works").await?;
    let mut response = html(&Useless { page })?;
    *response.status_mut() = StatusCode::GONE;
    Ok(response)
}
