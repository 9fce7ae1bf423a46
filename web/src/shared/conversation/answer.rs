//! What each side can do in a conversation: answer, add a photo, block, report.

use super::view::{Typed, again, gone, report_page};
use super::{LIMITS, Reader};
use crate::shared::upload::{self, Place, Upload};
use crate::shared::{App, Errors, HttpError, Notice, Once, Visit, own_jpeg};
use axum::extract::Multipart;
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::PhotoId;
use domain::message::MOST_CHARACTERS;
use registry::bike::photos::{PhotoError, PhotosError, Size, Upload as Sent};
use registry::message::photos::{self, AddPhotoError};
use registry::message::reply::{self, ReplyError};
use registry::message::stop;

/// Sends an answer.
///
/// # Errors
/// [`HttpError`] when the page cannot be made or the store fails.
pub async fn reply(
    app: &App,
    visit: &Visit,
    once: Once,
    reader: &Reader,
    typed: Typed,
) -> Result<Response, HttpError> {
    let mut errors = Errors::default();
    let text = errors.prose(
        "message",
        "Message",
        "Enter a message",
        &typed.message,
        MOST_CHARACTERS,
    );
    let Ok(text) = errors.clone().finish(text) else {
        return again(app, visit, reader, typed, errors).await;
    };
    match reply::reply(&once.on(app), reader.party(), &text).await {
        Ok(()) => {
            visit.notice(Notice::success("Message sent")).await?;
            Ok(back(reader))
        }
        Err(ReplyError::NotThere) => gone(visit).await,
        Err(ReplyError::Store(error)) => Err(error.into()),
        Err(error) => {
            errors.add("message", error.to_string());
            again(app, visit, reader, typed, errors).await
        }
    }
}

/// Adds a photo to what this side has written.
///
/// # Errors
/// [`HttpError`] when the form cannot be read, or the store or the disk fails.
pub async fn add_photo(
    app: &App,
    visit: &Visit,
    place: Place,
    reader: &Reader,
    form: Multipart,
) -> Result<Response, HttpError> {
    let parts = upload::read(&place, form, LIMITS).await?;
    let mut errors = Errors::default();
    let added = match parts.files.into_iter().next() {
        None => {
            errors.add("photo", "Choose a photo");
            Ok(())
        }
        Some((_, Upload::TooLarge { .. })) => Err(PhotosError::from(PhotoError::TooLarge).into()),
        Some((_, Upload::Given { file, .. })) => {
            photos::add_photo(&app.registry, reader.party(), Sent::Spooled(file)).await
        }
    };
    drop(place);
    match added {
        Ok(()) => {}
        Err(AddPhotoError::NotThere) => return gone(visit).await,
        Err(AddPhotoError::Store(error)) => return Err(error.into()),
        Err(AddPhotoError::Photo(error @ (PhotosError::Store(_) | PhotosError::Disk(_)))) => {
            return Err(HttpError::internal(error));
        }
        Err(error) => errors.add("photo", error.to_string()),
    }
    if errors.is_empty() {
        visit.notice(Notice::success("Photo added")).await?;
        return Ok(back(reader));
    }
    again(app, visit, reader, Typed::default(), errors).await
}

/// Answers with a photo of the conversation. `query` has `small` for a thumbnail.
///
/// # Errors
/// [`HttpError::NotFound`] when this reader may not see it.
pub async fn photo(
    app: &App,
    reader: &Reader,
    photo: PhotoId,
    query: Option<&str>,
) -> Result<Response, HttpError> {
    let is_small = query.is_some_and(|query| query.split('&').any(|part| part == "small"));
    let size = if is_small { Size::Thumbnail } else { Size::Full };
    let opened = photos::open_photo(&app.registry, reader.party(), photo, size).await;
    let jpeg = opened.map_err(HttpError::internal)?;
    Ok(own_jpeg(jpeg.ok_or(HttpError::NotFound)?))
}

/// Blocks the finder, or lets them write again.
///
/// # Errors
/// [`HttpError::NotFound`] when this reader is not the owner.
pub async fn block(app: &App, visit: &Visit, reader: &Reader, typed: Typed) -> Result<Response, HttpError> {
    let blocks = typed.block != "no";
    if !stop::block(&app.registry, reader.party(), blocks).await? {
        return Err(HttpError::NotFound);
    }
    let said = if blocks {
        "Blocked. We have not told them, and you will not see what they write"
    } else {
        "They can write to you again"
    };
    visit.notice(Notice::success(said)).await?;
    Ok(back(reader))
}

/// Reports the other side to the police.
///
/// # Errors
/// [`HttpError`] when the page cannot be made or the store fails.
pub async fn report(app: &App, visit: &Visit, reader: &Reader, typed: Typed) -> Result<Response, HttpError> {
    let mut errors = Errors::default();
    let missing = "Enter what is wrong";
    let words = errors.prose("reason", "What is wrong", missing, &typed.reason, MOST_CHARACTERS);
    let Ok(words) = errors.clone().finish(words) else {
        return report_page(app, visit, reader, typed, errors).await;
    };
    if !stop::report(&app.registry, reader.party(), &words).await? {
        return gone(visit).await;
    }
    let said = "Reported. An officer will read the messages";
    visit.notice(Notice::success(said)).await?;
    Ok(back(reader))
}

fn back(reader: &Reader) -> Response {
    Redirect::to(&reader.base).into_response()
}
