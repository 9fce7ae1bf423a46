//! Weekly samples of look-ups: the list, one sample, and what an inspector found out about a look-up in it.

mod answer;

use crate::shared::guard::Inspector;
use crate::shared::{App, HttpError, Page, Visit, html, london};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use domain::id::{SampleId, SampledId};
use domain::text::counted;
use jiff::ToSpan;
use jiff::civil::Date;
use registry::look_up::acts;
use registry::look_up::samples::{self, Listed, ShownItem, ShownSample};

/// The addresses, below `/admin`.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/log/samples", get(list))
        .route("/log/samples/{sample}", get(show))
        .route(
            "/log/samples/{sample}/{item}",
            get(answer::ask).post(answer::save),
        )
}

struct Row {
    id: SampleId,
    week: String,
    force: String,
    items: usize,
    left: usize,
}

#[derive(Template)]
#[template(path = "admin/samples/list.html")]
struct ListPage {
    page: Page,
    rows: Vec<Row>,
}

struct Item {
    id: SampledId,
    title: String,
    why: Vec<&'static str>,
    reason: String,
    asked: String,
    results: String,
    acts: Vec<String>,
    notes: Vec<Note>,
    is_own: bool,
}

struct Note {
    said: String,
    note: String,
}

#[derive(Template)]
#[template(path = "admin/samples/page.html")]
struct ShowPage {
    page: Page,
    id: SampleId,
    force: String,
    seed: i64,
    drawn: String,
    again: String,
    items: Vec<Item>,
}

async fn list(
    Inspector(inspector): Inspector,
    State(app): State<App>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let all = samples::list(&app.registry, &inspector).await?;
    let rows = all.into_iter().map(|listed| {
        let Listed {
            sample,
            force,
            items,
            left,
        } = listed;
        Row {
            id: sample.id,
            week: week(sample.week),
            force,
            items,
            left,
        }
    });
    html(&ListPage {
        page: visit.page("Weekly samples of look-ups").await?,
        rows: rows.collect(),
    })
}

async fn show(
    Inspector(inspector): Inspector,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let id = id.parse().map_err(|_| HttpError::NotFound)?;
    let found = samples::show(&app.registry, &inspector, id).await?;
    let found = found.ok_or(HttpError::NotFound)?;
    let title = format!("Look-ups from {}", week(found.sample.week));
    html(&ShowPage {
        page: visit.page(title).await?,
        id,
        seed: found.sample.seed.0,
        drawn: format!(
            "Framemark drew {} of {} on {}.",
            counted(found.items.len(), "look-up", "look-ups"),
            found.sample.look_ups,
            london::day_and_time(found.sample.drawn_at)
        ),
        again: again(&found),
        force: found.force,
        items: found.items.into_iter().map(item).collect(),
    })
}

fn again(found: &ShownSample) -> String {
    let look_ups = counted(found.again.look_ups, "look-up", "look-ups");
    if found.again.is_same {
        format!("Drawn again just now with this seed from {look_ups}, the random ones are the same.")
    } else {
        format!(
            "Drawn again just now with this seed from {look_ups}, the random ones are not the same. Somebody has changed \
             the look-ups of that week, or the sample. Check the log."
        )
    }
}

/// Says which week it is: "15 to 21 June 2026", or "29 June 2026 to 5 July 2026".
fn week(monday: Date) -> String {
    let sunday = monday.checked_add(6.days()).unwrap_or(monday);
    let last = london::date(sunday);
    if sunday.month() == monday.month() {
        format!("{} to {last}", monday.day())
    } else {
        format!("{} to {last}", london::date(monday))
    }
}

fn item(item: ShownItem) -> Item {
    let acts = item.acts.iter().map(|(at, action)| {
        let when = london::day_and_time(*at);
        format!("{}, {when}", acts::act(*action))
    });
    let notes = item.notes.iter().map(|note| Note {
        said: format!(
            "{}: {}, {}",
            note.by,
            note.finding.words(),
            london::day_and_time(note.at)
        ),
        note: note.finding.note().unwrap_or_default().to_owned(),
    });
    Item {
        id: item.id,
        title: title(&item),
        why: item.why.iter().map(|why| why.words()).collect(),
        results: results(item.results),
        acts: acts.collect(),
        notes: notes.collect(),
        reason: item.reason,
        asked: item.asked,
        is_own: item.is_own,
    }
}

fn title(item: &ShownItem) -> String {
    let day = london::named_day(item.at);
    format!("{}, {day}, {}", item.by, london::clock_at(item.at))
}

fn results(results: Option<u32>) -> String {
    match results {
        Some(count) => counted(count, "bike", "bikes"),
        None => "The search did not finish".to_owned(),
    }
}
