//! The page that sends out, returns or cancels marks of a batch.

use super::{ask, one, words};
use crate::shared::guard::Coordinator;
use crate::shared::{App, Choice, Errors, HttpError, Notice, Page, Visit, html, html_again};
use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::MarkCode;
use domain::event::MarkingEvent;
use domain::id::{BatchId, EventId, OrganisationId};
use domain::mark::stock::{Move, Selection, StockMark, Voided};
use registry::account::organisations;
use registry::mark::batches::{self, Counted, MoveMarksError, Moved};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "partner/batches/move.html")]
struct MovePage {
    page: Page,
    id: BatchId,
    form: MoveForm,
    what: Vec<Choice>,
    events: Vec<Choice>,
    organisations: Vec<Choice>,
    out: Vec<Choice>,
    which: Vec<Choice>,
}

/// The form for moving marks.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct MoveForm {
    what: String,
    event: String,
    organisation: String,
    which: String,
    count: String,
    from: String,
    to: String,
    out_at: String,
    /// How many of the marks at an event came back.
    came_back: String,
    /// How many marks there are, according to the page that asked.
    sure: String,
}

impl MoveForm {
    /// Returns what was typed, as fields for a form or an address.
    pub(super) fn fields(&self) -> [(&'static str, &str); 9] {
        [
            ("what", &self.what),
            ("event", &self.event),
            ("organisation", &self.organisation),
            ("which", &self.which),
            ("count", &self.count),
            ("from", &self.from),
            ("to", &self.to),
            ("out_at", &self.out_at),
            ("came_back", &self.came_back),
        ]
    }

    /// Reads what was typed about the marks of a batch.
    pub(super) fn parse(&self, kit: &[StockMark]) -> Result<(Move, Selection), Errors> {
        let mut errors = Errors::default();
        let movement = self.movement(&mut errors);
        let selection = self.selection(kit, &mut errors);
        errors.finish(movement.zip(selection))
    }

    fn movement(&self, errors: &mut Errors) -> Option<Move> {
        match self.what.as_str() {
            "allot" => {
                let event = self
                    .event
                    .parse::<EventId>()
                    .map_err(|_| "Choose which event they go to");
                errors.keep("event", event).map(Move::Allot)
            }
            "return" => Some(Move::Return),
            "spoiled" => Some(Move::Void(Voided::Spoiled)),
            "lost" => Some(Move::Void(Voided::Lost)),
            "hand-over" => {
                let to = self
                    .organisation
                    .parse::<OrganisationId>()
                    .map_err(|_| "Choose which organisation they go to");
                errors.keep("organisation", to).map(Move::HandOver)
            }
            _ => {
                errors.add("what", "Choose what you want to do");
                None
            }
        }
    }

    fn selection(&self, kit: &[StockMark], errors: &mut Errors) -> Option<Selection> {
        match self.which.as_str() {
            "all" => Some(Selection::All),
            "first" => {
                let count = self.count.trim().parse().ok().filter(|count| *count > 0);
                errors.keep(
                    "count",
                    count.map(Selection::First).ok_or("Enter how many, such as 21"),
                )
            }
            "out" => {
                let event = self.out_at.parse().map_err(|_| "Choose which event they are at");
                let event = errors.keep("out_at", event);
                if self.what != "return" {
                    return event.map(Selection::OutAt);
                }
                let count = self.came_back.trim().parse().ok().filter(|count| *count > 0);
                let asked = "Enter how many came back, such as 7. If none did, cancel them as lost";
                let count = errors.keep("came_back", count.ok_or(asked));
                event
                    .zip(count)
                    .map(|(event, count)| Selection::LastOutAt(event, count))
            }
            "range" => range(kit, ("from", &self.from), ("to", &self.to), errors)
                .map(|(from, to)| Selection::Range(from, to)),
            _ => {
                errors.add("which", "Choose which marks");
                None
            }
        }
    }
}

/// Reads the codes of the first and the last label, as typed from a sheet. The last one is optional.
pub(super) fn range(
    kit: &[StockMark],
    (from_id, from): (&str, &str),
    (to_id, to): (&str, &str),
    errors: &mut Errors,
) -> Option<(u32, u32)> {
    let mut one = |id: &str, typed: &str| {
        let code = MarkCode::read(typed)
            .code()
            .filter(|code| kit.iter().any(|mark| mark.code == *code));
        let missing = if typed.trim().is_empty() {
            "Enter the code of a label"
        } else {
            "Enter the code of a label in this batch, such as 7KQ4M-2X9TD"
        };
        errors.keep(id, code.ok_or(missing))
    };
    let from = one(from_id, from);
    let to = if to.trim().is_empty() {
        Some(None)
    } else {
        one(to_id, to).map(Some)
    };
    batches::places(kit, from?, to?)
}

async fn page(
    app: &App,
    visit: &Visit,
    found: &Counted,
    form: MoveForm,
    errors: Errors,
) -> Result<MovePage, HttpError> {
    let events = batches::events_for(&app.registry, &found.batch).await?;
    let named = events
        .iter()
        .filter(|event| event.stage.is_open())
        .map(|event| (event.id.to_string(), words::event(event)));
    let named = std::iter::once((String::new(), "Choose".to_owned())).chain(named);
    let organisations = if found.batch.organisation.is_none() {
        organisations::all(&app.registry).await?
    } else {
        Vec::new()
    };
    let receivers = organisations
        .into_iter()
        .map(|one| (one.id.to_string(), one.name));
    let receivers = std::iter::once((String::new(), "Choose".to_owned())).chain(receivers);
    let kit = batches::marks_of(&app.registry, &found.batch).await?;
    let is_out = |event: &&MarkingEvent| {
        kit.iter()
            .any(|mark| mark.is_blank() && mark.event == Some(event.id))
    };
    let out: Vec<_> = events
        .iter()
        .filter(is_out)
        .map(|event| (event.id.to_string(), words::event(event)))
        .collect();
    let which = which_choices(!out.is_empty());
    let out = std::iter::once((String::new(), "Choose".to_owned())).chain(out);
    Ok(MovePage {
        page: visit
            .form_page(format!(
                "Send out, return or cancel marks from batch {}",
                found.batch.id
            ))
            .await?
            .with_errors(errors),
        id: found.batch.id,
        events: Choice::list(&form.event, named),
        organisations: Choice::list(&form.organisation, receivers),
        what: chosen(what_choices(found), &form.what),
        out: Choice::list(&form.out_at, out),
        which: chosen(which, &form.which),
        form,
    })
}

/// What people can do with the marks of a batch.
fn what_choices(found: &Counted) -> Vec<Choice> {
    let hand_over = found.batch.organisation.is_none().then(|| {
        Choice::new("hand-over", "Give them to an organisation")
            .hint("They do not belong to an organisation yet. Its coordinators will then print, send out and count them.")
            .revealing()
    });
    let others = [
        Choice::new("allot", "Send them out to an event").revealing(),
        Choice::new("return", "Return them from their event").hint("Blank marks that came back unused."),
        Choice::new("spoiled", "Cancel: damaged").hint("Torn, dirty or misprinted. Destroy the labels."),
        Choice::new("lost", "Cancel: lost").hint("Nobody can find them. If they turn up, destroy them."),
    ];
    hand_over.into_iter().chain(others).collect()
}

/// Lists which marks of a batch can be chosen.
fn which_choices(some_are_out: bool) -> Vec<Choice> {
    let those_out =
        some_are_out.then(|| Choice::new("out", "All the marks that are at one event").revealing());
    let others = [
        Choice::new("all", "All of them"),
        Choice::new("first", "The first labels in the batch").revealing(),
        Choice::new("range", "One label, or a range of labels").revealing(),
    ];
    others.into_iter().chain(those_out).collect()
}

fn chosen(choices: impl IntoIterator<Item = Choice>, sent: &str) -> Vec<Choice> {
    let choose = |choice: Choice| {
        let is = choice.value == sent;
        choice.chosen_if(is)
    };
    choices.into_iter().map(choose).collect()
}

/// Shows the form, filled in from the address.
pub(super) async fn show(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Query(form): Query<MoveForm>,
) -> Result<Response, HttpError> {
    let found = one::found(&app, &coordinator, &id).await?;
    html(&page(&app, &visit, &found, form, Errors::default()).await?)
}

pub(super) async fn send(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Form(form): Form<MoveForm>,
) -> Result<Response, HttpError> {
    let found = one::found(&app, &coordinator, &id).await?;
    let kit = batches::marks_of(&app.registry, &found.batch).await?;
    let (movement, selection) = match form.parse(&kit) {
        Ok(parsed) => parsed,
        Err(errors) => return html_again(&page(&app, &visit, &found, form, errors).await?),
    };
    let id = found.batch.id;
    let carried = if matches!(movement, Move::Allot(_)) {
        None
    } else {
        match batches::would_move(&app.registry, &coordinator, id, selection, movement).await {
            Err(error) => Some(Err(error)),
            Ok(marks) if form.sure != marks.len().to_string() => {
                let asked = ask::page(&app, &visit, &found, (&form, &marks), (selection, movement)).await?;
                return html(&asked);
            }
            Ok(_) => None,
        }
    };
    let carried = match carried {
        Some(refused) => refused,
        None => batches::move_marks(&app.registry, &coordinator, id, selection, movement).await,
    };
    match carried {
        Ok(moved) => {
            let said = done(moved, movement) + &left(&app, &found, selection).await?;
            visit.notice(Notice::success(said)).await?;
            Ok(Redirect::to(&format!("/partner/batches/{}", moved.batch)).into_response())
        }
        Err(MoveMarksError::Store(error)) => Err(error.into()),
        Err(MoveMarksError::NoBatch) => Err(HttpError::NotFound),
        Err(error) => {
            let field = match (&error, selection) {
                (MoveMarksError::NoEvent, _) => "event",
                (MoveMarksError::NoOrganisation, _) => "organisation",
                (MoveMarksError::Owned, _) => "what",
                (MoveMarksError::TooFew { .. }, Selection::LastOutAt(..)) => "came_back",
                (MoveMarksError::TooFew { .. }, _) => "count",
                _ => "which",
            };
            let mut errors = Errors::default();
            errors.add(field, error.to_string());
            html_again(&page(&app, &visit, &found, form, errors).await?)
        }
    }
}

/// Says how many marks are not back, if only some came back from an event.
async fn left(app: &App, found: &Counted, selection: Selection) -> Result<String, HttpError> {
    let Selection::LastOutAt(event, _) = selection else {
        return Ok(String::new());
    };
    let kit = batches::marks_of(&app.registry, &found.batch).await?;
    let left = kit
        .iter()
        .filter(|mark| mark.is_blank() && mark.event == Some(event));
    let events = batches::events_for(&app.registry, &found.batch).await?;
    let event = events.iter().find(|one| one.id == event);
    let is_over = event.is_some_and(|event| event.event.ends_at <= app.registry.now());
    Ok(match (left.count(), is_over) {
        (0, _) => String::new(),
        (1, true) => " 1 is still unaccounted for. If nobody can find it, cancel it as lost.".to_owned(),
        (left, true) => {
            format!(" {left} are still unaccounted for. If nobody can find them, cancel them as lost.")
        }
        (1, false) => " 1 is still out at the event.".to_owned(),
        (left, false) => format!(" {left} are still out at the event."),
    })
}

fn done(Moved { count, batch }: Moved, movement: Move) -> String {
    let marks = words::marks(count);
    match movement {
        Move::Allot(_) => format!("{marks} sent out."),
        Move::Return => format!("{marks} returned."),
        Move::Void(_) => format!("{marks} cancelled."),
        Move::HandOver(_) => format!("{marks} given to the organisation, as batch {batch}."),
    }
}
