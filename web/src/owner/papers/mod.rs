//! An owner's papers: the certificate, the letter for the insurer, and the poster and page of a stolen bike.

use super::bikes::own;
use super::words;
use crate::owner::photos::Shown;
use crate::shared::guard::Account;
use crate::shared::{App, HttpError, Notice, Page, Visit, html_form};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum_extra::extract::Form;
use domain::id::{BikeId, PhotoId};
use registry::paper::{self, PaperError};
use serde::Deserialize;

/// The papers below `/account/bikes/{bike}`.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/account/bikes/{bike}/certificate.pdf", get(certificate))
        .route("/account/bikes/{bike}/theft-letter.pdf", get(letter))
        .route("/account/bikes/{bike}/poster", get(ask).post(send))
        .route("/account/bikes/{bike}/poster/end", post(end))
        .route("/account/bikes/{bike}/poster.pdf", get(poster))
}

async fn certificate(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let id = parse(&bike)?;
    let made = paper::make_certificate(&app.registry, account.0, id).await;
    answer(&visit, id, made, "certificate.pdf").await
}

async fn letter(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let id = parse(&bike)?;
    let made = paper::theft_letter(&app.registry, account.0, id).await;
    answer(&visit, id, made, "theft-letter.pdf").await
}

async fn poster(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let id = parse(&bike)?;
    let made = paper::poster(&app.registry, account.0, id).await;
    answer(&visit, id, made, "stolen-bike.pdf").await
}

fn parse(bike: &str) -> Result<BikeId, HttpError> {
    bike.parse().map_err(|_| HttpError::NotFound)
}

/// Answers with a PDF, or leads back to the bike with the reason why there is none.
async fn answer(
    visit: &Visit,
    bike: BikeId,
    made: Result<Vec<u8>, PaperError>,
    name: &str,
) -> Result<Response, HttpError> {
    let pdf = match made {
        Ok(pdf) => pdf,
        Err(error) => return refused(visit, bike, error).await,
    };
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("inline; filename=\"{name}\""),
        ),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, pdf).into_response())
}

async fn refused(visit: &Visit, bike: BikeId, error: PaperError) -> Result<Response, HttpError> {
    match error {
        PaperError::NotYours(_) => Err(HttpError::NotFound),
        PaperError::Store(error) => Err(error.into()),
        error @ (PaperError::Sheet(_) | PaperError::Photos(_)) => Err(HttpError::internal(error)),
        error => {
            visit.notice(Notice::important(error.to_string())).await?;
            Ok(Redirect::to(&format!("/account/bikes/{bike}")).into_response())
        }
    }
}

/// Which photos the owner chose.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    photo: Vec<String>,
}

/// A photo that the owner can choose.
struct PhotoChoice {
    shown: Shown,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "owner/papers/poster.html")]
struct Ask {
    page: Page,
    base: String,
    name: String,
    photos: Vec<PhotoChoice>,
    /// The address of the share page, if there is one.
    shared: Option<String>,
}

async fn ask(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let mine = own(&app, account, &bike).await?;
    let id = mine.bike.id;
    let shared = match paper::shared_of(&app.registry, account.0, id).await {
        Ok(shared) => shared,
        Err(error) => return refused(&visit, id, error).await,
    };
    let chosen = shared
        .as_ref()
        .map(|paper| paper.said.photos.clone())
        .unwrap_or_default();
    let photos = mine.photos.iter().map(|photo| PhotoChoice {
        shown: Shown::of(photo.id, photo.stored.width, photo.stored.height),
        chosen: chosen.contains(&photo.id),
    });
    let site = &app.site.public_url;
    html_form(&Ask {
        page: visit.form_page("Make a poster and a page to share").await?,
        base: format!("/account/bikes/{id}"),
        name: words::name(&mine.bike.description),
        photos: photos.collect(),
        shared: shared.map(|paper| format!("{site}/stolen/bike/{}", paper.said.code.in_address())),
    })
}

async fn send(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
    visit: Visit,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let id = parse(&bike)?;
    let photos: Vec<PhotoId> = typed
        .photo
        .iter()
        .filter_map(|photo| photo.parse().ok())
        .collect();
    match paper::share(&app.registry, account.0, id, &photos).await {
        Ok(()) => {
            let said = "Your poster and your page are ready";
            visit.notice(Notice::success(said)).await?;
            Ok(Redirect::to(&format!("/account/bikes/{id}/poster")).into_response())
        }
        Err(error) => refused(&visit, id, error).await,
    }
}

async fn end(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let id = parse(&bike)?;
    match paper::end_share(&app.registry, account.0, id).await {
        Ok(()) => {
            let said = "We have taken your page down";
            visit.notice(Notice::success(said)).await?;
            Ok(Redirect::to(&format!("/account/bikes/{id}")).into_response())
        }
        Err(error) => refused(&visit, id, error).await,
    }
}
