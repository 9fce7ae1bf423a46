//! Photos of registered bikes, for officers: each as a file, and all of one bike on a page.

use super::describe;
use crate::shared::guard::Officer;
use crate::shared::{App, HttpError, Page, Visit, html};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::bike::BikeReference;
use domain::id::{BikeId, LookUpId, PhotoId, RecoveryId};
use registry::recovery::case_file;
use serde::Deserialize;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/bikes/{bike}/photos", get(of_bike))
        .route("/photos/{id}", get(whole))
        .route("/photos/{id}/thumbnail", get(thumbnail))
}

/// Where the officer came from, and goes back to.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Origin {
    look_up: Option<LookUpId>,
    recovery: Option<RecoveryId>,
}

impl Origin {
    /// The results of a look-up.
    pub(super) fn look_up(id: LookUpId) -> Self {
        Self {
            look_up: Some(id),
            ..Self::default()
        }
    }

    /// The page of a recovered bike.
    pub(super) fn recovery(id: RecoveryId) -> Self {
        Self {
            recovery: Some(id),
            ..Self::default()
        }
    }

    /// The address of a bike's photos that leads back here.
    pub(super) fn photos_of(self, bike: BikeId) -> String {
        let from = match (self.look_up, self.recovery) {
            (Some(id), _) => format!("?look_up={id}"),
            (None, Some(id)) => format!("?recovery={id}"),
            (None, None) => String::new(),
        };
        format!("/police/bikes/{bike}/photos{from}")
    }

    fn back(self, bike: BikeId) -> String {
        match (self.look_up, self.recovery) {
            (Some(id), _) => format!("/police/look-up/{id}#bike-{bike}"),
            (None, Some(id)) => format!("/police/recoveries/{id}"),
            (None, None) => "/police/look-up".to_owned(),
        }
    }
}

#[derive(Template)]
#[template(path = "police/photos/page.html")]
struct PhotosPage {
    page: Page,
    title: String,
    reference: BikeReference,
    back: String,
    photos: Vec<i64>,
}

async fn of_bike(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path(bike): Path<BikeId>,
    Query(origin): Query<Origin>,
) -> Result<Response, HttpError> {
    let mut files = case_file::of_bikes(&app.registry, officer, &[bike]).await?;
    let file = files.remove(&bike).ok_or(HttpError::NotFound)?;
    let title = describe::title(&file.bike.description);
    html(&PhotosPage {
        page: visit.page(format!("Photos of {title}")).await?,
        title,
        reference: file.bike.reference(),
        back: origin.back(bike),
        photos: file.photos.iter().map(|photo| photo.0).collect(),
    })
}

async fn whole(_: Officer, State(app): State<App>, Path(id): Path<PhotoId>) -> Result<Response, HttpError> {
    jpeg(case_file::photo(&app.registry, id, false).await?)
}

async fn thumbnail(
    _: Officer,
    State(app): State<App>,
    Path(id): Path<PhotoId>,
) -> Result<Response, HttpError> {
    jpeg(case_file::photo(&app.registry, id, true).await?)
}

fn jpeg(file: Option<Vec<u8>>) -> Result<Response, HttpError> {
    let bytes = file.ok_or(HttpError::NotFound)?;
    // A photo never changes under its number, but it is for this officer alone.
    let headers = [
        (header::CONTENT_TYPE, "image/jpeg"),
        (header::CACHE_CONTROL, "private, max-age=3600"),
    ];
    Ok((headers, bytes).into_response())
}
