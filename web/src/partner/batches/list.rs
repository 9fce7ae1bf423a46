//! The batches of the coordinator's organisations, newest first.

use crate::app::App;
use crate::shared::guard::Coordinator;
use crate::shared::{HttpError, Page, Pagination, Visit, html, london};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use domain::access::Organisation;
use domain::id::BatchId;
use registry::batches::{self, Batch};
use registry::partner;
use serde::Deserialize;

const PER_PAGE: usize = 25;
/// Nobody has this many batches; it keeps a mistyped address from asking for more.
const LAST_PAGE: usize = 10_000;

#[derive(Template)]
#[template(path = "partner/batches/list.html")]
struct ListPage {
    page: Page,
    rows: Vec<Row>,
    pages: Pagination,
}

/// One batch.
struct Row {
    id: BatchId,
    organisation: String,
    made: String,
    made_stamp: String,
    size: u64,
}

/// Which page of the list.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Which {
    page: String,
}

pub(super) async fn show(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Query(which): Query<Which>,
) -> Result<Response, HttpError> {
    let number = which.page.parse::<usize>().unwrap_or(1).clamp(1, LAST_PAGE);
    let skip = (number - 1) * PER_PAGE;
    // One more than is shown tells whether there is a next page.
    let found = batches::list(&app.registry, &coordinator, skip as u64, PER_PAGE as u64 + 1).await?;
    let organisations = partner::organisations(&app.registry, &coordinator).await?;
    let pages = Pagination::new("/partner/batches", number, skip + found.len(), PER_PAGE);
    html(&ListPage {
        page: visit.page("Marks").await?,
        rows: found
            .into_iter()
            .take(PER_PAGE)
            .map(|batch| Row::of(&batch, &organisations))
            .collect(),
        pages,
    })
}

impl Row {
    fn of(batch: &Batch, organisations: &[Organisation]) -> Self {
        let named = organisations
            .iter()
            .find(|organisation| Some(organisation.id) == batch.organisation);
        Self {
            id: batch.id,
            organisation: named.map_or_else(|| "Nobody's yet".to_owned(), |found| found.name.clone()),
            made: london::day(batch.made_at),
            made_stamp: london::date_of(batch.made_at).to_string(),
            size: batch.size,
        }
    }
}
