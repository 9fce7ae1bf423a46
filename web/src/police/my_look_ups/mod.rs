//! What an officer looked up, why, and what it led to.

use crate::shared::guard::Officer;
use crate::shared::{App, HttpError, Page, Visit, html, london};
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use domain::id::LookUpId;
use domain::text::counted;
use registry::look_up::acts;
use registry::look_up::own::{LedTo, OwnLookUp, own};
use serde::Deserialize;

/// The address, below `/police`.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/my-look-ups", get(show))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    before: String,
}

struct Led {
    words: String,
    href: Option<String>,
}

struct Row {
    id: LookUpId,
    stamp: String,
    at: String,
    asked: String,
    reason: String,
    results: String,
    led_to: Vec<Led>,
}

#[derive(Template)]
#[template(path = "police/my_look_ups/page.html")]
struct ShowPage {
    page: Page,
    rows: Vec<Row>,
    older: Option<String>,
}

async fn show(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, HttpError> {
    let (look_ups, older) = own(&app.registry, officer, asked.before.parse().ok()).await?;
    html(&ShowPage {
        page: visit.page("What I looked up").await?,
        rows: look_ups.into_iter().map(row).collect(),
        older: older.map(|place| format!("/police/my-look-ups?before={place}")),
    })
}

fn row(look_up: OwnLookUp) -> Row {
    let led_to = look_up.led_to.into_iter().map(|(at, led_to)| {
        let when = london::day_and_time(at);
        match led_to {
            LedTo::Act(action) => Led {
                words: format!("{}, {when}", acts::act(action)),
                href: None,
            },
            LedTo::Recovery(recovery) => Led {
                words: format!("Recovered bike, {when}"),
                href: Some(format!("/police/recoveries/{recovery}")),
            },
        }
    });
    Row {
        id: look_up.id,
        stamp: look_up.at.to_string(),
        at: london::day_and_time(look_up.at),
        asked: look_up.asked,
        reason: look_up.reason.to_string(),
        results: match look_up.results {
            Some(count) => counted(count, "bike shown", "bikes shown"),
            None => "The search did not finish".to_owned(),
        },
        led_to: led_to.collect(),
    }
}
