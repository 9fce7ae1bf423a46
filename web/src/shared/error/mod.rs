//! What goes wrong between a request and its page, and the page that says what to do next.
//!
//! A handler answers with an [`HttpError`]; [`pages`] turns it, and whatever else was refused on the way
//! (a form that cannot be read, an address nobody has, a panic that was caught), into a whole page.

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

/// Why a request gets no page of its own.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// There is nothing there, or nothing that this person may know of.
    #[error("not found")]
    NotFound,
    /// They are known, and this is not for them.
    #[error("forbidden")]
    Forbidden,
    /// The form's token is missing or old.
    #[error("the form was not ours or is too old")]
    StaleForm,
    /// The request cannot be read at all; what is wrong in a field is shown in its form instead.
    #[error("unreadable: {0}")]
    Unreadable(String),
    /// More was sent than is taken.
    #[error("too large")]
    TooLarge,
    /// Too many requests in a short time; how long to wait.
    #[error("too many requests")]
    TooMany(Duration),
    /// Something that is needed is not there for now.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// Something broke that nobody outside can mend.
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
    /// Wraps an error that is ours to mend.
    pub fn internal(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Internal(error.into())
    }

    /// Returns after how many seconds to try again, where that is known.
    pub fn retry_after(&self) -> Option<u64> {
        match self {
            Self::TooMany(wait) => Some(wait.as_secs().saturating_add(1)),
            _ => None,
        }
    }

    /// Returns the status that it is answered with.
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
    /// Answers with the status alone, and logs what is ours to mend; [`pages`] adds the words.
    fn into_response(self) -> Response {
        match &self {
            Self::Internal(error) => {
                tracing::error!(error = %chain(error.as_ref()), "A request failed");
            }
            Self::Unavailable(what) => tracing::warn!(%what, "A request could not be answered for now"),
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

/// Gives every refusal a page; use with [`axum::middleware::from_fn_with_state`], outside of the sessions' layer.
///
/// Answers in JSON, answers that bring their own page and requests under `/api/` are left as they are. The layer
/// that finds out who is signed in puts [`SignedIn`] into the response's extensions, so that the
/// navigation stays theirs.
pub async fn pages(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let reference = request.extensions().get::<RequestId>().map(ToString::to_string);
    let response = next.run(request).await;
    let status = response.status();
    let refused = status.is_client_error() || status.is_server_error();
    // What programs ask is answered as it stands: readiness says why there is none.
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

/// After how many seconds the answer asks to come back.
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
