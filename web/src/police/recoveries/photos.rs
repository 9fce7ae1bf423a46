//! Photos of one recovered bike: of its stamp or labels, and of the bike. We log every whole photo that somebody opens.

use super::case;
use crate::shared::guard::Officer;
use crate::shared::upload::{self, Limits, Place, Upload};
use crate::shared::{App, Choice, Errors, HttpError, Notice, Page, Visit, html, html_again, own_jpeg};
use askama::Template;
use axum::extract::{Multipart, Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::{PhotoId, RecoveryId};
use domain::recovery::{PhotoShows, RecoveryStatus};
use registry::account::permits::OfficerOf;
use registry::bike::photos::{PhotoError, PhotosError, Upload as Sent};
use registry::recovery::photos::{self, RecoveryPhotoError};
use registry::recovery::{self, RecoveryError};

/// The limits of one form.
pub(super) const LIMITS: Limits = Limits::photos(3);

/// The file field's id.
const FIELD: &str = "photo";

#[derive(Template)]
#[template(path = "police/recoveries/photos.html")]
struct PhotosPage {
    page: Page,
    id: RecoveryId,
    property_ref: String,
    photos: Vec<PhotoView>,
    /// Whether photos can be added and removed.
    open: bool,
    full: bool,
    shows: Vec<Choice>,
}

/// One photo, as it is drawn.
pub(super) struct PhotoView {
    pub(super) id: PhotoId,
    /// What it shows, in words.
    pub(super) shows: &'static str,
}

/// The photos of a recovery, for its case.
pub(super) async fn of_case(
    app: &App,
    officer: OfficerOf,
    id: RecoveryId,
) -> Result<Vec<PhotoView>, RecoveryError> {
    let all = photos::list_photos(&app.registry, officer, id).await?;
    let view = |(photo, shows): (registry::bike::photos::Photo, PhotoShows)| PhotoView {
        id: photo.id,
        shows: shows.label(),
    };
    Ok(all.into_iter().map(view).collect())
}

pub(super) async fn show(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<RecoveryId>,
) -> Result<Response, HttpError> {
    html(&page(&app, officer, &visit, id, ("", Errors::default())).await?)
}

pub(super) async fn add(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<RecoveryId>,
    place: Place,
    form: Multipart,
) -> Result<Response, HttpError> {
    // This check comes first, so that we read nothing from somebody who is not allowed to send photos.
    recovery::find(&app.registry, officer, id)
        .await
        .map_err(case::http)?;
    let parts = upload::read(&place, form, LIMITS).await?;
    let mut errors = Errors::default();
    let chosen = parts.text("shows").to_owned();
    let shows = PhotoShows::parse(&chosen).ok_or("Choose what the photos show");
    let shows = errors.keep("shows", shows);
    if parts.files.is_empty() {
        errors.add(FIELD, "Choose a photo");
    }
    if parts.too_many {
        let said = format!("Choose {} photos or fewer at a time", LIMITS.files);
        errors.add(FIELD, said);
    }
    let Ok(shows) = errors.clone().finish(shows) else {
        return html_again(&page(&app, officer, &visit, id, (&chosen, errors)).await?);
    };
    for (_, file) in parts.files {
        let added = match file {
            Upload::Given { file, .. } => {
                photos::add_photo(&app.registry, officer, id, shows, Sent::Spooled(file)).await
            }
            Upload::TooLarge { .. } => Err(PhotosError::from(PhotoError::TooLarge).into()),
        };
        match added {
            Ok(()) => {}
            Err(error) => errors.add(FIELD, said(error)?),
        }
    }
    drop(place);
    if !errors.is_empty() {
        return html_again(&page(&app, officer, &visit, id, (&chosen, errors)).await?);
    }
    visit.notice(Notice::success("Photos added")).await?;
    Ok(Redirect::to(&format!("/police/recoveries/{id}/photos")).into_response())
}

pub(super) async fn remove(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    Path((id, photo)): Path<(RecoveryId, PhotoId)>,
) -> Result<Response, HttpError> {
    match photos::remove_photo(&app.registry, officer, id, photo).await {
        Ok(()) => {
            visit.notice(Notice::success("Photo removed")).await?;
            Ok(Redirect::to(&format!("/police/recoveries/{id}/photos")).into_response())
        }
        Err(error) => {
            let mut errors = Errors::default();
            errors.add(FIELD, said(error)?);
            html_again(&page(&app, officer, &visit, id, ("", errors)).await?)
        }
    }
}

/// Answers with one photo. `query` has `small` for a thumbnail.
pub(super) async fn one(
    Officer(officer): Officer,
    State(app): State<App>,
    Path((id, photo)): Path<(RecoveryId, PhotoId)>,
    RawQuery(query): RawQuery,
) -> Result<Response, HttpError> {
    let is_small = query.is_some_and(|query| query.split('&').any(|part| part == "small"));
    let read = if is_small {
        photos::small_photo(&app.registry, officer, id, photo).await
    } else {
        photos::open_photo(&app.registry, officer, id, photo).await
    };
    let jpeg = match read {
        Ok(jpeg) => jpeg.ok_or(HttpError::NotFound)?,
        Err(RecoveryPhotoError::Recovery(error)) => return Err(case::http(error)),
        Err(error) => return Err(HttpError::internal(error)),
    };
    Ok(own_jpeg(jpeg))
}

/// What an officer is told when a photo was not added or removed.
fn said(error: RecoveryPhotoError) -> Result<String, HttpError> {
    match error {
        RecoveryPhotoError::Recovery(error) => Err(case::http(error)),
        RecoveryPhotoError::Photo(PhotosError::Store(error)) => Err(error.into()),
        RecoveryPhotoError::Photo(PhotosError::Disk(error)) => Err(HttpError::internal(error)),
        error => Ok(error.to_string()),
    }
}

async fn page(
    app: &App,
    officer: OfficerOf,
    visit: &Visit,
    id: RecoveryId,
    (chosen, errors): (&str, Errors),
) -> Result<PhotosPage, HttpError> {
    let recovery = recovery::find(&app.registry, officer, id)
        .await
        .map_err(case::http)?;
    let photos = of_case(app, officer, id).await.map_err(case::http)?;
    let property_ref = recovery.recovery.property_ref;
    Ok(PhotosPage {
        page: visit
            .form_page(format!("Photos of {property_ref}"))
            .await?
            .with_errors(errors),
        id,
        property_ref,
        open: matches!(recovery.status, RecoveryStatus::Open | RecoveryStatus::Tied),
        full: photos.len() >= PhotoShows::MOST,
        photos,
        shows: Choice::list(chosen, PhotoShows::ALL.map(|shows| (shows.slug(), shows.label()))),
    })
}
