//! One list: its progress, its rows, and what officers can do with it.

use super::super::describe;
use super::super::likely::StandingView;
use super::begin::title;
use super::http;
use crate::shared::guard::Officer;
use crate::shared::london;
use crate::shared::{App, DateTyped, Errors, HttpError, Page, Pagination, Visit, html, html_again};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::id::{PropertyListId, PropertyRowId, RecoveryId};
use domain::recovery::listed::ListStage;
use registry::account::permits::OfficerOf;
use registry::recovery::lists::{self, Decided, Progress, RowView, Shown};
use serde::Deserialize;

const PER_PAGE: usize = 25;
/// The last page: no list is longer.
const LAST_PAGE: usize = 1_000;

/// The parts of a list, their words and how addresses name them.
pub(super) const PARTS: [(Shown, &str, &str); 4] = [
    (Shown::ToDecide, "To decide", "decide"),
    (Shown::Decided, "Decided", "decided"),
    (Shown::NothingFound, "No bike found", "none"),
    (Shown::All, "All", "all"),
];

/// What an address asks for.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    show: String,
    page: String,
}

impl Asked {
    pub(super) fn shown(&self) -> Shown {
        let part = PARTS.iter().find(|(_, _, slug)| *slug == self.show);
        part.map(|part| part.0).unwrap_or_default()
    }
}

/// How addresses name a part of a list.
pub(super) fn slug(shown: Shown) -> &'static str {
    let part = PARTS.iter().find(|part| part.0 == shown);
    part.map_or("decide", |part| part.2)
}

#[derive(Template)]
#[template(path = "police/property_store/list.html")]
struct ListPage {
    page: Page,
    id: PropertyListId,
    reason: String,
    sent: String,
    stage: ListStage,
    progress: Progress,
    per_cent: u64,
    /// How many rows the running task has done.
    done: u64,
    parts: Vec<PartLink>,
    part: &'static str,
    rows: Vec<RowLine>,
    pages: Pagination,
    found: DateTyped,
    not_recorded: Vec<(String, u64)>,
    /// How many lines were left out, in words.
    left_out: String,
    /// How many rows were recorded, in words.
    recorded: String,
    /// What will happen to the decisions when the list is recorded, in words.
    about_to: String,
}

struct PartLink {
    text: String,
    href: String,
    here: bool,
}

/// One row of the list.
struct RowLine {
    id: PropertyRowId,
    reference: String,
    read: String,
    looks: String,
    bike: String,
    standing: Option<StandingView>,
    likely: String,
    decided: &'static str,
    recovery: Option<RecoveryId>,
    recorded: &'static str,
}

impl RowLine {
    fn of(view: RowView) -> Self {
        let (row, told) = (&view.row, &view.told);
        let bike = view.bike.as_ref().filter(|_| row.likely > 0);
        let likely = match bike {
            _ if !row.looked => "Not looked up yet".to_owned(),
            _ if row.look_up.is_none() => "Nothing to look for".to_owned(),
            None => "No bike found".to_owned(),
            Some(_) => format!(
                "{}: {}",
                label(&row.band),
                super::super::likely::likely(row.likelihood)
            ),
        };
        Self {
            id: row.id,
            reference: reference(&view),
            read: told.look_up.boxes().join(", "),
            looks: looks(&view),
            bike: bike
                .map(|bike| describe::title(&bike.description))
                .unwrap_or_default(),
            standing: bike.map(StandingView::of_bike),
            likely,
            decided: match row.decided {
                Some(Decided::Bike(..)) => "It is this bike",
                Some(Decided::Other) => "Another bike",
                None => "",
            },
            recovery: row.recovery,
            recorded: row.recorded.map_or("", |recorded| recorded.label()),
        }
    }
}

/// What a row is called: its property reference, or its line.
pub(super) fn reference(view: &RowView) -> String {
    let line = || format!("Line {}", view.row.line);
    view.told.property_ref.clone().unwrap_or_else(line)
}

/// What a row says the bike looks like.
pub(super) fn looks(view: &RowView) -> String {
    let wanted = &view.told.look_up;
    let mut words: Vec<String> = wanted.make.iter().chain(&wanted.model).cloned().collect();
    words.extend(Some(describe::colour_words(&wanted.colours)).filter(|colours| !colours.is_empty()));
    words.extend(wanted.kind.map(|kind| kind.label().to_lowercase()));
    words.join(", ")
}

fn label(band: &str) -> &'static str {
    match band {
        "certain" => "Certain",
        "strong" => "Strong",
        _ => "Possible",
    }
}

/// How many rows the running task has done.
fn done(progress: &Progress) -> u64 {
    if progress.list.stage == ListStage::Recording {
        progress.dealt_with
    } else {
        progress.looked
    }
}

/// Says how many lines were left out.
fn left_out(lines: u64) -> String {
    match lines {
        0 => String::new(),
        1 => "1 line was left out.".to_owned(),
        lines => format!("{lines} lines were left out."),
    }
}

/// Says how many rows are recovered bikes now.
fn recorded(progress: &Progress) -> String {
    match progress.recorded {
        0 if progress.not_recorded.is_empty() => String::new(),
        1 => "1 row is now a recovered bike.".to_owned(),
        rows => format!("{rows} rows are now recovered bikes."),
    }
}

/// Says what will happen to the decisions when the list is recorded, and what will stay open.
fn about_to(progress: &Progress) -> String {
    let [chosen, _] = progress.decided;
    let chosen = match chosen {
        0 => "You have not chosen a bike for any row yet.".to_owned(),
        1 => "We will match 1 row to the bike that you chose, and tell its owner.".to_owned(),
        rows => format!("We will match {rows} rows to the bikes that you chose, and tell their owners."),
    };
    match progress.to_decide {
        0 => chosen,
        1 => format!("{chosen} 1 row is undecided. You can decide on it later."),
        rows => format!("{chosen} {rows} rows are undecided. You can decide on them later."),
    }
}

pub(super) async fn show(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<PropertyListId>,
    Query(asked): Query<Asked>,
) -> Result<Response, HttpError> {
    let found = DateTyped::of(london::date_of(app.registry.now()));
    html(&page(&app, officer, &visit, id, &asked, (found, Errors::default())).await?)
}

/// Shows the list again with the reason why it was not recorded.
pub(super) async fn again(
    app: &App,
    officer: OfficerOf,
    visit: &Visit,
    id: PropertyListId,
    typed: (DateTyped, Errors),
) -> Result<Response, HttpError> {
    html_again(&page(app, officer, visit, id, &Asked::default(), typed).await?)
}

async fn page(
    app: &App,
    officer: OfficerOf,
    visit: &Visit,
    id: PropertyListId,
    asked: &Asked,
    (found, errors): (DateTyped, Errors),
) -> Result<ListPage, HttpError> {
    let progress = lists::progress(&app.registry, officer, id).await.map_err(http)?;
    let (list, shown) = (&progress.list, asked.shown());
    let number = asked.page.parse::<usize>().unwrap_or(1).clamp(1, LAST_PAGE);
    let part = (((number - 1) * PER_PAGE) as u64, PER_PAGE as u64);
    let rows = lists::rows(&app.registry, officer, id, shown, part)
        .await
        .map_err(http)?;
    let count = |shown: Shown| match shown {
        Shown::ToDecide => progress.to_decide,
        Shown::Decided => progress.decided.iter().sum(),
        Shown::NothingFound => progress.nothing,
        Shown::All => list.total,
    };
    let parts = PARTS.iter().map(|(part, text, slug)| PartLink {
        text: format!("{text} ({})", count(*part)),
        href: format!("/police/property-store/{id}?show={slug}"),
        here: *part == shown,
    });
    let done = done(&progress);
    let not_recorded = progress
        .not_recorded
        .iter()
        .map(|(why, rows)| (why.label().to_owned(), *rows));
    let total = usize::try_from(count(shown)).unwrap_or(usize::MAX);
    let address = format!("/police/property-store/{id}?show={}", slug(shown));
    Ok(ListPage {
        page: visit
            .form_page(title(list))
            .await?
            .with_errors(errors)
            .with_island("src/police/property_store/island.ts"),
        id,
        reason: list.reason.to_string(),
        sent: london::day_and_time(list.made_at),
        stage: list.stage,
        per_cent: (done * 100).checked_div(list.total).unwrap_or(100),
        done,
        parts: parts.collect(),
        part: slug(shown),
        rows: rows.into_iter().map(RowLine::of).collect(),
        pages: Pagination::new(address, number, total, PER_PAGE),
        found,
        not_recorded: not_recorded.collect(),
        left_out: left_out(list.left_out),
        recorded: recorded(&progress),
        about_to: about_to(&progress),
        progress,
    })
}
