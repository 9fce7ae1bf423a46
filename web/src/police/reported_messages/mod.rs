//! Reported messages between finders and owners: a list, and a page for each conversation.

use crate::shared::guard::Officer;
use crate::shared::{App, HttpError, Notice, Page, Visit, html, html_form, london};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::bike::BikeReference;
use domain::id::ThreadId;
use domain::message::Side;
use registry::message::reported;

/// The addresses, below `/police`.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/reported-messages", get(list))
        .route("/reported-messages/{thread}", get(show).post(settle))
}

struct Row {
    thread: ThreadId,
    reference: String,
    reported: String,
    by: &'static str,
}

#[derive(Template)]
#[template(path = "police/reported_messages/list.html")]
struct ListPage {
    page: Page,
    rows: Vec<Row>,
}

struct Item {
    who: &'static str,
    sent: String,
    stamp: String,
    text: String,
}

#[derive(Template)]
#[template(path = "police/reported_messages/page.html")]
struct ShowPage {
    page: Page,
    thread: ThreadId,
    reference: String,
    reported: String,
    by: &'static str,
    why: String,
    items: Vec<Item>,
}

fn name(side: Side) -> &'static str {
    match side {
        Side::Finder => "The finder",
        Side::Owner => "The owner",
    }
}

async fn list(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let rows = reported::list(&app.registry, officer).await?;
    let rows = rows.into_iter().map(|row| Row {
        thread: row.thread,
        reference: BikeReference::of(row.bike).to_string(),
        reported: london::day_and_time(row.at),
        by: name(row.by),
    });
    html(&ListPage {
        page: visit.page("Reported messages").await?,
        rows: rows.collect(),
    })
}

async fn show(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path(thread): Path<ThreadId>,
) -> Result<Response, HttpError> {
    let Some(opened) = reported::open(&app.registry, officer, thread).await? else {
        visit
            .notice(Notice::important(
                "Somebody has already dealt with these messages",
            ))
            .await?;
        return Ok(Redirect::to("/police/reported-messages").into_response());
    };
    let items = opened.said.into_iter().map(|(from, at, text)| Item {
        who: name(from),
        sent: london::day_and_time(at),
        stamp: at.to_string(),
        text,
    });
    html_form(&ShowPage {
        page: visit.form_page("Reported messages about a bike").await?,
        thread,
        reference: opened.reference.to_string(),
        reported: london::day_and_time(opened.report.at),
        by: name(opened.report.by),
        why: opened.report.words,
        items: items.collect(),
    })
}

async fn settle(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path(thread): Path<ThreadId>,
) -> Result<Response, HttpError> {
    reported::settle(&app.registry, officer, thread).await?;
    visit.notice(Notice::success("Marked as dealt with")).await?;
    Ok(Redirect::to("/police/reported-messages").into_response())
}
