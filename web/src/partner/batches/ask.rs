//! Before marks are returned, cancelled or given to an organisation, a page says how many there are and asks.

use super::moves::MoveForm;
use super::words;
use crate::shared::{App, HttpError, Page, Visit};
use askama::Template;
use domain::id::{BatchId, EventId};
use domain::mark::stock::{Move, Selection, StockMark, Voided};
use registry::account::organisations;
use registry::mark::batches::{self, Counted};

/// The page that asks.
#[derive(Template)]
#[template(path = "partner/batches/ask.html")]
pub(super) struct AskPage {
    page: Page,
    id: BatchId,
    title: String,
    /// The codes of the first and the last mark.
    range: String,
    /// What will happen, line by line.
    said: Vec<String>,
    /// How many of the marks are out, and at which events.
    out: Option<String>,
    button: String,
    is_warning: bool,
    /// What was typed, to be sent again.
    fields: Vec<(&'static str, String)>,
    sure: usize,
    /// The address of the form, with what was typed.
    back: String,
}

/// Makes the page that asks whether to go on with these marks.
pub(super) async fn page(
    app: &App,
    visit: &Visit,
    found: &Counted,
    (form, marks): (&MoveForm, &[StockMark]),
    (selection, movement): (Selection, Move),
) -> Result<AskPage, HttpError> {
    let count = words::marks(marks.len() as u64);
    let (title, button) = match movement {
        Move::Allot(_) => (format!("Send out {count}?"), format!("Send out {count}")),
        Move::Return => (format!("Return {count}?"), format!("Return {count}")),
        Move::Void(why) => {
            let why = if why == Voided::Lost { "lost" } else { "damaged" };
            (format!("Cancel {count} as {why}?"), format!("Cancel {count}"))
        }
        Move::HandOver(to) => {
            let all = organisations::all(&app.registry).await?;
            let to = words::owner(&all, Some(to));
            (format!("Give {count} to {to}?"), format!("Give {count}"))
        }
    };
    let is_out = |mark: &&StockMark| mark.event.is_some();
    let out = matches!(movement, Move::Void(_))
        .then(|| {
            marks
                .iter()
                .filter(is_out)
                .filter_map(|mark| mark.event)
                .collect::<Vec<_>>()
        })
        .filter(|events| !events.is_empty());
    let out = match out {
        Some(events) => Some(out_at(app, found, &events).await?),
        None => None,
    };
    let typed = form.fields().into_iter();
    let fields: Vec<_> = typed.map(|(name, value)| (name, value.to_owned())).collect();
    let query = serde_urlencoded::to_string(&fields).map_err(HttpError::internal)?;
    let id = found.batch.id;
    Ok(AskPage {
        page: visit.form_page(&*title).await?,
        title,
        range: match marks {
            [] => String::new(),
            [one] => one.code.to_string(),
            [first, .., last] => format!("{} to {}", first.code, last.code),
        },
        said: said(app, found, marks.len(), (selection, movement)).await?,
        out,
        button,
        is_warning: matches!(movement, Move::Void(_)),
        fields,
        sure: marks.len(),
        back: format!("/partner/batches/{id}/move?{query}"),
        id,
    })
}

/// Says what will happen.
async fn said(
    app: &App,
    found: &Counted,
    count: usize,
    (selection, movement): (Selection, Move),
) -> Result<Vec<String>, HttpError> {
    let mut said = Vec::new();
    match movement {
        Move::Void(Voided::Spoiled) => {
            said.push(
                "They can never be used again, and you cannot undo this. Destroy the labels.".to_owned(),
            );
        }
        Move::Void(Voided::Lost) => said.push(
            "They can never be used again, and you cannot undo this. If labels turn up, destroy them."
                .to_owned(),
        ),
        Move::HandOver(_) => said.push(
            "Its coordinators will print, send out and count them. You cannot take them back on this site."
                .to_owned(),
        ),
        Move::Return => said.push("They will go back into stock. You can send them out again.".to_owned()),
        Move::Allot(_) => {}
    }
    if let (Selection::LastOutAt(event, _), Move::Return) = (selection, movement) {
        let kit = batches::marks_of(&app.registry, &found.batch).await?;
        let all = kit
            .iter()
            .filter(|mark| mark.is_blank() && mark.event == Some(event));
        let left = all.count().saturating_sub(count);
        if left > 0 {
            let others = words::marks(left as u64);
            said.push(format!(
                "{others} from this batch did not come back, and will still be counted as out, or as unaccounted for \
                 once the event is over."
            ));
            said.push(
                "We assume that the last labels on the sheets came back. If you know which came back, go back and \
                 enter their codes."
                    .to_owned(),
            );
        }
    }
    Ok(said)
}

/// Says how many marks are out at which events.
async fn out_at(app: &App, found: &Counted, out: &[EventId]) -> Result<String, HttpError> {
    let events = batches::events_for(&app.registry, &found.batch).await?;
    let parts: Vec<String> = events
        .iter()
        .filter_map(|event| {
            let count = out.iter().filter(|at| **at == event.id).count();
            (count > 0).then(|| format!("{count} at {}", words::event(event)))
        })
        .collect();
    let are = if out.len() == 1 { "is" } else { "are" };
    Ok(format!(
        "{} {are} out at an event: {}.",
        words::marks(out.len() as u64),
        parts.join("; ")
    ))
}
