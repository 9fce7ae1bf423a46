//! How far an event has come today, for the desk's screen.

use crate::shared::guard::DeskStaff;
use crate::shared::{App, HttpError, london};
use axum::Json;
use axum::extract::{Path, State};
use domain::id::EventId;
use registry::desk::progress::{Progress, of_event};
use registry::desk::rota;

pub(super) async fn progress(
    DeskStaff(viewer): DeskStaff,
    State(app): State<App>,
    Path(id): Path<EventId>,
) -> Result<Json<Progress>, HttpError> {
    let (_, found) = rota::desk_at(&app.registry, &viewer, id)
        .await?
        .ok_or(HttpError::NotFound)?;
    let today = london::day_around(app.registry.now());
    Ok(Json(of_event(&app.registry, found.id, today).await?))
}
