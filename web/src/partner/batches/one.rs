//! One batch: what happened to its marks, and a list of them.

use super::words;
use crate::shared::guard::Coordinator;
use crate::shared::{App, Errors, HttpError, Notice, Page, Pagination, Visit, html, html_again, london};
use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::event::MarkingEvent;
use domain::id::BatchId;
use domain::mark::MarkStatus;
use domain::mark::stock::StockMark;
use registry::account::{organisations, permits::CoordinatorOf};
use registry::mark::batches::{self, Counted, NoBatch};
use serde::Deserialize;

const PER_PAGE: usize = 50;

#[derive(Template)]
#[template(path = "partner/batches/one.html")]
struct BatchPage {
    page: Page,
    id: BatchId,
    organisation: String,
    made: String,
    /// Its name.
    name: String,
    /// The name as typed, even if it is not valid.
    typed: String,
    sum: Vec<(&'static str, u64, String)>,
    /// Whether any of its marks can still be moved.
    blank: bool,
    /// Whether they must be given to an organisation first.
    nobodys: bool,
    shown: Vec<Shown>,
    rows: Vec<Row>,
    pages: Pagination,
}

/// A link to a list.
struct Shown {
    text: &'static str,
    href: String,
    here: bool,
}

/// One mark.
struct Row {
    position: u32,
    code: String,
    status: &'static str,
    colour: &'static str,
    event: Option<String>,
}

/// Which marks to list, and the page.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Which {
    show: String,
    page: String,
}

const LISTS: [(&str, &str); 4] = [
    ("", "All"),
    ("blank", "Blank"),
    ("issued", "On bikes"),
    ("void", "Void"),
];

pub(super) async fn show(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Query(which): Query<Which>,
) -> Result<Response, HttpError> {
    let found = found(&app, &coordinator, &id).await?;
    let typed = found.batch.name.clone().unwrap_or_default();
    html(
        &page(
            &app,
            &coordinator,
            &visit,
            found,
            (which, typed),
            Errors::default(),
        )
        .await?,
    )
}

/// The new name of a batch, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct NameForm {
    name: String,
}

/// Gives the batch a name, or removes it.
pub(super) async fn rename(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Form(form): Form<NameForm>,
) -> Result<Response, HttpError> {
    let found = found(&app, &coordinator, &id).await?;
    let mut errors = Errors::default();
    let name = words::batch_name(&form.name, &mut errors);
    let name = match errors.finish(name) {
        Ok(name) => name,
        Err(errors) => {
            let which = (Which::default(), form.name);
            return html_again(&page(&app, &coordinator, &visit, found, which, errors).await?);
        }
    };
    let id = found.batch.id;
    match batches::rename(&app.registry, &coordinator, id, name.as_deref()).await {
        Ok(()) => {
            visit.notice(Notice::success("Name saved.")).await?;
            Ok(Redirect::to(&format!("/partner/batches/{id}")).into_response())
        }
        Err(NoBatch::NoBatch) => Err(HttpError::NotFound),
        Err(NoBatch::Store(error)) => Err(error.into()),
    }
}

async fn page(
    app: &App,
    coordinator: &CoordinatorOf,
    visit: &Visit,
    found: Counted,
    (which, typed): (Which, String),
    errors: Errors,
) -> Result<BatchPage, HttpError> {
    let id = found.batch.id;
    let organisations = organisations::of_coordinator(&app.registry, coordinator).await?;
    let events = batches::events_for(&app.registry, &found.batch).await?;
    let mut marks = batches::marks_of(&app.registry, &found.batch).await?;
    marks.retain(|mark| wanted(mark, &which.show));
    let chosen = LISTS
        .iter()
        .find(|(slug, _)| *slug == which.show)
        .map_or("", |(slug, _)| slug);
    let number = which.page.parse().unwrap_or(1);
    let pages = Pagination::new(address(id, chosen), number, marks.len(), PER_PAGE);
    let printed = batches::printed_by(&app.registry, [&found.batch]).await?;
    let printed = match printed.get(&id) {
        Some((at, by)) => format!("last on {} by {by}", london::day_and_time(*at)),
        None if found.tally.printed > 0 => "before we kept a record".to_owned(),
        None => "no label has been printed".to_owned(),
    };
    let name = found.batch.name.unwrap_or_default();
    let title = if name.is_empty() {
        format!("Batch {id}")
    } else {
        format!("Batch {id}: {name}")
    };
    Ok(BatchPage {
        page: visit.form_page(title).await?.with_errors(errors),
        id,
        name,
        typed,
        organisation: words::owner(&organisations, found.batch.organisation),
        made: london::day(found.batch.made_at),
        sum: words::sum(found.tally, printed),
        blank: found.tally.blank() + found.tally.unaccounted > 0,
        nobodys: found.batch.organisation.is_none(),
        shown: LISTS
            .iter()
            .map(|(slug, text)| Shown {
                text,
                href: address(id, slug),
                here: *slug == chosen,
            })
            .collect(),
        rows: marks
            .iter()
            .skip(pages.skip(PER_PAGE))
            .take(PER_PAGE)
            .map(|mark| Row::of(mark, &events))
            .collect(),
        pages,
    })
}

/// Finds the batch in the address, if the coordinator manages it.
pub(super) async fn found(app: &App, coordinator: &CoordinatorOf, id: &str) -> Result<Counted, HttpError> {
    let found = batches::find(&app.registry, coordinator, words::id(id)?).await?;
    found.ok_or(HttpError::NotFound)
}

fn wanted(mark: &StockMark, show: &str) -> bool {
    match show {
        "blank" => mark.is_blank(),
        "issued" => matches!(mark.status, MarkStatus::Issued | MarkStatus::Replaced),
        "void" => mark.status == MarkStatus::Void,
        _ => true,
    }
}

fn address(id: BatchId, show: &str) -> String {
    match show {
        "" => format!("/partner/batches/{id}"),
        _ => format!("/partner/batches/{id}?show={show}"),
    }
}

impl Row {
    fn of(mark: &StockMark, events: &[MarkingEvent]) -> Self {
        let (status, colour) = words::status(mark);
        let event = mark
            .event
            .and_then(|id| events.iter().find(|event| event.id == id));
        Self {
            position: mark.position,
            code: mark.code.to_string(),
            status,
            colour,
            event: event.map(words::event),
        }
    }
}
