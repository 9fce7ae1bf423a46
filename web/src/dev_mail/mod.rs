//! The e-mails of a demonstration or a development server, which are written to a folder and not sent.
//!
//! These pages only exist if [`App::dev_mail`] is set, because people who can read them can sign in as anybody.

mod kinds;
mod letter;

#[cfg(test)]
mod tests;

use crate::shared::{App, HttpError, Page, Visit, html};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use letter::{Letter, Piece};
use std::io::ErrorKind;
use std::path::{Path as FilePath, PathBuf};
use std::time::SystemTime;

/// How many e-mails to list, newest first.
const MOST: usize = 100;
/// The largest file. Our e-mails are a page long, so a larger file is not one of them.
const MOST_BYTES: u64 = 1 << 20;

/// The addresses of these pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/dev/mail", get(list))
        .route("/dev/mail/{name}", get(one))
        .merge(kinds::routes())
}

#[derive(Template)]
#[template(path = "dev_mail/list.html")]
struct ListPage {
    page: Page,
    letters: Vec<(String, Letter)>,
}

#[derive(Template)]
#[template(path = "dev_mail/letter.html")]
struct LetterPage {
    page: Page,
    letter: Letter,
    pieces: Vec<Piece>,
}

async fn list(State(app): State<App>, visit: Visit) -> Result<Response, HttpError> {
    let mut letters = Vec::new();
    for path in newest(folder(&app)?).await?.into_iter().take(MOST) {
        if let Some(letter) = read(&path).await? {
            letters.push((name(&path), letter));
        }
    }
    let page = visit.page("E-mails that were not sent").await?;
    html(&ListPage { page, letters })
}

async fn one(
    State(app): State<App>,
    visit: Visit,
    Path(wanted): Path<String>,
) -> Result<Response, HttpError> {
    // We only look among the files in the folder, so that no name leads out of it.
    let all = newest(folder(&app)?).await?;
    let path = all
        .iter()
        .find(|path| name(path) == wanted)
        .ok_or(HttpError::NotFound)?;
    let letter = read(path).await?.ok_or(HttpError::NotFound)?;
    let page = visit.page(format!("E-mail: {}", letter.subject)).await?;
    let pieces = letter::pieces(&letter.text);
    html(&LetterPage { page, letter, pieces })
}

fn folder(app: &App) -> Result<&FilePath, HttpError> {
    app.dev_mail.as_deref().ok_or(HttpError::NotFound)
}

fn name(path: &FilePath) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// Lists the e-mails, newest first. If there is no folder, there are none yet.
async fn newest(folder: &FilePath) -> Result<Vec<PathBuf>, HttpError> {
    let mut entries = match tokio::fs::read_dir(folder).await {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(HttpError::internal(error)),
    };
    let mut found: Vec<(SystemTime, PathBuf)> = Vec::new();
    while let Some(entry) = entries.next_entry().await.map_err(HttpError::internal)? {
        let path = entry.path();
        if path.extension().is_none_or(|is| is != "eml") {
            continue;
        }
        let about = entry.metadata().await.map_err(HttpError::internal)?;
        if about.is_file() && about.len() <= MOST_BYTES {
            found.push((about.modified().map_err(HttpError::internal)?, path));
        }
    }
    found.sort_by(|a, b| b.cmp(a));
    Ok(found.into_iter().map(|(_, path)| path).collect())
}

/// Reads an e-mail, or returns `None` if it has been deleted or is still being written.
async fn read(path: &FilePath) -> Result<Option<Letter>, HttpError> {
    match tokio::fs::read(path).await {
        Ok(bytes) => Ok(Letter::read(&bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(HttpError::internal(error)),
    }
}
