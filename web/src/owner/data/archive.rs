//! A copy of everything that we hold about an owner, as one archive: a page for people, a file for programs, and photos.

use super::copy::{OwnBike, OwnData, gather};
use crate::shared::guard::Account;
use crate::shared::{App, HttpError};
use askama::Template;
use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::id::AccountId;
use registry::bike::photos::{Album, PhotosError, Size, open_photo};
use std::fs::File;
use std::io::{Seek, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The most bytes that are read from the archive at a time.
const CHUNK: usize = 64 * 1024;

pub(super) async fn download(
    Account(account): Account,
    State(app): State<App>,
) -> Result<Response, HttpError> {
    let copy = gather(&app, account).await?;
    let file = tokio::fs::File::from_std(packed(&app, account, &copy).await?);
    let stream = futures_util::stream::try_unfold(file, |mut file| async move {
        let mut chunk = vec![0; CHUNK];
        let read = tokio::io::AsyncReadExt::read(&mut file, &mut chunk).await?;
        chunk.truncate(read);
        Ok::<_, std::io::Error>((read > 0).then_some((chunk, file)))
    });
    let headers = [
        (header::CONTENT_TYPE, "application/zip"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"framemark-your-data.zip\"",
        ),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, Body::from_stream(stream)).into_response())
}

/// Writes the archive to a file without a name, one photo after the other, so that no more than one is in memory.
async fn packed(app: &App, account: AccountId, copy: &OwnData) -> Result<File, HttpError> {
    let mut archive = ZipWriter::new(tempfile::tempfile().map_err(HttpError::internal)?);
    let json = serde_json::to_vec_pretty(copy).map_err(HttpError::internal)?;
    let page = copy.render().map_err(HttpError::internal)?;
    add(
        &mut archive,
        "your-data.html",
        page.as_bytes(),
        CompressionMethod::Deflated,
    )?;
    add(&mut archive, "your-data.json", &json, CompressionMethod::Deflated)?;
    for (bike, photo, name) in copy.bikes().iter().flat_map(OwnBike::pictures) {
        let album = Album::Bike(account, bike);
        match open_photo(&app.registry, album, photo, Size::Full).await {
            Ok(Some(jpeg)) => add(&mut archive, name, &jpeg, CompressionMethod::Stored)?,
            // It was taken away in this moment.
            Ok(None) | Err(PhotosError::NotYours) => {}
            Err(error) => return Err(HttpError::internal(error)),
        }
    }
    let mut file = archive.finish().map_err(HttpError::internal)?;
    file.rewind().map_err(HttpError::internal)?;
    Ok(file)
}

fn add(
    archive: &mut ZipWriter<File>,
    name: &str,
    bytes: &[u8],
    method: CompressionMethod,
) -> Result<(), HttpError> {
    let options = SimpleFileOptions::default().compression_method(method);
    archive.start_file(name, options).map_err(HttpError::internal)?;
    archive.write_all(bytes).map_err(HttpError::internal)
}
