//! The figures on bike theft: four sentences first, then tables of closed quarters, each with a map or chart beside it
//! and a file for spreadsheets.

mod charts;
mod csv;
mod filter;
mod maps;
mod overview;
mod view;

pub(super) use self::csv::no_day;
use self::filter::{Asked, ChoiceForm};
use self::overview::Overview;
use self::view::TableView;
use crate::shared::guard::{Assessor, Reader};
use crate::shared::{App, HttpError, Page, Visit, html};
use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use registry::figure::insights::{self, Choice, DEFINITIONS, Definition, Insights};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/insights", get(show))
        .route("/insights/definitions", get(definitions))
        .route("/insights/tables/{name}", get(csv::send))
}

/// The table that was chosen.
#[derive(Template)]
#[template(path = "partner/insights/chosen.html")]
struct Chosen {
    page: Page,
    back: String,
    of: String,
    title: String,
    table: TableView,
    forms: Vec<ChoiceForm>,
}

/// The page that offers tables if there is no such table.
#[derive(Template)]
#[template(path = "partner/insights/choices.html")]
struct Choices {
    page: Page,
    back: String,
    forms: Vec<ChoiceForm>,
}

#[derive(Template)]
#[template(path = "partner/insights/definitions.html")]
struct Definitions {
    page: Page,
    definitions: Vec<&'static Definition>,
}

/// Reads the figures of the partnership that was asked for. Answers 404 if the reader may not see them.
async fn read(app: &App, reader: &Reader, asked: &Asked) -> Result<Insights, HttpError> {
    let wanted = asked.partnership.as_deref();
    insights::read(&app.registry, &reader.0, wanted)
        .await?
        .ok_or(HttpError::NotFound)
}

async fn show(
    reader: Reader,
    assessor: Option<Assessor>,
    State(app): State<App>,
    visit: Visit,
    RawQuery(query): RawQuery,
) -> Result<Response, HttpError> {
    let Ok(asked) = Asked::parse(query.as_deref().unwrap_or_default()) else {
        let insights = read(&app, &reader, &Asked::default()).await?;
        return choices(&visit, &insights).await;
    };
    let insights = read(&app, &reader, &asked).await?;
    if !asked.chooses {
        let overview = Overview::of(visit.page("Insights").await?, &insights, assessor.is_some());
        return html(&overview);
    }
    match chosen(&app, &insights, &asked).await? {
        Some((title, table)) => {
            let page = visit.page(format!("{title} – Insights")).await?;
            html(&Chosen {
                page,
                back: filter::overview_of(&insights),
                of: filter::said_of(&insights),
                forms: filter::forms(&insights, Some(&asked)),
                title,
                table,
            })
        }
        None => choices(&visit, &insights).await,
    }
}

/// Finds the table that was chosen. Returns `None` if the choices name no table.
async fn chosen(
    app: &App,
    insights: &Insights,
    asked: &Asked,
) -> Result<Option<(String, TableView)>, HttpError> {
    let Some(release) = &insights.release else {
        return Ok(None);
    };
    let csv = Some(format!(
        "/partner/insights/tables/chosen.csv?{}",
        asked.query(insights)
    ));
    Ok(match insights::select(release, &asked.options) {
        Some(Choice::Register(title, table)) => {
            let view = TableView::of(&table, &title, csv);
            Some((title, view))
        }
        Some(Choice::Police(title, months)) => {
            let slug = &insights.partnership.slug;
            let table = insights::police_table(&app.registry, slug, &asked.options, &months).await?;
            let view = TableView::of(&table, &title, csv);
            Some((title, view))
        }
        None => None,
    })
}

/// Says that there is no such table, and offers the tables that there are.
async fn choices(visit: &Visit, insights: &Insights) -> Result<Response, HttpError> {
    let page = visit.page("There is no such table").await?;
    let body = html(&Choices {
        page,
        back: filter::overview_of(insights),
        forms: filter::forms(insights, None),
    })?;
    Ok((StatusCode::BAD_REQUEST, body).into_response())
}

async fn definitions(_: Reader, visit: Visit) -> Result<Response, HttpError> {
    html(&Definitions {
        page: visit.page("Definitions of the figures").await?,
        definitions: DEFINITIONS.iter().collect(),
    })
}
