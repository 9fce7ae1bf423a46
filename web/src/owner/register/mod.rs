//! Registering a bike: one question on each page. People can stop and come back later.

pub(in crate::owner) mod answers;
mod check;
mod colours;
mod done;
mod email;
mod features;
mod frame_number;
mod kind;
mod make;
mod mark;
mod model;
mod other_numbers;
mod photos;
mod registering;
pub(in crate::owner) mod step;
mod you;

use super::words;
use crate::shared::guard::Account;
use crate::shared::questions::{Subject, Told, address};
use crate::shared::{App, HttpError, Page, Visit, html};
use answers::Answers;
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use registering::Named;
use registry::bike::draft::{Draft, NotOpen, change_draft, new_name, set_drafts_aside};
use step::Step;

pub(super) use registering::{go_on, of_account as drafts_of};

/// What the questions about a bike are for: a registration, or a change by the owner.
pub(in crate::owner) trait AboutBike: Subject<Step = Step, Answers = Answers> {}

impl<S: Subject<Step = Step, Answers = Answers>> AboutBike for S {}

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

/// An unfinished registration on the start page.
struct Begun {
    href: String,
    name: String,
}

impl Begun {
    /// `None` if it has no answers, or if they can no longer be read.
    fn of(draft: &Draft) -> Option<Self> {
        let told: Told<Step, Answers> = Told::read(&draft.json);
        if draft.bike.is_some() || told.answered.is_empty() {
            return None;
        }
        let query = match draft.name.as_str() {
            "" => String::new(),
            name => format!("draft={name}"),
        };
        Some(Self {
            href: address(&told.first_unanswered().path(), [query.as_str()]),
            name: words::name(&told.answers.looks),
        })
    }
}

#[derive(Template)]
#[template(path = "owner/register/page.html")]
struct Start {
    page: Page,
    /// Links to unfinished registrations, the last changed first.
    begun: Vec<Begun>,
    /// The address at which somebody who is signed in starts another one.
    begin: String,
}

async fn start(State(app): State<App>, visit: Visit) -> Result<Response, HttpError> {
    let drafts = registering::all(&app, &visit.session).await?;
    let begun: Vec<Begun> = drafts.iter().filter_map(Begun::of).collect();
    let begin = match &visit.signed_in {
        Some(_) => new_name(&app.registry),
        None => String::new(),
    };
    let page = if begun.is_empty() {
        visit.page("Register a bike").await?.for_search_engines(
            "Register your bike in a few minutes. You need your e-mail address and the number on the frame.",
        )
    } else {
        visit.form_page("Register a bike").await?
    };
    html(&Start { page, begun, begin })
}

/// Starts a registration for somebody who is signed in. We do not ask for details that we know, but they can be
/// changed.
async fn begin(
    account: Account,
    State(app): State<App>,
    Query(named): Query<Named>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let key = registering::key_or_new(&app, &visit.session, &named.draft).await?;
    let owner = registry::account::details::own_contact(&app.registry, account.0).await?;
    let mut first = Step::Email;
    let changed = change_draft(&app.registry, &key, |json| {
        let mut told: Told<Step, Answers> = Told::read(json);
        // If the form is sent again, the registration goes on from where it was.
        if told.answered.is_empty() {
            told.answers.owner = owner;
            if told.answers.owner.email.is_some() {
                told.answered.insert(Step::Email);
            }
            if told.answers.owner.name.is_some() && told.answers.owner.postcode.is_some() {
                told.answered.insert(Step::You);
            }
        }
        first = told.first_unanswered();
        told.write()
    });
    let query = format!("draft={}", key.name);
    let to = match changed.await? {
        Ok(()) => first.path(),
        Err(NotOpen) => "/register/done".to_owned(),
    };
    Ok(Redirect::to(&address(&to, [query.as_str()])).into_response())
}

async fn start_again(State(app): State<App>, visit: Visit) -> Result<Response, HttpError> {
    if let Some(holder) = registering::holder(&visit.session).await? {
        set_drafts_aside(&app.registry, &holder).await?;
    }
    Ok(Redirect::to("/register").into_response())
}
