//! What a phone takes into the field: makes, their formats of numbers, and hints of the event's marks.

use super::opening::{Event, event};
use crate::shared::guard::DeskStaff;
use crate::shared::{App, HttpError};
use axum::Json;
use axum::extract::{Path, State};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::catalogue::{Grade, frame_formats, makes};
use domain::id::EventId;
use registry::desk::kit::hints;
use registry::desk::rota;
use serde::Serialize;

/// The format of a make's numbers.
#[derive(Debug, Serialize)]
struct Format {
    makes: &'static [String],
    pattern: &'static str,
    example: &'static str,
    /// Whether it says enough to ask about a number that is not in it.
    good: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct Kit {
    event: Event,
    /// Three bytes for each mark, sorted, in base64.
    marks: String,
    makes: Vec<&'static str>,
    formats: Vec<Format>,
}

pub(super) async fn kit(
    DeskStaff(viewer): DeskStaff,
    State(app): State<App>,
    Path(id): Path<EventId>,
) -> Result<Json<Kit>, HttpError> {
    let (_, found) = rota::desk_at(&app.registry, &viewer, id)
        .await?
        .ok_or(HttpError::NotFound)?;
    let marks = hints(&app.registry, &found).await?;
    let formats = frame_formats()
        .iter()
        .filter(|format| !format.makes().is_empty())
        .map(|format| Format {
            makes: format.makes(),
            pattern: format.pattern(),
            example: &format.example,
            good: format.grade <= Grade::B,
        });
    Ok(Json(Kit {
        event: event(&found),
        marks: STANDARD.encode(marks.concat()),
        makes: makes()
            .iter()
            .filter(|make| make.makes_frames)
            .map(|make| make.name.as_str())
            .collect(),
        formats: formats.collect(),
    }))
}
