//! Two people have registered one number: the first is asked whether they sold the bike, the other how they got it.

use super::bikes::own;
use super::words;
use crate::shared::guard::Account;
use crate::shared::{App, Choice, Errors, HttpError, Notice, Once, Page, Visit, html, html_again};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum_extra::extract::Form;
use domain::bike::SoldAnswer;
use domain::id::BikeId;
use registry::bike::disputes::{self, AnswerError, LONGEST_STATEMENT};
use registry::bike::own::MyBike;
use serde::Deserialize;

/// `/account/bikes/{bike}/sold` and `how-you-got-it`.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/account/bikes/{bike}/sold", get(ask_sold).post(answer_sold))
        .route(
            "/account/bikes/{bike}/how-you-got-it",
            get(ask_how).post(answer_how),
        )
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    answer: String,
    words: String,
}

#[derive(Template)]
#[template(path = "owner/disputed/sold.html")]
struct Sold {
    page: Page,
    base: String,
    name: String,
    reference: String,
    answers: Vec<Choice>,
    typed: Typed,
}

#[derive(Template)]
#[template(path = "owner/disputed/how.html")]
struct How {
    page: Page,
    base: String,
    name: String,
    typed: Typed,
}

impl Typed {
    fn words(&self, errors: &mut Errors) -> Option<Option<String>> {
        errors.optional_prose("words", "What you write", &self.words, LONGEST_STATEMENT)
    }

    fn answer(&self) -> Result<(SoldAnswer, Option<String>), Errors> {
        let mut errors = Errors::default();
        let answer = SoldAnswer::parse(&self.answer);
        if answer.is_none() {
            errors.add("answer", "Choose whether you have sold the bike");
        }
        let words = self.words(&mut errors);
        errors.finish(answer.zip(words))
    }

    fn how(&self) -> Result<String, Errors> {
        let mut errors = Errors::default();
        let missing = "Tell us how you got the bike";
        let words = errors.prose("words", "What you write", missing, &self.words, LONGEST_STATEMENT);
        errors.finish(words)
    }
}

async fn ask_sold(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let mine = own(&app, account, &bike).await?;
    if !disputes::is_asked(&app.registry, account.0, mine.bike.id).await? {
        return back(&visit, mine.bike.id, Err(AnswerError::NotAsked)).await;
    }
    html(&sold(&visit, &mine, Typed::default(), Errors::default()).await?)
}

async fn answer_sold(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
    visit: Visit,
    once: Once,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let mine = own(&app, account, &bike).await?;
    let (answer, words) = match typed.answer() {
        Ok(answered) => answered,
        Err(errors) => return html_again(&sold(&visit, &mine, typed, errors).await?),
    };
    let id = mine.bike.id;
    let done = disputes::answer(&once.on(&app), account.0, id, answer, words.as_deref()).await;
    if let Err(AnswerError::Transfer(error)) = &done {
        let mut errors = Errors::default();
        errors.add("answer", error.to_string());
        return html_again(&sold(&visit, &mine, typed, errors).await?);
    }
    if done.is_ok() && answer == SoldAnswer::Sold {
        return Ok(Redirect::to(&format!("/account/bikes/{id}/transfer")).into_response());
    }
    back(&visit, id, done).await
}

async fn ask_how(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let mine = own(&app, account, &bike).await?;
    if !mine.bike.disputed {
        return back(&visit, mine.bike.id, Err(AnswerError::NotAsked)).await;
    }
    html(&how(&visit, &mine, Typed::default(), Errors::default()).await?)
}

async fn answer_how(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
    visit: Visit,
    once: Once,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let mine = own(&app, account, &bike).await?;
    let words = match typed.how() {
        Ok(words) => words,
        Err(errors) => return html_again(&how(&visit, &mine, typed, errors).await?),
    };
    let said = disputes::say(&once.on(&app), account.0, mine.bike.id, &words).await;
    back(&visit, mine.bike.id, said).await
}

async fn back(visit: &Visit, bike: BikeId, done: Result<(), AnswerError>) -> Result<Response, HttpError> {
    let notice = match done {
        Ok(()) => Notice::success("Thank you. The police will look at it, and we will write to you"),
        Err(AnswerError::NotYours(_)) => return Err(HttpError::NotFound),
        Err(AnswerError::Store(error)) => return Err(error.into()),
        Err(error) => Notice::important(error.to_string()),
    };
    visit.notice(notice).await?;
    Ok(Redirect::to(&format!("/account/bikes/{bike}")).into_response())
}

async fn sold(visit: &Visit, mine: &MyBike, typed: Typed, errors: Errors) -> Result<Sold, HttpError> {
    let name = words::name(&mine.bike.description);
    let answers = SoldAnswer::all().map(|answer| (answer.slug(), answer.label()));
    Ok(Sold {
        page: visit
            .form_page(format!("Have you sold your {name}?"))
            .await?
            .with_errors(errors),
        base: format!("/account/bikes/{}", mine.bike.id),
        name,
        reference: mine.bike.reference().to_string(),
        answers: Choice::list(&typed.answer, answers),
        typed,
    })
}

async fn how(visit: &Visit, mine: &MyBike, typed: Typed, errors: Errors) -> Result<How, HttpError> {
    let name = words::name(&mine.bike.description);
    Ok(How {
        page: visit
            .form_page("How did you get this bike?")
            .await?
            .with_errors(errors),
        base: format!("/account/bikes/{}", mine.bike.id),
        name,
        typed,
    })
}
