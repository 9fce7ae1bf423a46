//! An example of every kind of e-mail: its text, and its page as a mail program shows it.

use super::letter::{Piece, pieces};
use crate::shared::headers::ShowsLetter;
use crate::shared::{App, HttpError, Page, Visit, html};
use askama::Template;
use axum::Router;
use axum::extract::{Extension, Path, State};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use registry::letters::{Kind, every_kind};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/dev/mail/kinds", get(list))
        .route("/dev/mail/kinds/{kind}", get(one))
        .route("/dev/mail/kinds/{kind}/page", get(page))
}

#[derive(Template)]
#[template(path = "dev_mail/kinds.html")]
struct KindsPage {
    page: Page,
    /// For each kind, its name in the address, its subject and its folder.
    kinds: Vec<(String, String, String)>,
}

#[derive(Template)]
#[template(path = "dev_mail/kind.html")]
struct KindPage {
    page: Page,
    name: String,
    subject: String,
    pieces: Vec<Piece>,
}

/// The name of a kind in an address.
fn name(kind: &Kind) -> String {
    format!("{}.{}", kind.room.replace('/', "."), kind.name)
}

fn find(app: &App, wanted: &str) -> Result<Kind, HttpError> {
    let kinds = every_kind(&app.site.public_url).into_iter();
    let mut kinds = kinds.filter(|kind| name(kind) == wanted);
    kinds.next().ok_or(HttpError::NotFound)
}

async fn list(State(app): State<App>, visit: Visit) -> Result<Response, HttpError> {
    let kinds = every_kind(&app.site.public_url).into_iter().map(|kind| {
        let folder = format!("{}/letters/{}", kind.room, kind.name);
        (name(&kind), kind.letter.subject, folder)
    });
    html(&KindsPage {
        page: visit.page("Every kind of e-mail").await?,
        kinds: kinds.collect(),
    })
}

async fn one(
    State(app): State<App>,
    visit: Visit,
    Path(wanted): Path<String>,
) -> Result<Response, HttpError> {
    let kind = find(&app, &wanted)?;
    html(&KindPage {
        page: visit.page(format!("E-mail: {}", kind.letter.subject)).await?,
        name: wanted,
        subject: kind.letter.subject,
        pieces: pieces(&kind.letter.body),
    })
}

/// The page alone, with the styles that mail programs need inside it.
async fn page(State(app): State<App>, Path(wanted): Path<String>) -> Result<Response, HttpError> {
    let kind = find(&app, &wanted)?;
    let page = registry::mail::page(&kind.letter, &app.site.public_url).map_err(HttpError::internal)?;
    Ok((Extension(ShowsLetter), Html(page)).into_response())
}
