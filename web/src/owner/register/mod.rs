//! Registering a bike: a question a page, in an order, to be left and taken up again.

mod answers;
mod check;
mod colours;
mod done;
mod draft;
mod email;
mod features;
mod flow;
mod frame_number;
mod kind;
mod make;
mod mark;
mod model;
mod other_numbers;
mod photos;
mod step;
mod you;

use crate::shared::guard::Account;
use crate::shared::{App, HttpError, Page, Visit, html};
use answers::Answers;
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use step::Step;

pub(super) use draft::{go_on, of_account as draft_of};

/// The questions, and the page before them.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/register", get(start))
        .route("/register/start", post(begin))
        .route("/register/start-again", post(start_again))
        .merge(email::routes())
        .merge(frame_number::routes())
        .merge(make::routes())
        .merge(model::routes())
        .merge(colours::routes())
        .merge(kind::routes())
        .merge(other_numbers::routes())
        .merge(features::routes())
        .merge(photos::routes())
        .merge(mark::routes())
        .merge(you::routes())
        .merge(check::routes())
        .merge(done::routes())
}

#[derive(Template)]
#[template(path = "owner/register/page.html")]
struct Start {
    page: Page,
    /// Where an unfinished registration goes on.
    resume: Option<String>,
}

async fn start(State(app): State<App>, visit: Visit) -> Result<Response, HttpError> {
    let draft = draft::load(&app.registry, &visit.session)
        .await?
        .filter(|draft| draft.bike.is_none());
    let resume = draft.map(|draft| draft.answers.first_unanswered().path());
    let page = match &resume {
        Some(_) => visit.form_page("Register a bike").await?,
        None => visit.page("Register a bike").await?.for_search_engines(
            "Register your bike in a few minutes. You need your e-mail address and the number on the frame.",
        ),
    };
    html(&Start { page, resume })
}

/// Begins for somebody who is signed in: what is known of them is not asked again, but can be changed.
async fn begin(account: Account, State(app): State<App>, visit: Visit) -> Result<Response, HttpError> {
    let owner = registry::account::details::own_contact(&app.registry, account.0).await?;
    let mut answers = Answers {
        owner,
        ..Answers::default()
    };
    if answers.owner.email.is_some() {
        answers.answered.insert(Step::Email);
    }
    if answers.owner.name.is_some() && answers.owner.postcode.is_some() {
        answers.answered.insert(Step::You);
    }
    draft::keep(&app.registry, &visit.session, None, &answers).await?;
    Ok(Redirect::to(&answers.first_unanswered().path()).into_response())
}

async fn start_again(visit: Visit) -> Result<Response, HttpError> {
    draft::leave(&visit.session).await?;
    Ok(Redirect::to("/register").into_response())
}
