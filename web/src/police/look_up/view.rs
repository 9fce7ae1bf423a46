//! How results are shown: as cards, or one line for each bike. The session remembers the choice.

use super::address;
use crate::shared::guard::Officer;
use crate::shared::{HttpError, Visit};
use axum::extract::{Form, Path};
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::LookUpId;
use serde::Deserialize;
use tower_sessions::Session;

const LINES: &str = "police.lines";

#[derive(Deserialize)]
pub(super) struct ViewForm {
    view: String,
}

/// Remembers how to show results, and shows them that way.
pub(super) async fn send(
    _: Officer,
    visit: Visit,
    Path(id): Path<LookUpId>,
    Form(form): Form<ViewForm>,
) -> Result<Response, HttpError> {
    visit
        .session
        .insert(LINES, form.view == "lines")
        .await
        .map_err(HttpError::internal)?;
    Ok(Redirect::to(&address(id)).into_response())
}

/// Returns whether the officer wants one line for each bike.
pub(super) async fn is_lines(session: &Session) -> Result<bool, HttpError> {
    let lines = session.get::<bool>(LINES).await;
    Ok(lines.map_err(HttpError::internal)?.unwrap_or_default())
}
