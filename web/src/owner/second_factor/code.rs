//! The pages that ask for a code: at the door after a sign-in, and again before something that needs a fresh one.

use super::{Wanted, onwards};
use crate::owner::sign_in::next;
use crate::shared::door::{self, AtDoor, CODE, Known, SET_UP};
use crate::shared::{App, Errors, HttpError, Notice, Page, Visit, html_again, html_form};
use askama::Template;
use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::account::factor::{Code, Door, RecoveryCode, StepUp};
use domain::text::counted;
use registry::account::second_factor::{Accepted, CheckError, Proof, check};
use serde::Deserialize;

/// The page for people who cannot use their app.
const RECOVERY: &str = "/sign-in/recovery-code";

/// The form.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    code: String,
    next: String,
}

impl Typed {
    fn wanted(&self) -> Wanted {
        Wanted {
            next: self.next.clone(),
            shut: String::new(),
        }
    }
}

#[derive(Template)]
#[template(path = "owner/second_factor/code.html")]
struct Ask {
    page: Page,
    next: String,
    /// The address of the other page, which remembers the page that was wanted.
    other: String,
    is_recovery: bool,
    /// True if they have just signed in, and false if a fresh code is needed.
    is_at_door: bool,
}

/// Which of the two pages.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    App,
    Recovery,
}

pub(super) async fn ask(
    Known(at_door): Known,
    visit: Visit,
    Query(wanted): Query<Wanted>,
) -> Result<Response, HttpError> {
    asked(&visit, &at_door, &wanted, Which::App).await
}

pub(super) async fn ask_recovery(
    Known(at_door): Known,
    visit: Visit,
    Query(wanted): Query<Wanted>,
) -> Result<Response, HttpError> {
    asked(&visit, &at_door, &wanted, Which::Recovery).await
}

async fn asked(
    visit: &Visit,
    at_door: &AtDoor,
    wanted: &Wanted,
    which: Which,
) -> Result<Response, HttpError> {
    match nothing_to_ask(at_door, wanted) {
        Some(elsewhere) => Ok(elsewhere),
        None => html_form(&page(visit, at_door, wanted, which, Errors::default()).await?),
    }
}

/// Where somebody goes who is not asked for a code now.
fn nothing_to_ask(at_door: &AtDoor, wanted: &Wanted) -> Option<Response> {
    if at_door.has_factor {
        let is_fresh = at_door.door.is_open() && at_door.step_up == StepUp::Nothing;
        is_fresh.then(|| onwards(at_door, wanted))
    } else if at_door.door == Door::Open {
        Some(onwards(at_door, wanted))
    } else {
        Some(Redirect::to(&next::with_next(SET_UP, wanted.page())).into_response())
    }
}

pub(super) async fn send(
    Known(at_door): Known,
    State(app): State<App>,
    visit: Visit,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let proof = Code::parse(&typed.code).map(Proof::Code);
    let proof = proof.map_err(|error| error.to_string());
    sent(&app, &visit, &at_door, &typed, Which::App, proof).await
}

pub(super) async fn send_recovery(
    Known(at_door): Known,
    State(app): State<App>,
    visit: Visit,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let proof = RecoveryCode::parse(&typed.code).map(Proof::Recovery);
    let proof = proof.map_err(|error| error.to_string());
    sent(&app, &visit, &at_door, &typed, Which::Recovery, proof).await
}

async fn sent(
    app: &App,
    visit: &Visit,
    at_door: &AtDoor,
    typed: &Typed,
    which: Which,
    proof: Result<Proof, String>,
) -> Result<Response, HttpError> {
    let wanted = typed.wanted();
    if let Some(elsewhere) = nothing_to_ask(at_door, &wanted) {
        return Ok(elsewhere);
    }
    let taken = match proof {
        Ok(proof) => check(&app.registry, at_door.viewer.account, &proof).await,
        Err(message) => return again(visit, at_door, &wanted, which, message).await,
    };
    match taken {
        Ok(accepted) => {
            door::prove(&visit.session, at_door, app.registry.now()).await?;
            if let Some(notice) = notice(accepted) {
                visit.notice(notice).await?;
            }
            Ok(onwards(at_door, &wanted))
        }
        Err(CheckError::Store(error)) => Err(error.into()),
        Err(error) => again(visit, at_door, &wanted, which, error.to_string()).await,
    }
}

/// What the next page says about a code that was taken.
fn notice(accepted: Accepted) -> Option<Notice> {
    if accepted.stopped_reset {
        return Some(Notice::important(
            "An administrator had asked to reset your code app. Your code has stopped that",
        ));
    }
    accepted.codes_left.map(|left| {
        let left = counted(left, "recovery code", "recovery codes");
        Notice::important(format!(
            "You have {left} left. You can make new ones under “Your account”"
        ))
    })
}

async fn again(
    visit: &Visit,
    at_door: &AtDoor,
    wanted: &Wanted,
    which: Which,
    message: String,
) -> Result<Response, HttpError> {
    let mut errors = Errors::default();
    errors.add("code", message);
    html_again(&page(visit, at_door, wanted, which, errors).await?)
}

async fn page(
    visit: &Visit,
    at_door: &AtDoor,
    wanted: &Wanted,
    which: Which,
    errors: Errors,
) -> Result<Ask, HttpError> {
    let (title, other) = match which {
        Which::App => ("Enter the code from your app", RECOVERY),
        Which::Recovery => ("Enter a recovery code", CODE),
    };
    Ok(Ask {
        page: visit.form_page(title).await?.with_errors(errors),
        next: wanted.page().unwrap_or_default().to_owned(),
        other: next::with_next(other, wanted.page()),
        is_recovery: which == Which::Recovery,
        is_at_door: !at_door.door.is_open(),
    })
}
