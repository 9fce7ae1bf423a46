//! `POST /desk/events/{id}/phone`: a phone says that it is a desk, and learns the stage of the event and which phones
//! share the desk.

use super::LONGEST_DESK;
use crate::shared::guard::DeskStaff;
use crate::shared::{App, HttpError};
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::id::EventId;
use registry::desk::phones::{Said, present};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The longest name that a phone may give itself.
const LONGEST_PHONE: usize = 64;

#[derive(Deserialize)]
pub(super) struct Sent {
    phone: String,
    desk: String,
    #[serde(default)]
    waiting: u32,
    #[serde(default)]
    closed: bool,
}

#[derive(Serialize)]
struct Answer {
    stage: &'static str,
    /// Milliseconds since 1970.
    others: Vec<i64>,
}

pub(super) async fn phone(
    DeskStaff(viewer): DeskStaff,
    State(app): State<App>,
    Path(id): Path<EventId>,
    sent: Result<Json<Sent>, JsonRejection>,
) -> Result<Response, HttpError> {
    let Ok(Json(sent)) = sent else {
        return Ok(refused("Send the desk and the phone as JSON"));
    };
    let is_fine = |name: &str, most: usize| {
        !name.trim().is_empty() && name.chars().count() <= most && !name.chars().any(char::is_control)
    };
    if !(is_fine(&sent.phone, LONGEST_PHONE) && is_fine(&sent.desk, LONGEST_DESK)) {
        return Ok(refused("Give the desk and the phone a short name each"));
    }
    let said = Said {
        phone: sent.phone,
        desk: sent.desk,
        waiting: sent.waiting,
        closed: sent.closed,
    };
    let told = present(&app.registry, &viewer, id, &said)
        .await?
        .ok_or(HttpError::NotFound)?;
    let answer = Answer {
        stage: told.stage.slug(),
        others: told.others.iter().map(|at| at.as_millisecond()).collect(),
    };
    Ok(Json(answer).into_response())
}

fn refused(why: &str) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "error": why }))).into_response()
}
