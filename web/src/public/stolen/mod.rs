//! The thefts that owners agreed to show in public, by group of wards, and the daily e-mail about them.

mod bike;
mod hot_sheet;

use crate::shared::{App, HttpError, Page, Visit, html, london, looks};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::place::groups::WardGroup;
use registry::theft::public::{ShownTheft, shown_thefts};

/// The most thefts that the page shows. Older ones are left out.
const MOST: u64 = 100;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/stolen", get(show))
        .merge(bike::routes())
        .merge(hot_sheet::routes())
}

struct Row {
    name: String,
    colours: String,
    kind: &'static str,
    month: String,
}

impl Row {
    fn of(theft: &ShownTheft) -> Self {
        let date = london::date_of(theft.reported_at);
        Self {
            name: looks::name(&theft.looks),
            colours: looks::colours(&theft.looks.colours),
            kind: theft.looks.kind.map_or("Not known", |kind| kind.label()),
            month: date.strftime("%B %Y").to_string(),
        }
    }
}

/// The bikes that were stolen in one area.
struct Area {
    name: &'static str,
    slug: &'static str,
    bikes: Vec<Row>,
}

impl Area {
    /// Groups thefts by area. Thefts in an unknown area come last, and areas without thefts are left out.
    fn all(shown: &[ShownTheft]) -> Vec<Self> {
        let groups = WardGroup::all().map(Some).chain(std::iter::once(None));
        let areas = groups.map(|group| Self {
            name: group.map_or("Area not known", |group| group.name),
            slug: group.map_or("not-known", |group| group.slug),
            bikes: shown
                .iter()
                .filter(|theft| theft.area == group)
                .map(Row::of)
                .collect(),
        });
        areas.filter(|area| !area.bikes.is_empty()).collect()
    }
}

#[derive(Template)]
#[template(path = "public/stolen/page.html")]
struct Stolen {
    page: Page,
    areas: Vec<Area>,
}

async fn show(State(app): State<App>, visit: Visit) -> Result<Response, HttpError> {
    let shown = shown_thefts(&app.registry, MOST).await?;
    let page = visit
        .page("Stolen bikes")
        .await?
        .for_search_engines("Stolen bikes that their owners agreed to show here.");
    html(&Stolen {
        page,
        areas: Area::all(&shown),
    })
}
