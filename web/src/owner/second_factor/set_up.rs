//! Setting up an app: it reads the secret, and shows that it has it with a code.

use super::codes;
use super::{Wanted, codes_wait, offer, onwards, unstored};
use crate::owner::sign_in::next;
use crate::shared::door::{self, AtDoor, CODE, Known, SET_UP};
use crate::shared::{App, Errors, HttpError, Page, Visit, html, html_again, london};
use askama::Template;
use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::account::factor::{Code, Door, FactorRule, Secret, StepUp};
use registry::account::second_factor::{self, Picture, SetUpError};
use serde::Deserialize;

/// The key in the session for the secret of the app that is being set up.
const SECRET: &str = "second-factor-secret";

/// The form.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    code: String,
    next: String,
    shut: String,
}

#[derive(Template)]
#[template(path = "owner/second_factor/set_up.html")]
struct SetUp {
    page: Page,
    next: String,
    shut: String,
    picture: Picture,
    /// The secret in groups of four.
    secret: String,
    replaces: bool,
    is_off: bool,
    /// The day by which it must be done, and the page to open without doing it, if there is still time.
    until: Option<(String, String)>,
}

/// Where somebody goes who cannot set up an app now: an account that does not need one, or one that has one and has not
/// just proved it.
fn elsewhere(at_door: &AtDoor, wanted: &Wanted) -> Option<Response> {
    if !at_door.is_for_them() {
        return Some(onwards(at_door, wanted));
    }
    let proved = !at_door.has_factor || (at_door.door.is_open() && at_door.step_up == StepUp::Nothing);
    let code = next::with_next(CODE, Some(SET_UP));
    (!proved).then(|| Redirect::to(&code).into_response())
}

pub(super) async fn ask(
    Known(at_door): Known,
    State(app): State<App>,
    visit: Visit,
    Query(wanted): Query<Wanted>,
) -> Result<Response, HttpError> {
    if let Some(elsewhere) = elsewhere(&at_door, &wanted) {
        return Ok(elsewhere);
    }
    // After Back or a second tap, the app is set up already, and nobody must miss the recovery codes.
    if codes_wait(&visit).await? {
        return Ok(Redirect::to(&next::with_next(codes::PAGE, wanted.page())).into_response());
    }
    let secret = match kept_secret(&visit).await? {
        Some(secret) => secret,
        None => {
            let secret = second_factor::new_secret(&app.registry);
            let kept = visit.session.insert(SECRET, secret.written()).await;
            kept.map_err(HttpError::internal)?;
            secret
        }
    };
    let shown = html(&page(&app, &visit, &at_door, &wanted, &secret, Errors::default()).await?)?;
    Ok(unstored(shown))
}

pub(super) async fn send(
    Known(at_door): Known,
    State(app): State<App>,
    visit: Visit,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let wanted = Wanted {
        next: typed.next,
        shut: typed.shut,
    };
    if let Some(elsewhere) = elsewhere(&at_door, &wanted) {
        return Ok(elsewhere);
    }
    let Some(secret) = kept_secret(&visit).await? else {
        return Ok(Redirect::to(&next::with_next(SET_UP, wanted.page())).into_response());
    };
    let mut errors = Errors::default();
    let code = errors.keep("code", Code::parse(&typed.code));
    let code = match errors.finish(code) {
        Ok(code) => code,
        Err(errors) => {
            let again = page(&app, &visit, &at_door, &wanted, &secret, errors).await?;
            return Ok(unstored(html_again(&again)?));
        }
    };
    let (account, replaces) = (at_door.viewer.account, at_door.has_factor);
    match second_factor::set_up(&app.registry, account, &secret, code, replaces).await {
        Ok(codes) => {
            let gone = visit.session.remove_value(SECRET).await;
            gone.map_err(HttpError::internal)?;
            offer(&visit, &codes).await?;
            door::prove(&visit.session, &at_door, app.registry.now()).await?;
            Ok(Redirect::to(&next::with_next(codes::PAGE, wanted.page())).into_response())
        }
        // Another window was quicker.
        Err(SetUpError::AlreadySetUp) => Ok(Redirect::to(CODE).into_response()),
        Err(error) => {
            let mut errors = Errors::default();
            errors.add("code", said(error)?);
            let again = page(&app, &visit, &at_door, &wanted, &secret, errors).await?;
            Ok(unstored(html_again(&again)?))
        }
    }
}

fn said(error: SetUpError) -> Result<String, HttpError> {
    match error {
        SetUpError::Store(error) => Err(error.into()),
        SetUpError::Picture => Err(HttpError::internal(error)),
        other => Ok(other.to_string()),
    }
}

/// Reads the secret of the app that is being set up in this session.
async fn kept_secret(visit: &Visit) -> Result<Option<Secret>, HttpError> {
    let written = visit.session.get::<String>(SECRET).await;
    let written = written.map_err(HttpError::internal)?;
    Ok(written.as_deref().and_then(Secret::parse))
}

async fn page(
    app: &App,
    visit: &Visit,
    at_door: &AtDoor,
    wanted: &Wanted,
    secret: &Secret,
    errors: Errors,
) -> Result<SetUp, HttpError> {
    let picture = second_factor::draw(&app.registry, at_door.viewer.account, secret).await;
    let picture = picture.map_err(|error| match error {
        SetUpError::Store(error) => error.into(),
        other => HttpError::internal(other),
    })?;
    let first = next::first_room(&at_door.viewer);
    // Somebody who does not set up an app now would be sent back here by a page that stays shut.
    let onwards = wanted.page().filter(|_| wanted.shut.is_empty()).unwrap_or(first);
    Ok(SetUp {
        page: visit.form_page("Set up a code app").await?.with_errors(errors),
        next: wanted.page().unwrap_or_default().to_owned(),
        shut: wanted.shut.clone(),
        picture,
        secret: secret.in_groups(),
        replaces: at_door.has_factor,
        is_off: at_door.rule == FactorRule::Off,
        until: match at_door.door {
            Door::OpenUntil(due) => Some((london::day_and_time(due), onwards.to_owned())),
            _ => None,
        },
    })
}
