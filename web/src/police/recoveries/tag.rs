//! The tag that officers print and tie to a recovered bike.

use super::case;
use crate::shared::guard::Officer;
use crate::shared::{App, HttpError};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::id::RecoveryId;
use registry::recovery::tag::{TagError, make_tag};

pub(super) async fn show(
    Officer(officer): Officer,
    State(app): State<App>,
    Path(id): Path<RecoveryId>,
) -> Result<Response, HttpError> {
    let pdf = match make_tag(&app.registry, officer, id).await {
        Ok(pdf) => pdf,
        Err(TagError::Recovery(error)) => return Err(case::http(error)),
        Err(error @ TagError::Sheet(_)) => return Err(HttpError::internal(error)),
    };
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("inline; filename=\"tag-{id}.pdf\""),
        ),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, pdf).into_response())
}
