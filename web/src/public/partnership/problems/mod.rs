//! What the public reads about problem cases: summaries that were written for it. The pages set no cookie and may be
//! cached for a short time.

use super::pages::{found, kept, plain};
use crate::shared::{App, HttpError, Page, london};
use askama::Template;
use axum::Router;
use axum::extract::{OriginalUri, Path, State};
use axum::response::Response;
use axum::routing::get;
use domain::id::ProblemId;
use domain::problem::SummaryText;
use registry::problem::{PublishedSummary, public_summaries, public_summary};

/// The addresses of published cases.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/partnership/{slug}/problems", get(list))
        .route("/partnership/{slug}/problems/{problem}", get(show))
}

struct Line {
    href: String,
    title: String,
    place: String,
    day: String,
}

#[derive(Template)]
#[template(path = "public/partnership/problems/list.html")]
struct List {
    page: Page,
    slug: String,
    name: String,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "public/partnership/problems/case.html")]
struct Case {
    page: Page,
    slug: String,
    name: String,
    demonstration: bool,
    text: SummaryText,
    day: String,
}

async fn list(
    State(app): State<App>,
    address: OriginalUri,
    Path(slug): Path<String>,
) -> Result<Response, HttpError> {
    let of = found(&app, &slug).await?;
    let all = public_summaries(&app.registry, of.id).await?;
    let line = |one: PublishedSummary| Line {
        href: format!("/partnership/{}/problems/{}", of.slug, one.problem),
        title: one.text.title,
        place: one.text.place,
        day: london::day(one.published_at),
    };
    let lines = all.into_iter().map(line).collect();
    kept(&List {
        page: plain(&app, "Problems that we worked on", &address).for_search_engines(format!(
            "Problems at places that the {} worked on, and what came of it.",
            of.name
        )),
        slug: of.slug,
        name: of.name,
        lines,
    })
}

async fn show(
    State(app): State<App>,
    address: OriginalUri,
    Path((slug, problem)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let of = found(&app, &slug).await?;
    let id: ProblemId = problem.parse().map_err(|_| HttpError::NotFound)?;
    let one = public_summary(&app.registry, of.id, id).await?;
    let one = one.ok_or(HttpError::NotFound)?;
    kept(&Case {
        page: plain(&app, one.text.title.clone(), &address),
        demonstration: registry::plan::is_demonstration(&app.registry).await?,
        day: london::day(one.published_at),
        text: one.text,
        slug: of.slug,
        name: of.name,
    })
}
