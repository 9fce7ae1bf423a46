//! The entries that desks could not finish, for the coordinator of the event.

mod list;
mod says;

use super::{form, words};
use crate::shared::guard::DeskCoordinator;
use crate::shared::{App, Choice, Errors, HttpError, Notice, Page, Visit, html, html_again, london};
use askama::Template;
use axum::Router;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::account::Viewer;
use domain::desk::{EntryId, NeedsPerson};
use domain::id::EventId;
use registry::desk::entry::{EntryWords, Typed};
use registry::desk::work_list::{self, DecideError, Decision, Waiting};
use says::{label, registered, short, what_to_do, withdrawn_bike};
use serde::Deserialize;

/// The addresses of the work list, below `/desk`.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/work-list", get(events))
        .route("/work-list/events/{id}", get(list::list))
        .route("/work-list/{entry}", get(show).post(register))
        .route("/work-list/{entry}/put-aside", post(put_aside))
        .route("/work-list/{entry}/withdraw", post(withdraw))
}

/// An event with entries that are waiting.
struct EventRow {
    id: EventId,
    name: String,
    day: String,
    waiting: u64,
}

#[derive(Template)]
#[template(path = "desk/work_list/events.html")]
struct EventsPage {
    page: Page,
    events: Vec<EventRow>,
}

#[derive(Template)]
#[template(path = "desk/work_list/entry.html")]
struct EntryPage {
    page: Page,
    id: String,
    event: EventId,
    event_name: String,
    slip: String,
    desk: String,
    saved: String,
    why: &'static str,
    what_to_do: &'static str,
    label: Option<String>,
    readable: bool,
    withdraws: Option<String>,
    has_photo: bool,
    form: Typed,
    colours: Vec<Choice>,
    second_colours: Vec<Choice>,
    kinds: Vec<Choice>,
    other_kinds: [Vec<Choice>; 2],
    unread: Vec<Choice>,
    unlabelled: Vec<Choice>,
    why_aside: String,
}

/// The form as it was sent.
#[derive(Default, Deserialize)]
struct Decided {
    #[serde(flatten)]
    form: Typed,
    #[serde(default)]
    no_label: String,
}

#[derive(Deserialize)]
struct Aside {
    #[serde(default)]
    why_aside: String,
}

async fn events(
    DeskCoordinator(viewer): DeskCoordinator,
    State(app): State<App>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let events = work_list::events(&app.registry, &viewer).await?;
    let events = events
        .into_iter()
        .map(|(event, waiting)| EventRow {
            id: event.id,
            name: event.event.name,
            day: london::day(event.event.starts_at),
            waiting,
        })
        .collect();
    let page = visit.page("Bikes to sort out").await?;
    html(&EventsPage { page, events })
}

async fn show(
    DeskCoordinator(viewer): DeskCoordinator,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let waiting = find(&app, &viewer, &id).await?;
    let form = typed(&waiting);
    page(&visit, &waiting, form, "", "", Errors::default()).await
}

async fn register(
    DeskCoordinator(viewer): DeskCoordinator,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Form(mut sent): Form<Decided>,
) -> Result<Response, HttpError> {
    let waiting = find(&app, &viewer, &id).await?;
    // The owner consented at the desk. The coordinator cannot do that for them.
    let kept = waiting.words.as_ref();
    sent.form.consent = kept.map_or_else(String::new, |words| words.typed.consent.clone());
    let parsed = if sent.no_label == "yes" {
        sent.form
            .parse_unlabelled()
            .map(|(bike, owner)| (None, bike, owner))
    } else {
        sent.form
            .parse()
            .map(|valid| (Some(valid.mark), valid.bike, valid.owner))
    };
    let (mark, bike, owner) = match parsed {
        Ok(parsed) => parsed,
        Err(problems) => {
            form::take_proposal(&mut sent.form);
            let errors = form::errors(&problems);
            return page(&visit, &waiting, sent.form, &sent.no_label, "", errors).await;
        }
    };
    let decision = Decision::Register {
        mark,
        bike: Box::new(bike),
        owner,
        photo: kept.and_then(EntryWords::photo),
    };
    match work_list::decide(&app.registry, &viewer, &waiting.entry.new.id, &decision).await {
        Ok(decided) => {
            visit.notice(Notice::success(registered(&decided))).await?;
            Ok(back(waiting.event.id))
        }
        Err(error @ DecideError::Reported) => Err(HttpError::internal(error)),
        Err(DecideError::Mark(error)) => {
            let errors = form::of_code(words::refused(error, None)?);
            page(&visit, &waiting, sent.form, &sent.no_label, "", errors).await
        }
        Err(DecideError::Gone) => gone(&visit, waiting.event.id).await,
        Err(DecideError::Store(error)) => Err(error.into()),
    }
}

async fn put_aside(
    DeskCoordinator(viewer): DeskCoordinator,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Form(sent): Form<Aside>,
) -> Result<Response, HttpError> {
    let waiting = find(&app, &viewer, &id).await?;
    let mut errors = Errors::default();
    let missing = "Say why you are setting this entry aside";
    let why = errors.line("why_aside", "Why", missing, &sent.why_aside, 300);
    let why = match errors.finish(why) {
        Ok(why) => why,
        Err(errors) => {
            let form = typed(&waiting);
            return page(&visit, &waiting, form, "", &sent.why_aside, errors).await;
        }
    };
    let decision = Decision::PutAside(why);
    match work_list::decide(&app.registry, &viewer, &waiting.entry.new.id, &decision).await {
        Ok(_) => {
            visit
                .notice(Notice::success(
                    "The entry is set aside, and its details are deleted.",
                ))
                .await?;
            Ok(back(waiting.event.id))
        }
        Err(DecideError::Gone) => gone(&visit, waiting.event.id).await,
        Err(error @ (DecideError::Mark(_) | DecideError::Reported)) => Err(HttpError::internal(error)),
        Err(DecideError::Store(error)) => Err(error.into()),
    }
}

async fn withdraw(
    DeskCoordinator(viewer): DeskCoordinator,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let waiting = find(&app, &viewer, &id).await?;
    match work_list::withdraw(&app.registry, &viewer, &waiting.entry.new.id).await {
        Ok(()) => {
            let said = "The bike is off the register, and its label is blank again.";
            visit.notice(Notice::success(said)).await?;
            Ok(back(waiting.event.id))
        }
        Err(DecideError::Gone) => gone(&visit, waiting.event.id).await,
        Err(error @ DecideError::Reported) => {
            visit.notice(Notice::important(format!("{error}."))).await?;
            let entry = format!("/desk/work-list/{}", waiting.entry.new.id);
            Ok(Redirect::to(&entry).into_response())
        }
        Err(DecideError::Mark(error)) => Err(HttpError::internal(error)),
        Err(DecideError::Store(error)) => Err(error.into()),
    }
}

/// Answers "not found" for an entry that is not waiting or belongs to somebody else.
async fn find(app: &App, viewer: &Viewer, id: &str) -> Result<Waiting, HttpError> {
    let id = EntryId::parse(id).map_err(|_| HttpError::NotFound)?;
    work_list::open(&app.registry, viewer, &id)
        .await?
        .ok_or(HttpError::NotFound)
}

fn typed(waiting: &Waiting) -> Typed {
    let words = waiting.words.as_ref();
    words.map(|words| words.typed.clone()).unwrap_or_default()
}

fn back(event: EventId) -> Response {
    Redirect::to(&format!("/desk/work-list/events/{event}")).into_response()
}

async fn gone(visit: &Visit, event: EventId) -> Result<Response, HttpError> {
    visit
        .notice(Notice::important(
            "Somebody else has already dealt with this entry.",
        ))
        .await?;
    Ok(back(event))
}

async fn page(
    visit: &Visit,
    waiting: &Waiting,
    typed: Typed,
    no_label: &str,
    why_aside: &str,
    errors: Errors,
) -> Result<Response, HttpError> {
    let failed = !errors.is_empty();
    let entry = &waiting.entry;
    let reason = entry.reason.unwrap_or(NeedsPerson::Invalid);
    // Shows what is wrong with the form, so that the coordinator does not have to look for it.
    let errors = if !failed && reason == NeedsPerson::Invalid {
        typed
            .parse()
            .err()
            .map(|problems| form::errors(&problems))
            .unwrap_or_default()
    } else {
        errors
    };
    let page = EntryPage {
        page: visit
            .form_page(format!("Entry {}", entry.new.id.slip()))
            .await?
            .with_errors(errors),
        id: entry.new.id.to_string(),
        event: waiting.event.id,
        event_name: waiting.event.event.name.clone(),
        slip: entry.new.id.slip(),
        desk: entry.new.desk.clone(),
        saved: london::day_and_time(entry.new.made_at),
        why: short(reason),
        what_to_do: what_to_do(reason),
        label: label(waiting),
        readable: waiting.words.is_some() && entry.new.withdraws.is_none(),
        withdraws: waiting.withdraws.as_ref().map(withdrawn_bike),
        has_photo: waiting.words.as_ref().is_some_and(EntryWords::has_photo),
        colours: words::colours(&typed.colour, "Choose a colour"),
        second_colours: words::colours(&typed.second_colour, "No second colour"),
        kinds: words::kinds(&typed.kind),
        other_kinds: [
            words::other_kinds(&typed.other_kind_1),
            words::other_kinds(&typed.other_kind_2),
        ],
        unread: words::unread(&typed.frame_unread),
        unlabelled: vec![Choice::new("yes", "This bike has no Framemark label").chosen_if(no_label == "yes")],
        why_aside: why_aside.to_owned(),
        form: typed,
    };
    if failed { html_again(&page) } else { html(&page) }
}
