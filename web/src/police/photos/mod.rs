//! Photos of registered bikes and of sightings, for officers. An officer can open them from a look-up or a recovery
//! that shows the bike, and the log records it.

use super::describe;
use crate::shared::guard::Officer;
use crate::shared::{App, HttpError, Page, Visit, html, own_jpeg};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::get;
use domain::bike::BikeReference;
use domain::id::{BikeId, LookUpId, PhotoId, RecoveryId};
use domain::message::Sighting;
use registry::recovery::{self, OpenedFrom};
use serde::Deserialize;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/bikes/{bike}/photos", get(of_bike))
        .route("/photos/{id}", get(whole))
        .route("/photos/{id}/thumbnail", get(thumbnail))
}

/// The page from which the officer opened the photos, and to which they go back.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
struct Origin {
    look_up: Option<LookUpId>,
    recovery: Option<RecoveryId>,
}

impl Origin {
    /// # Errors
    /// [`HttpError::NotFound`] if no such page is given.
    fn opened_from(self) -> Result<OpenedFrom, HttpError> {
        let look_up = self.look_up.map(OpenedFrom::LookUp);
        look_up
            .or(self.recovery.map(OpenedFrom::Recovery))
            .ok_or(HttpError::NotFound)
    }
}

/// The address of a bike's photos, with the page to go back to.
pub(super) fn gallery(from: OpenedFrom, bike: BikeId) -> String {
    format!("/police/bikes/{bike}/photos?{}", origin(from))
}

/// The address of a photo's thumbnail.
pub(super) fn thumbnail_of(from: OpenedFrom, photo: PhotoId) -> String {
    format!("/police/photos/{photo}/thumbnail?{}", origin(from))
}

fn origin(from: OpenedFrom) -> String {
    match from {
        OpenedFrom::LookUp(id) => format!("look_up={id}"),
        OpenedFrom::Recovery(id) => format!("recovery={id}"),
    }
}

fn back(from: OpenedFrom, bike: BikeId) -> String {
    match from {
        OpenedFrom::LookUp(id) => format!("/police/look-up/{id}#bike-{bike}"),
        OpenedFrom::Recovery(id) => format!("/police/recoveries/{id}"),
    }
}

#[derive(Template)]
#[template(path = "police/photos/page.html")]
struct PhotosPage {
    page: Page,
    title: String,
    reference: BikeReference,
    back: String,
    photos: Vec<PhotoView>,
}

/// One photo, as it is drawn.
struct PhotoView {
    address: String,
    /// The sighting that the photo came with.
    seen: String,
}

async fn of_bike(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path(bike): Path<BikeId>,
    Query(origin): Query<Origin>,
) -> Result<Response, HttpError> {
    let from = origin.opened_from()?;
    let file = recovery::open_photos(&app.registry, officer, from, bike).await?;
    let file = file.ok_or(HttpError::NotFound)?;
    let title = describe::title(&file.bike.description);
    let whole = |(photo, seen): (PhotoId, Option<&Sighting>)| PhotoView {
        address: format!("/police/photos/{photo}?{}", self::origin(from)),
        seen: seen.map(Sighting::said).unwrap_or_default(),
    };
    html(&PhotosPage {
        page: visit.page(format!("Photos of {title}")).await?,
        title,
        reference: file.bike.reference(),
        back: back(from, bike),
        photos: file.pictures().map(whole).collect(),
    })
}

async fn whole(
    Officer(officer): Officer,
    State(app): State<App>,
    Path(id): Path<PhotoId>,
    Query(origin): Query<Origin>,
) -> Result<Response, HttpError> {
    let from = origin.opened_from()?;
    jpeg(recovery::whole(&app.registry, officer, from, id).await?)
}

async fn thumbnail(
    Officer(officer): Officer,
    State(app): State<App>,
    Path(id): Path<PhotoId>,
    Query(origin): Query<Origin>,
) -> Result<Response, HttpError> {
    let from = origin.opened_from()?;
    jpeg(recovery::thumbnail(&app.registry, officer, from, id).await?)
}

fn jpeg(file: Option<Vec<u8>>) -> Result<Response, HttpError> {
    Ok(own_jpeg(file.ok_or(HttpError::NotFound)?))
}
