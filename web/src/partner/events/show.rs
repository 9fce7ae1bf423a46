//! The page of one event, with everything that a coordinator can do for it.

use super::{colour, day, event_id, kept, said};
use crate::partner::batches::file;
use crate::public::{EventWords, when};
use crate::shared::guard::Coordinator;
use crate::shared::{App, HttpError, Notice, Page, Visit, html};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::account::Permission;
use domain::event::Stage;
use domain::id::EventId;
use registry::event::plan::KeptEvent;
use registry::event::poster::{PosterError, make_poster};
use registry::event::{plan, staff};

#[derive(Template)]
#[template(path = "partner/events/show.html")]
struct ShowPage {
    page: Page,
    id: EventId,
    event: EventWords,
    day: String,
    hours: String,
    stage: &'static str,
    colour: &'static str,
    is_draft: bool,
    is_open: bool,
    is_closed: bool,
    has_begun: bool,
    /// Whether bikes may have been marked at it.
    has_marked: bool,
    /// Whether this account also uses the work list.
    works_desks: bool,
    slots: String,
    helpers: Vec<staff::Helper>,
    kept: KeptEvent,
}

pub(super) async fn show(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let kept = kept(&app, &coordinator, &id).await?;
    let id = kept.listed.marking.id;
    let now = app.registry.now();
    let rota = staff::rota(&app.registry, &coordinator, id).await?;
    let (helpers, _) = rota.ok_or(HttpError::NotFound)?;
    let event = EventWords::of(&kept.listed, now);
    let marking = &kept.listed.marking;
    let (day, hours) = when(marking.event.starts_at, marking.event.ends_at);
    let stage = marking.stage;
    let starts = marking.event.slot_starts().len();
    let slots = marking.event.details.slots.map_or_else(
        || "No booking needed".to_owned(),
        |slots| {
            let walk_ins = if slots.booking_only {
                "no walk-ins"
            } else {
                "walk-ins welcome"
            };
            let bikes = match slots.places() {
                1 => "1 bike".to_owned(),
                places => format!("{places} bikes"),
            };
            format!(
                "{starts} {} of {} minutes, {bikes} each, {walk_ins}",
                if starts == 1 { "slot" } else { "slots" },
                slots.minutes(),
            )
        },
    );
    html(&ShowPage {
        page: visit.form_page(&*event.name).await?,
        id,
        event,
        day,
        hours,
        stage: stage.label(),
        colour: colour(stage),
        has_marked: day::may_have_marked(marking, now),
        is_draft: stage == Stage::Draft,
        is_open: stage.is_open(),
        is_closed: stage == Stage::Closed,
        has_begun: stage == Stage::Published && marking.event.starts_at <= now,
        works_desks: visit
            .signed_in
            .as_ref()
            .is_some_and(|who| who.may(Permission::UseDesk)),
        slots,
        helpers,
        kept,
    })
}

/// The poster, to print.
pub(super) async fn poster(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let event = event_id(&id)?;
    match make_poster(&app.registry, &coordinator, event).await {
        Ok(pdf) => Ok(file(
            "application/pdf",
            &format!("framemark-poster-{event}.pdf"),
            pdf,
        )),
        Err(PosterError::NoEvent) => Err(HttpError::NotFound),
        Err(PosterError::Store(error)) => Err(error.into()),
        Err(PosterError::Sheet(error)) => Err(HttpError::internal(error)),
    }
}

pub(super) async fn publish(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let event = event_id(&id)?;
    let notice = match plan::publish(&app.registry, &coordinator, event).await {
        Ok(()) => Notice::success("The event is published"),
        Err(error) => Notice::important(said(error)?),
    };
    visit.notice(notice).await?;
    Ok(Redirect::to(&format!("/partner/events/{event}")).into_response())
}
