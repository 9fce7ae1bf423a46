use super::{no_form, opened};
use crate::shared::guard::Partner;
use crate::shared::{App, HttpError, Page, Visit, html, london};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

/// How many entries a page shows.
const EACH: u64 = 50;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    page: u64,
}

struct Row {
    said: String,
    why: Option<String>,
    who: String,
    when: String,
    stamp: String,
}

#[derive(Template)]
#[template(path = "partner/plan/history.html")]
struct History {
    page: Page,
    plan: String,
    back: String,
    rows: Vec<Row>,
    older: Option<u64>,
    newer: Option<u64>,
}

pub(super) async fn show(
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path(plan): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, partner, &plan).await?;
    let at = asked.page.min(10_000);
    let told = registry::plan::history(
        &app.registry,
        &opened.partner,
        opened.kept.id,
        at * EACH,
        EACH + 1,
    )
    .await;
    let mut told = told.map_err(no_form)?;
    let more = told.len() as u64 > EACH;
    told.truncate(EACH as usize);
    let rows = told.into_iter().map(|told| Row {
        said: told.change.said,
        why: told.change.why,
        who: told.who,
        when: london::day_and_time(told.change.at),
        stamp: told.change.at.to_string(),
    });
    html(&History {
        page: visit.page("History of the plan").await?,
        plan: opened.kept.plan.title.clone(),
        back: opened.address(),
        rows: rows.collect(),
        older: more.then(|| at + 1),
        newer: at.checked_sub(1),
    })
}
