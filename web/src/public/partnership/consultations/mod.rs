//! What a partnership asks the public. The pages set no cookie and may be cached; the form for an answer does set one.

mod answer;
mod view;

pub(crate) use view::{ConsultationLine, ConsultationView, ResultView, result_file};

use super::pages::{found, kept, plain};
use crate::shared::{App, HttpError, Page};
use askama::Template;
use axum::Router;
use axum::extract::{OriginalUri, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use domain::account::Partnership;
use domain::id::ConsultationId;
use registry::consultation::{KeptConsultation, public_consultation, public_consultations, shown};

/// How long a cache may keep a result. It is short, because a result can be withdrawn.
const KEPT: &str = "public, max-age=300";

/// The addresses of public consultations.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/partnership/{slug}/have-your-say", get(list))
        .route("/partnership/{slug}/have-your-say/{consultation}", get(show))
        .route(
            "/partnership/{slug}/have-your-say/{consultation}/answer",
            get(answer::show).post(answer::send),
        )
        .route(
            "/partnership/{slug}/have-your-say/{consultation}/result.csv",
            get(csv),
        )
}

#[derive(Template)]
#[template(path = "public/partnership/consultations/list.html")]
struct List {
    page: Page,
    slug: String,
    name: String,
    open: Vec<ConsultationLine>,
    closed: Vec<ConsultationLine>,
}

#[derive(Template)]
#[template(path = "public/partnership/consultations/consultation.html")]
struct ConsultationPage {
    page: Page,
    slug: String,
    name: String,
    address: String,
    demonstration: bool,
    view: ConsultationView,
    result: Option<ResultView>,
}

#[derive(Template)]
#[template(path = "public/partnership/consultations/on_request.html")]
struct OnRequest {
    page: Page,
    slug: String,
    name: String,
}

/// Reads the public consultations of a partnership: those that are open or still to come, and those that are closed.
pub(super) async fn lines(
    app: &App,
    of: &Partnership,
) -> Result<(Vec<ConsultationLine>, Vec<ConsultationLine>), HttpError> {
    let now = app.registry.now();
    let all = public_consultations(&app.registry, of.id).await?;
    let lines = all.iter().map(|kept| ConsultationLine::of(kept, now));
    Ok(lines.partition(|line| !line.is_closed))
}

async fn list(
    State(app): State<App>,
    address: OriginalUri,
    Path(slug): Path<String>,
) -> Result<Response, HttpError> {
    let of = found(&app, &slug).await?;
    let (open, closed) = lines(&app, &of).await?;
    kept(&List {
        page: plain(&app, "Have your say", &address)
            .for_search_engines(format!("What the {} asks you, and what came of it.", of.name)),
        slug: of.slug,
        name: of.name,
        open,
        closed,
    })
}

/// Finds the public consultation in an address, and tells whether it is still shown.
async fn public(
    app: &App,
    slug: &str,
    consultation: &str,
) -> Result<(Partnership, KeptConsultation, bool), HttpError> {
    let of = found(app, slug).await?;
    let id: ConsultationId = consultation.parse().map_err(|_| HttpError::NotFound)?;
    let public = public_consultation(&app.registry, of.id, id).await?;
    let (kept, is_listed) = public.ok_or(HttpError::NotFound)?;
    Ok((of, kept, is_listed))
}

/// The address of a consultation's public page.
fn address_of(of: &Partnership, kept: &KeptConsultation) -> String {
    format!("/partnership/{}/have-your-say/{}", of.slug, kept.id)
}

/// Shows a consultation until two years after it closed. After that, the answer is 410 and says who to ask.
async fn show(
    State(app): State<App>,
    address: OriginalUri,
    Path((slug, consultation)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let (of, consultation, is_listed) = public(&app, &slug, &consultation).await?;
    if !is_listed {
        let mut response = kept(&OnRequest {
            page: plain(&app, "Ask us about this consultation", &address),
            slug: of.slug,
            name: of.name,
        })?;
        *response.status_mut() = StatusCode::GONE;
        return Ok(response);
    }
    let of_it = &consultation.consultation;
    let result = ResultView::of(of_it);
    let view = ConsultationView::of(of_it, app.registry.now());
    kept(&ConsultationPage {
        page: plain(&app, of_it.details.title.clone(), &address)
            .for_search_engines(of_it.details.question.clone()),
        address: address_of(&of, &consultation),
        demonstration: registry::plan::is_demonstration(&app.registry).await?,
        view: match &result {
            Some(_) => view,
            None => view.without_outcome(),
        },
        result,
        slug: of.slug,
        name: of.name,
    })
}

/// Sends the published result as a table.
async fn csv(
    State(app): State<App>,
    Path((slug, consultation)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let (_, kept, is_listed) = public(&app, &slug, &consultation).await?;
    let result = kept.consultation.result.as_ref().filter(|_| is_listed);
    let result = result.ok_or(HttpError::NotFound)?;
    let shown = shown(&kept.consultation, &result.tally);
    result_file(kept.id, &shown, KEPT)
}
