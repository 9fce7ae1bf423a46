//! The pages that delete a draft, cancel an event, close it with its figures, and reopen it.

use super::{kept, said};
use crate::shared::guard::Coordinator;
use crate::shared::{App, Errors, HttpError, Notice, Page, Visit, html, html_again, london};
use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::event::{Figures, Stage};
use domain::id::{BatchId, EventId};
use domain::mark::stock::Tally;
use registry::desk::progress;
use registry::event::plan::{self, KeptEvent, PlanError};
use serde::Deserialize;

const MOST_WHY: usize = 300;
const MOST_NOTE: usize = 2_000;
/// The largest count. Nobody marks this many bikes in a day.
const MOST_COUNT: u32 = 10_000;

#[derive(Template)]
#[template(path = "partner/events/cancel.html")]
struct CancelPage {
    page: Page,
    id: EventId,
    name: String,
    booked: u64,
    waiting: u64,
    form: CancelForm,
}

#[derive(Template)]
#[template(path = "partner/events/close.html")]
struct ClosePage {
    page: Page,
    id: EventId,
    name: String,
    kit: Tally,
    out: Vec<BatchId>,
    booked: u64,
    came: u64,
    walk_ins_hint: &'static str,
    desks: Vec<DeskRow>,
    form: CloseForm,
}

/// What one desk has sent.
struct DeskRow {
    name: String,
    /// When it last sent something, or `None` if it has sent nothing.
    last: Option<String>,
    /// When a phone opened it.
    opened: Option<String>,
    bikes: u64,
    waiting: u64,
    /// How many bikes its phones still held when we last heard from them.
    on_phones: u64,
}

#[derive(Template)]
#[template(path = "partner/events/ask.html")]
struct AskPage {
    page: Page,
    id: EventId,
    name: String,
    title: &'static str,
    said: &'static str,
    /// The last part of the address of the form.
    to: &'static str,
    button: &'static str,
    is_warning: bool,
}

/// The form that cancels an event, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct CancelForm {
    why: String,
}

/// The form that closes an event, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct CloseForm {
    bikes_marked: String,
    walk_ins: String,
    advised: String,
    spoiled: String,
    note: String,
}

impl CloseForm {
    pub(super) fn parse(&self) -> Result<Figures, Errors> {
        let mut errors = Errors::default();
        let mut count = |id: &str, what: &str, how_many: &str, typed: &str| {
            let typed = typed.trim();
            let read = match typed.parse::<u32>() {
                _ if typed.is_empty() => Err(format!("Enter how many {how_many}, or 0 for none")),
                Ok(count) if count <= MOST_COUNT => Ok(count),
                _ => Err(format!("{what} must be a number from 0 to {MOST_COUNT}")),
            };
            errors.keep(id, read)
        };
        let bikes_marked = count(
            "bikes_marked",
            "Bikes marked",
            "bikes were marked",
            &self.bikes_marked,
        );
        let walk_ins = count("walk_ins", "Walk-ins", "came without a booking", &self.walk_ins);
        let advised = count("advised", "People advised", "people were advised", &self.advised);
        let spoiled = count("spoiled", "Spoiled marks", "marks were spoiled", &self.spoiled);
        let note = errors.optional_prose("note", "The note", &self.note, MOST_NOTE);
        let parsed = (|| {
            Some(Figures {
                bikes_marked: bikes_marked?,
                walk_ins: walk_ins?,
                advised: advised?,
                spoiled: spoiled?,
                note: note?,
            })
        })();
        errors.finish(parsed)
    }
}

pub(super) async fn ask_cancel(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let kept = kept(&app, &coordinator, &id).await?;
    html(&cancel_page(&visit, kept, CancelForm::default(), Errors::default()).await?)
}

pub(super) async fn cancel(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Form(form): Form<CancelForm>,
) -> Result<Response, HttpError> {
    let kept = kept(&app, &coordinator, &id).await?;
    let event = kept.listed.marking.id;
    let mut errors = Errors::default();
    let why = errors.line(
        "why",
        "The reason",
        "Enter the reason, so that people understand",
        &form.why,
        MOST_WHY,
    );
    let why = match errors.finish(why) {
        Ok(why) => why,
        Err(errors) => return html_again(&cancel_page(&visit, kept, form, errors).await?),
    };
    let ended = plan::cancel(&app.registry, &coordinator, event, &why).await;
    let ended = ended.map(|to_ring| match to_ring {
        0 => "The event is cancelled. We have e-mailed everyone who had booked".to_owned(),
        1 => "The event is cancelled. 1 person did not give an e-mail address, so ring them".to_owned(),
        _ => format!("The event is cancelled. {to_ring} people did not give an e-mail address, so ring them"),
    });
    back(&visit, event, ended).await
}

pub(super) async fn ask_close(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let kept = kept(&app, &coordinator, &id).await?;
    // Counts the marks as they are now. Figures that only people know are kept from an earlier closing.
    let before = kept.figures.clone();
    let form = CloseForm {
        bikes_marked: kept.kit.bikes().to_string(),
        spoiled: kept.kit.spoiled.to_string(),
        walk_ins: match &before {
            Some(figures) => figures.walk_ins.to_string(),
            // If people with a booking were ticked off, the other bikes were probably those of walk-ins.
            None if kept.came > 0 => kept.kit.bikes().saturating_sub(kept.came).to_string(),
            None => String::new(),
        },
        advised: before
            .as_ref()
            .map(|figures| figures.advised.to_string())
            .unwrap_or_default(),
        note: before.and_then(|figures| figures.note).unwrap_or_default(),
    };
    html(&close_page(&app, &visit, kept, form, Errors::default()).await?)
}

pub(super) async fn close(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Form(form): Form<CloseForm>,
) -> Result<Response, HttpError> {
    let kept = kept(&app, &coordinator, &id).await?;
    let event = kept.listed.marking.id;
    let figures = match form.parse() {
        Ok(figures) => figures,
        Err(errors) => return html_again(&close_page(&app, &visit, kept, form, errors).await?),
    };
    let ended = plan::close(&app.registry, &coordinator, event, &figures).await;
    back(&visit, event, ended.map(|()| "The event is closed".to_owned())).await
}

/// Asks before a draft is deleted.
pub(super) async fn ask_delete(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let marking = kept(&app, &coordinator, &id).await?.listed.marking;
    if marking.stage != Stage::Draft {
        return back(&visit, marking.id, Err(PlanError::NotADraft)).await;
    }
    html(&AskPage {
        page: visit.form_page("Delete this draft?").await?,
        id: marking.id,
        name: marking.event.name,
        title: "Delete this draft?",
        said: "Nobody else has seen it. Its rota will be deleted too. You cannot undo this.",
        to: "delete",
        button: "Delete the draft",
        is_warning: true,
    })
}

pub(super) async fn delete(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let event = kept(&app, &coordinator, &id).await?.listed.marking.id;
    match plan::delete_draft(&app.registry, &coordinator, event).await {
        Ok(()) => {
            visit.notice(Notice::success("The draft is deleted")).await?;
            Ok(Redirect::to("/partner/events").into_response())
        }
        refused => back(&visit, event, refused.map(|()| String::new())).await,
    }
}

/// Asks before a closed event is reopened.
pub(super) async fn ask_reopen(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let marking = kept(&app, &coordinator, &id).await?.listed.marking;
    if marking.stage != Stage::Closed {
        return back(&visit, marking.id, Err(PlanError::NotClosed)).await;
    }
    html(&AskPage {
        page: visit.form_page("Reopen this event?").await?,
        id: marking.id,
        name: marking.event.name,
        title: "Reopen this event?",
        said: "Do this to count bikes that a phone sent late, or to correct the figures. The figures will stay as \
               they are until you close the event again.",
        to: "reopen",
        button: "Reopen the event",
        is_warning: false,
    })
}

pub(super) async fn reopen(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let event = kept(&app, &coordinator, &id).await?.listed.marking.id;
    let done = plan::reopen(&app.registry, &coordinator, event).await;
    let said = "The event is open again. Check the figures and close it";
    back(&visit, event, done.map(|()| said.to_owned())).await
}

/// Goes back to the event with a message.
async fn back(
    visit: &Visit,
    event: EventId,
    ended: Result<String, PlanError>,
) -> Result<Response, HttpError> {
    let notice = match ended {
        Ok(done) => Notice::success(done),
        Err(error) => Notice::important(said(error)?),
    };
    visit.notice(notice).await?;
    Ok(Redirect::to(&format!("/partner/events/{event}")).into_response())
}

async fn cancel_page(
    visit: &Visit,
    kept: KeptEvent,
    form: CancelForm,
    errors: Errors,
) -> Result<CancelPage, HttpError> {
    let marking = kept.listed.marking;
    Ok(CancelPage {
        page: visit.form_page("Cancel this event?").await?.with_errors(errors),
        id: marking.id,
        name: marking.event.name,
        booked: kept.booked,
        waiting: kept.waiting,
        form,
    })
}

async fn close_page(
    app: &App,
    visit: &Visit,
    kept: KeptEvent,
    form: CloseForm,
    errors: Errors,
) -> Result<ClosePage, HttpError> {
    let marking = kept.listed.marking;
    let sent = progress::sendings(&app.registry, marking.id).await?;
    let desks = sent.into_iter().map(|sent| DeskRow {
        name: sent.desk,
        last: sent.last.map(london::day_and_time),
        opened: sent.opened_at.map(london::day_and_time),
        bikes: sent.bikes,
        waiting: sent.waiting,
        on_phones: sent.on_phones,
    });
    Ok(ClosePage {
        page: visit.form_page("Close the event").await?.with_errors(errors),
        id: marking.id,
        name: marking.event.name,
        kit: kept.kit,
        out: kept.out,
        booked: kept.booked,
        came: kept.came,
        walk_ins_hint: if kept.figures.is_none() && kept.came > 0 {
            "Visitors who had not booked. We filled in a guess from the bikes marked. Change it if you counted people."
        } else {
            "Visitors who had not booked"
        },
        desks: desks.collect(),
        form,
    })
}
