//! `POST /desk/sync`: a phone sends its queue, and learns what happened to each entry.

use super::LONGEST_DESK;
use super::opening::{Key, key};
use crate::shared::App;
use crate::shared::HttpError;
use crate::shared::guard::DeskStaff;
use crate::shared::upload::QueuePlace;
use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::MarkCode;
use domain::bike::BikeReference;
use domain::desk::{EntryId, NeedsPerson};
use domain::id::EventId;
use registry::desk::sync::{Outcome, SealedEntry, take};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The most entries in one request.
const MOST: usize = 50;
/// The largest entry: a form and a photo that the phone has made smaller.
const MOST_TEXT: usize = 2 << 20;

#[derive(Deserialize)]
pub(super) struct Queue {
    entries: Vec<Value>,
    /// Answers that newer apps know. The first version of the app deletes an entry after an answer that it does not
    /// know.
    #[serde(default)]
    understands: Vec<String>,
}

#[derive(Deserialize)]
struct Sent {
    id: EntryId,
    event: EventId,
    desk: String,
    key: String,
    enc: String,
    sealed: String,
}

/// What happened to one entry.
#[derive(Debug, Serialize)]
struct Answer {
    /// The id, as it was sent.
    id: Value,
    /// `accepted`, `already`, `needs-person`, `not-yours`, `unreadable` or `failed`. After the last three answers, the
    /// entry stays on the phone.
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<NeedsPerson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<MarkCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    photo_lost: bool,
}

#[derive(Debug, Serialize)]
struct Answers {
    /// Milliseconds since 1970.
    now: i64,
    key: Key,
    results: Vec<Answer>,
}

pub(super) async fn sync(
    DeskStaff(viewer): DeskStaff,
    State(app): State<App>,
    _place: QueuePlace,
    queue: Result<Json<Queue>, JsonRejection>,
) -> Result<Response, HttpError> {
    let queue = match queue {
        Ok(Json(queue)) if queue.entries.len() <= MOST => queue,
        Ok(_) => {
            return Ok(refused(
                StatusCode::PAYLOAD_TOO_LARGE,
                "Send at most 50 entries at once",
            ));
        }
        Err(error) => return Ok(refused(error.status(), &error.body_text())),
    };
    let understands_failed = queue.understands.iter().any(|state| state == "failed");
    let mut results = Vec::with_capacity(queue.entries.len());
    for sent in queue.entries {
        let id = sent.get("id").cloned().unwrap_or(Value::Null);
        let Some(entry) = read(sent) else {
            results.push(Answer::only(id, "unreadable"));
            continue;
        };
        match take(&app.registry, &viewer, &entry).await {
            Ok(outcome) => results.push(Answer::of(id, &outcome)),
            Err(error) => {
                // If the database cannot be reached, every entry would fail. The phone will send them all again later.
                app.registry.store().ping().await?;
                tracing::error!(%error, "Could not save an entry from a desk; it stays on its phone");
                // An older app does not know this answer, but it keeps an entry that gets no answer.
                if understands_failed {
                    results.push(Answer::only(id, "failed"));
                }
            }
        }
    }
    let answers = Answers {
        now: app.registry.now().as_millisecond(),
        key: key(&app).await?,
        results,
    };
    Ok(Json(answers).into_response())
}

fn read(sent: Value) -> Option<SealedEntry> {
    let sent: Sent = serde_json::from_value(sent).ok()?;
    let desk_is_fine = !sent.desk.trim().is_empty()
        && sent.desk.chars().count() <= LONGEST_DESK
        && !sent.desk.chars().any(char::is_control);
    (desk_is_fine && sent.key.len() <= 64 && sent.sealed.len() <= MOST_TEXT).then_some(())?;
    Some(SealedEntry {
        id: sent.id,
        event: sent.event,
        desk: sent.desk,
        key: sent.key,
        encapsulated: STANDARD.decode(sent.enc).ok()?,
        text: STANDARD.decode(sent.sealed).ok()?,
    })
}

impl Answer {
    fn only(id: Value, state: &'static str) -> Self {
        Self {
            id,
            state,
            reason: None,
            code: None,
            reference: None,
            photo_lost: false,
        }
    }

    fn of(id: Value, outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Accepted {
                mark,
                reference,
                photo_lost,
            } => Self {
                code: *mark,
                reference: Some(reference.to_string()),
                photo_lost: *photo_lost,
                ..Self::only(id, "accepted")
            },
            Outcome::NeedsPerson(reason, code) => Self {
                reason: Some(*reason),
                code: *code,
                ..Self::only(id, "needs-person")
            },
            Outcome::Already(known) => Self {
                // An entry that is still waiting for a coordinator gets that answer, however often it is sent.
                reason: known.reason.filter(|_| known.is_waiting()),
                code: known.new.mark,
                reference: known.bike.map(|bike| BikeReference::of(bike).to_string()),
                ..Self::only(
                    id,
                    if known.is_waiting() {
                        "needs-person"
                    } else {
                        "already"
                    },
                )
            },
            Outcome::Withdrawn => Self::only(id, "accepted"),
            Outcome::NotYours => Self::only(id, "not-yours"),
            Outcome::TooMany => Self::only(id, "unreadable"),
        }
    }
}

fn refused(status: StatusCode, why: &str) -> Response {
    (status, Json(json!({ "error": why }))).into_response()
}
