//! One mark of a batch: its label, and what happened to it.

use super::{one, words};
use crate::shared::guard::Coordinator;
use crate::shared::{App, HttpError, Page, Visit, html};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use domain::MarkCode;
use domain::id::BatchId;
use registry::account::permits::CoordinatorOf;
use registry::mark::batches::{self, Picture, PrintError};

#[derive(Template)]
#[template(path = "partner/batches/mark.html")]
struct MarkPage {
    page: Page,
    id: BatchId,
    code: String,
    position: u32,
    status: &'static str,
    colour: &'static str,
    event: Option<String>,
    blank: bool,
}

pub(super) async fn show(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Path((id, code)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let batch = one::found(&app, &coordinator, &id).await?.batch;
    let code: MarkCode = words::id(&code)?;
    let kit = batches::marks_of(&app.registry, &batch).await?;
    let mark = kit.into_iter().find(|mark| mark.code == code);
    let mark = mark.ok_or(HttpError::NotFound)?;
    let events = batches::events_for(&app.registry, &batch).await?;
    let event = events.iter().find(|event| Some(event.id) == mark.event);
    let (status, colour) = words::status(&mark);
    html(&MarkPage {
        page: visit.page(format!("Mark {code}")).await?,
        id: batch.id,
        code: code.to_string(),
        position: mark.position,
        status,
        colour,
        event: event.map(words::event),
        blank: mark.is_blank(),
    })
}

pub(super) async fn svg(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    Path(which): Path<(String, String)>,
) -> Result<Response, HttpError> {
    drawn(&app, &coordinator, which, Picture::Svg).await
}

pub(super) async fn png(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    Path(which): Path<(String, String)>,
) -> Result<Response, HttpError> {
    drawn(&app, &coordinator, which, Picture::Png).await
}

async fn drawn(
    app: &App,
    coordinator: &CoordinatorOf,
    (id, code): (String, String),
    picture: Picture,
) -> Result<Response, HttpError> {
    let (id, code): (BatchId, MarkCode) = (words::id(&id)?, words::id(&code)?);
    let bytes = match batches::picture(&app.registry, coordinator, id, code, picture).await {
        Ok(bytes) => bytes,
        Err(PrintError::NoBatch | PrintError::NothingBlank) => return Err(HttpError::NotFound),
        Err(PrintError::Store(error)) => return Err(error.into()),
        Err(error) => return Err(HttpError::internal(error)),
    };
    let (kind, end) = match picture {
        Picture::Svg => ("image/svg+xml", "svg"),
        Picture::Png => ("image/png", "png"),
    };
    let mut response = words::file(kind, &format!("framemark-{code}.{end}"), bytes);
    // The label is also shown on the mark's page.
    let inline = HeaderValue::from_static("inline");
    response.headers_mut().insert(header::CONTENT_DISPOSITION, inline);
    Ok(response)
}
