//! What all rooms use: layout, components, forms, sessions, assets and errors.

mod app;
pub mod assets;
pub mod chart;
pub mod conversation;
pub mod csrf;
pub mod door;
pub mod error;
pub mod form;
pub mod guard;
pub mod headers;
pub mod limits;
pub mod looks;
pub mod once;
pub mod page;
pub mod pagination;
pub mod path_chart;
pub mod place;
mod plain_address;
pub mod proposal;
pub mod questions;
pub mod ready;
pub mod request_id;
pub mod resend;
pub mod seen;
pub mod session;
pub mod tell;
pub(crate) mod theft;
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

/// Renders a page with a form for an answer with status 200. "Back" shows it with what was typed. If it is sent again,
/// it has the same values, so nothing is made twice.
///
/// # Errors
/// [`HttpError::Internal`] when the template fails.
pub fn html_form(page: &impl Template) -> Result<Response, HttpError> {
    let mut response = html(page)?;
    let kept = HeaderValue::from_static("private, no-cache");
    response.headers_mut().insert(header::CACHE_CONTROL, kept);
    Ok(response)
}

/// Renders a form with its errors, for an answer with status 422. "Back" shows it again.
///
/// # Errors
/// [`HttpError::Internal`] when the template fails.
pub fn html_again(page: &impl Template) -> Result<Response, HttpError> {
    let mut response = html_form(page)?;
    *response.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// Answers with a photo of somebody's bike. Browsers do not store it, so that the next person at the computer cannot
/// see it.
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
