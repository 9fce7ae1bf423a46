//! Looks up a whole property store in one go. Officers send a list, map its columns, work through its rows, and record
//! them as recoveries.

mod begin;
mod columns;
mod list;
mod record;
mod result;
mod row;

use crate::shared::{App, HttpError};
pub(super) use begin::one_a_line;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use registry::recovery::lists::ListError;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(
            "/property-store",
            get(begin::show)
                .post(begin::send)
                .layer(DefaultBodyLimit::max(begin::MOST_READ)),
        )
        .route(
            "/property-store/columns",
            post(columns::send).layer(DefaultBodyLimit::max(columns::MOST_BYTES)),
        )
        .route("/property-store/{list}", get(list::show))
        .route("/property-store/{list}/result.csv", get(result::csv))
        .route("/property-store/{list}/result.xlsx", get(result::xlsx))
        .route("/property-store/{list}/record", post(record::send))
        .route(
            "/property-store/{list}/delete",
            get(record::ask).post(record::delete),
        )
        .route(
            "/property-store/{list}/rows/{row}",
            get(row::show).post(row::send),
        )
}

/// Turns an error that does not belong to a field into an answer.
fn http(error: ListError) -> HttpError {
    match error {
        ListError::NotFound => HttpError::NotFound,
        ListError::Store(error) => error.into(),
        other => HttpError::internal(other),
    }
}
