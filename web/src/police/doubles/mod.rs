//! The list of bikes that have another bike's number, for officers to work through.

mod decide;

use crate::shared::guard::Officer;
use crate::shared::{App, HttpError, Page, Visit, html, london};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::bike::Bike;
use domain::id::BikeId;
use registry::bike::doubles::{self, Double};

/// The addresses of the list, below `/police`.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/doubles", get(list)).merge(decide::routes())
}

#[derive(Template)]
#[template(path = "police/doubles/page.html")]
struct ListPage {
    page: Page,
    rows: Vec<Row>,
}

/// A bike, and the bikes that already had its number.
struct Row {
    bike: BikeId,
    reference: String,
    number: String,
    looks: String,
    since: String,
    others: Vec<Other>,
}

struct Other {
    reference: String,
    number: String,
    looks: String,
    standing: &'static str,
}

async fn list(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let mut rows: Vec<Row> = Vec::new();
    for Double { bike, other, flag } in doubles::doubles(&app.registry, officer).await? {
        let other = Other {
            reference: other.reference().to_string(),
            number: number(&other),
            looks: looks(&other),
            standing: other.standing.label(),
        };
        match rows.iter_mut().find(|row| row.bike == bike.id) {
            Some(row) => row.others.push(other),
            None => rows.push(Row {
                bike: bike.id,
                reference: bike.reference().to_string(),
                number: number(&bike),
                looks: looks(&bike),
                since: london::day_and_time(flag.raised_at),
                others: vec![other],
            }),
        }
    }
    let page = visit.page("Bikes with the same number").await?;
    html(&ListPage { page, rows })
}

fn number(bike: &Bike) -> String {
    let number = bike.frame.number();
    number.map_or_else(String::new, |number| number.as_written().to_owned())
}

fn looks(bike: &Bike) -> String {
    let description = &bike.description;
    let parts = [description.make.as_deref(), description.model.as_deref()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
