//! Errors, and the pages that say what to do next.
//!
//! A handler answers with an [`HttpError`]. [`pages`] turns it into a whole page, and does the same for everything else
//! that went wrong: a form that cannot be read, an unknown address, or a panic.

mod words;

use super::page::{Page, SignedIn, Site};
use super::request_id::RequestId;
use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;
use words::Words;

/// Why a request gets an error page.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// There is nothing there, or this person may not know about it.
    #[error("not found")]
    NotFound,
    /// They are signed in, but may not see this.
    #[error("forbidden")]
    Forbidden,
    /// The form's token is missing or old.
    #[error("the form is too old, or did not come from our pages")]
    StaleForm,
    /// The request cannot be read at all. Mistakes in fields are shown in the form instead.
    #[error("unreadable: {0}")]
    Unreadable(String),
    /// The request is too large.
    #[error("too large")]
    TooLarge,
    /// There were too many requests in a short time. This is how long to wait.
    #[error("too many requests")]
    TooMany(Duration),
    /// Something that we need is not available for now.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// Something broke that only we can fix.
    #[error("{0}")]
    Internal(Box<dyn Error + Send + Sync>),
}

impl From<registry::StoreError> for HttpError {
    fn from(error: registry::StoreError) -> Self {
        if error.is_passing() {
            Self::Unavailable(error.to_string())
        } else {
            Self::internal(error)
        }
    }
}

impl HttpError {
    /// Wraps an error that only we can fix.
    pub fn internal(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Internal(error.into())
    }

    /// Returns how many seconds to wait before trying again, if we know.
    pub fn retry_after(&self) -> Option<u64> {
        match self {
            Self::TooMany(wait) => Some(wait.as_secs().saturating_add(1)),
            _ => None,
        }
    }

    /// Returns the status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden | Self::StaleForm => StatusCode::FORBIDDEN,
            Self::Unreadable(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// Tells [`pages`] that a 403 was about a form's token.
#[derive(Clone, Copy, Debug)]
struct Stale;

impl IntoResponse for HttpError {
    /// Answers with only the status, and logs errors that we must fix. [`pages`] adds the words.
    fn into_response(self) -> Response {
        match &self {
            Self::Internal(error) => {
                tracing::error!(error = %chain(error.as_ref()), "A request failed");
            }
            Self::Unavailable(what) => tracing::warn!(%what, "A request cannot be answered at the moment"),
            _ => {}
        }
        let mut response = self.status().into_response();
        if let Some(seconds) = self.retry_after() {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        if matches!(self, Self::StaleForm) {
            response.extensions_mut().insert(Stale);
        }
        response
    }
}

/// An error with its causes, for the log.
fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

#[derive(Template)]
#[template(path = "shared/error/page.html")]
struct ErrorPage {
    page: Page,
    words: Words,
    reference: Option<String>,
}

#[derive(Template)]
#[template(path = "shared/error/bare.html")]
struct BarePage<'a> {
    words: &'a Words,
    reference: Option<&'a str>,
}

/// Gives every error a page. Use it with [`axum::middleware::from_fn_with_state`], outside the sessions' layer.
///
/// It does not change answers in JSON, answers with their own page, or requests under `/api/`. The layer that finds out
/// who is signed in puts [`SignedIn`] into the response's extensions, so that the navigation stays the same.
pub async fn pages(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let reference = request.extensions().get::<RequestId>().map(ToString::to_string);
    let response = next.run(request).await;
    let status = response.status();
    let refused = status.is_client_error() || status.is_server_error();
    // Programs get the answer unchanged. The answer of `/readyz` already says why the server is not ready.
    let for_a_program = path.starts_with("/api/") || path == "/readyz";
    if !refused || for_a_program || has_own_page(response.headers()) {
        return response;
    }
    let stale = response.extensions().get::<Stale>().is_some();
    let words = Words::of(status, stale, again_after(response.headers()));
    let mut page = Page::new(site, words.title, path);
    page.signed_in = response.extensions().get::<SignedIn>().cloned();
    let html = ErrorPage {
        page,
        words: words.clone(),
        reference: reference.clone(),
    }
    .render()
    .or_else(|error| {
        tracing::error!(%error, "The error page cannot be made");
        BarePage {
            words: &words,
            reference: reference.as_deref(),
        }
        .render()
    });
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::CONTENT_TYPE);
    match html {
        Ok(html) => (parts, Html(html)).into_response(),
        Err(_) => (parts, words.title).into_response(),
    }
}

/// Reads from the answer how many seconds to wait before coming back.
fn again_after(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::RETRY_AFTER)?.to_str().ok()?.parse().ok()
}

fn has_own_page(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/html") || kind.contains("json"))
}

#[cfg(test)]
mod tests;
