//! What every feature's room uses: layout, components, forms, sessions, assets, errors.

mod app;
pub mod assets;
pub mod csrf;
pub mod error;
pub mod form;
pub mod guard;
pub mod headers;
pub mod limits;
pub mod once;
pub mod page;
pub mod pagination;
mod plain_address;
pub mod proposal;
pub mod questions;
pub mod ready;
pub mod request_id;
pub mod resend;
pub mod session;
pub mod trace;
pub mod upload;
pub mod visit;
pub mod wards;

pub use app::App;
pub use domain::london;
pub use error::HttpError;
pub use form::{Choice, DateTyped, Errors};
pub use once::Once;
pub use page::{Notice, Page, SignedIn, Site};
pub use pagination::Pagination;
pub(crate) use plain_address::to_plain_address;
pub use ready::Readiness;
pub use visit::Visit;

use askama::Template;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};

/// Renders a page for an answer with status 200.
///
/// # Errors
/// [`HttpError::Internal`] when the template fails.
pub fn html(page: &impl Template) -> Result<Response, HttpError> {
    Ok(Html(page.render().map_err(HttpError::internal)?).into_response())
}

/// Renders a page with a form for an answer with status 200. "Back" shows it as it was left, with what was typed: it is
/// sent with the same values again, and so makes nothing twice.
///
/// # Errors
/// [`HttpError::Internal`] when the template fails.
pub fn html_form(page: &impl Template) -> Result<Response, HttpError> {
    let mut response = html(page)?;
    let kept = HeaderValue::from_static("private, no-cache");
    response.headers_mut().insert(header::CACHE_CONTROL, kept);
    Ok(response)
}

/// Renders a form that comes back with its errors, for an answer with status 422. "Back" shows it again.
///
/// # Errors
/// [`HttpError::Internal`] when the template fails.
pub fn html_again(page: &impl Template) -> Result<Response, HttpError> {
    let mut response = html_form(page)?;
    *response.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// Answers with a photo of somebody's bike. No browser keeps it: it would be there for the next one at the computer, after
/// the person who may see it has signed out.
pub fn own_jpeg(jpeg: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "image/jpeg"),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    (headers, jpeg).into_response()
}

#[cfg(test)]
mod components {
    mod tests;
}
