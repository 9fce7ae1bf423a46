//! Where somebody is signed in: each browser in words, and a button that signs it out.

use crate::shared::guard::Account;
use crate::shared::{App, HttpError, Notice, Page, Visit, html, london};
use askama::Template;
use axum::Router;
use axum::extract::{Form, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use registry::account::session::{self, OpenSession};
use serde::Deserialize;

/// `/account/sessions`.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/account/sessions", get(show))
        .route("/account/sessions/end", post(end))
}

#[derive(Template)]
#[template(path = "owner/sessions/page.html")]
struct Sessions {
    page: Page,
    rows: Vec<Row>,
}

struct Row {
    id: String,
    device: String,
    network: String,
    began: String,
    seen: String,
    is_here: bool,
    /// What the button says. It names the device, so that people who hear the page know which one it is.
    button: String,
}

impl Row {
    fn of((session, is_here): (OpenSession, bool)) -> Self {
        Self {
            id: session.id,
            button: format!("Sign out: {}", session.from.device),
            device: session.from.device,
            network: session.from.network,
            began: london::day_and_time(session.began_at),
            seen: london::day_and_time(session.seen_at),
            is_here,
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Ended {
    session: String,
}

async fn show(
    Account(account): Account,
    State(app): State<App>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let key = visit.session.id().unwrap_or_default().0.to_be_bytes();
    let mut open = session::list(&app.registry, account, &key).await?;
    open.sort_by_key(|(_, is_here)| !is_here);
    html(&Sessions {
        page: visit.form_page("Where you are signed in").await?,
        rows: open.into_iter().map(Row::of).collect(),
    })
}

async fn end(
    Account(account): Account,
    State(app): State<App>,
    visit: Visit,
    Form(ended): Form<Ended>,
) -> Result<Response, HttpError> {
    let notice = if session::end(&app.registry, account, &ended.session).await? {
        Notice::success("Signed out there")
    } else {
        Notice::important("That sign-in had already ended")
    };
    visit.notice(notice).await?;
    Ok(Redirect::to("/account/sessions").into_response())
}
