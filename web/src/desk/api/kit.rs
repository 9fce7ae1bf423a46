//! The kit that a phone loads: makes, the formats of their numbers, and hints for the event's marks.

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
    /// Whether the format is certain enough to ask about numbers that do not fit it.
    good: bool,
}

/// Hints for the event's marks.
#[derive(Debug, Serialize)]
struct Hinted {
    /// The key that the hints are made with, in base64.
    key: String,
    /// Two bytes for each mark, sorted, in base64.
    values: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Kit {
    event: Event,
    /// An older app expects three bytes for each mark here. It gets none, so it asks about each label and then
    /// accepts it.
    marks: &'static str,
    hints: Hinted,
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
    let marks = hints(&app.registry, &found).await?.ok_or(HttpError::NotFound)?;
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
        marks: "",
        hints: Hinted {
            key: STANDARD.encode(marks.key.as_bytes()),
            values: STANDARD.encode(marks.hints.concat()),
        },
        makes: makes()
            .iter()
            .filter(|make| make.makes_frames)
            .map(|make| make.name.as_str())
            .collect(),
        formats: formats.collect(),
    }))
}
