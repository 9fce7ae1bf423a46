//! The app's first request when there is a signal. The answer has the account, today's events, the time and today's
//! key.

use crate::shared::csrf::Visitor;
use crate::shared::guard::DeskStaff;
use crate::shared::{App, HttpError, csrf, london};
use axum::Json;
use axum::extract::{Extension, State};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::account::Role;
use domain::event::MarkingEvent;
use registry::desk::keys;
use registry::event::staff;
use serde::Serialize;
use tower_sessions::Session;

/// A key for sealing entries.
#[derive(Debug, Serialize)]
pub(super) struct Key {
    id: String,
    /// 32 bytes in base64.
    public: String,
}

/// The part of an event that a phone shows.
#[derive(Debug, Serialize)]
pub(super) struct Event {
    id: i64,
    name: String,
    place: String,
    /// The day, in words.
    day: String,
    starts_at: i64,
    ends_at: i64,
    /// The slug of its stage, such as `published`.
    stage: &'static str,
}

#[derive(Debug, Serialize)]
pub(super) struct Opening {
    /// The token to send with each request.
    csrf: String,
    /// Milliseconds since 1970.
    now: i64,
    /// Whether they may use the work list.
    coordinator: bool,
    key: Key,
    events: Vec<Event>,
}

pub(super) async fn opening(
    DeskStaff(viewer): DeskStaff,
    State(app): State<App>,
    session: Session,
    Extension(visitor): Extension<Visitor>,
) -> Result<Json<Opening>, HttpError> {
    let now = app.registry.now();
    let events = staff::open_to(&app.registry, &viewer, now).await?;
    Ok(Json(Opening {
        csrf: csrf::token(&session, &visitor).await?,
        now: now.as_millisecond(),
        coordinator: viewer.has(Role::Coordinator),
        key: key(&app).await?,
        events: events.iter().map(|listed| event(&listed.marking)).collect(),
    }))
}

pub(super) async fn key(app: &App) -> Result<Key, HttpError> {
    let key = keys::current(&app.registry).await?;
    Ok(Key {
        id: key.id,
        public: STANDARD.encode(key.public),
    })
}

pub(super) fn event(event: &MarkingEvent) -> Event {
    Event {
        id: event.id.0,
        name: event.event.name.clone(),
        place: event.event.place.clone(),
        day: london::day(event.event.starts_at),
        starts_at: event.event.starts_at.as_millisecond(),
        ends_at: event.event.ends_at.as_millisecond(),
        stage: event.stage.slug(),
    }
}
