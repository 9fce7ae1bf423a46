//! The second factor of staff: the page that asks for a code, setting up an app, recovery codes, and the page that shows
//! what an account has.

mod code;
mod codes;
mod set_up;

use super::sign_in::next;
use crate::shared::door::{AtDoor, CODE, Known, SET_UP};
use crate::shared::guard::Account;
use crate::shared::{App, HttpError, Page, Visit, html, london};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::account::factor::{Door, FactorRule, RecoveryCode};
use domain::id::AccountId;
use serde::Deserialize;

/// The page with what an account has.
const PAGE: &str = "/account/second-factor";

/// The key in the session for recovery codes that their owner has not kept yet.
const NEW_CODES: &str = "recovery-codes";

/// `/sign-in/code`, and the pages below `/account/second-factor`.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in/code", get(code::ask).post(code::send))
        .route(
            "/sign-in/recovery-code",
            get(code::ask_recovery).post(code::send_recovery),
        )
        .route("/account/second-factor", get(show))
        .route(
            "/account/second-factor/set-up",
            get(set_up::ask).post(set_up::send),
        )
        .route(
            "/account/second-factor/recovery-codes",
            get(codes::show).post(codes::make),
        )
        .route("/account/second-factor/recovery-codes/kept", post(codes::kept))
}

/// The page that was wanted, in an address or a form.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    next: String,
    /// Not empty if the page stays shut without a second factor.
    shut: String,
}

impl Wanted {
    /// Returns the page, if it is one of ours.
    fn page(&self) -> Option<&str> {
        next::local(&self.next)
    }
}

#[derive(Template)]
#[template(path = "owner/second_factor/page.html")]
struct Shown {
    page: Page,
    /// When the app was set up, and how many recovery codes are left.
    kept: Option<(String, u64)>,
    is_off: bool,
}

/// Returns the page to open after a sign-in: the one that was wanted, or the page of the second factor that comes first.
pub(super) async fn on_the_way(app: &App, account: AccountId, wanted: String) -> Result<String, HttpError> {
    let viewer = registry::account::sign_in::viewer(&app.registry, account).await?;
    let standing = registry::account::second_factor::standing(&app.registry, &viewer).await?;
    Ok(match standing.door(None, app.registry.now()) {
        Door::Open => wanted,
        Door::CodeFirst => next::with_next(CODE, Some(&wanted)),
        Door::OpenUntil(_) | Door::SetUpFirst => next::with_next(SET_UP, Some(&wanted)),
    })
}

/// Where somebody goes on: to the page that was wanted, or to their first one.
fn onwards(at_door: &AtDoor, wanted: &Wanted) -> Response {
    let first = next::first_room(&at_door.viewer);
    Redirect::to(wanted.page().unwrap_or(first)).into_response()
}

/// Puts recovery codes into the session until their owner has kept them.
async fn offer(visit: &Visit, codes: &[RecoveryCode]) -> Result<(), HttpError> {
    let written: Vec<String> = codes.iter().map(RecoveryCode::to_string).collect();
    visit
        .session
        .insert(NEW_CODES, written)
        .await
        .map_err(HttpError::internal)
}

/// Returns true if recovery codes wait until their owner has kept them.
async fn codes_wait(visit: &Visit) -> Result<bool, HttpError> {
    let codes = visit.session.get::<Vec<String>>(NEW_CODES).await;
    Ok(codes.map_err(HttpError::internal)?.is_some())
}

/// Keeps a page with a secret out of the browser's cache.
fn unstored(mut response: Response) -> Response {
    let nowhere = HeaderValue::from_static("private, no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, nowhere);
    response
}

async fn show(
    Account(account): Account,
    Known(at_door): Known,
    State(app): State<App>,
    visit: Visit,
) -> Result<Response, HttpError> {
    if !at_door.is_for_them() {
        return Ok(Redirect::to("/account").into_response());
    }
    let kept = registry::account::second_factor::kept(&app.registry, account).await?;
    html(&Shown {
        page: visit.form_page("Code app").await?,
        kept: kept.map(|kept| (london::day(kept.made_at), kept.codes_left)),
        is_off: at_door.rule == FactorRule::Off,
    })
}
