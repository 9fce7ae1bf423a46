//! The page on which an agency reports progress on its actions. The agency needs only the link, and can open it again.

use crate::shared::form::Typed;
use crate::shared::{App, Choice, Errors, HttpError, Page, Visit, html, html_again, html_form, london};
use askama::Template;
use axum::Router;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::plan::{ActionError, ActionStatus, EditError, Progress};
use registry::plan::{LinkOpened, PlanError, Reply, open_link, reply_by_link};

const MOST: usize = 1_000;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/progress/{token}", get(show).post(send))
}

struct Row {
    id: u32,
    title: String,
    due: String,
    statuses: Vec<Choice>,
    note: String,
    evidence: String,
    status_id: String,
    note_id: String,
    evidence_id: String,
}

#[derive(Template)]
#[template(path = "public/progress/page.html")]
struct ProgressPage {
    page: Page,
    action: String,
    agency: String,
    report: String,
    rows: Vec<Row>,
    comment: String,
}

#[derive(Template)]
#[template(path = "public/progress/over.html")]
struct Over {
    page: Page,
    said: &'static str,
}

async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, HttpError> {
    match open_link(&app.registry, &secret(&token)).await {
        Ok(opened) => {
            let page = page(&visit, &token, &opened, &Typed::default(), Errors::default()).await?;
            html_form(&page)
        }
        Err(error) => over(&visit, error).await,
    }
}

async fn send(
    State(app): State<App>,
    visit: Visit,
    Path(token): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let secret = secret(&token);
    let opened = match open_link(&app.registry, &secret).await {
        Ok(opened) => opened,
        Err(error) => return over(&visit, error).await,
    };
    let reply = match parse(&opened, &typed) {
        Ok(reply) => reply,
        Err(errors) => return html_again(&page(&visit, &token, &opened, &typed, errors).await?),
    };
    match reply_by_link(&app.registry, &secret, &reply).await {
        Ok(()) => html(&Over {
            page: visit.page("Thank you").await?,
            said: "The partnership has your update. You can open the link again to correct it until the report is closed.",
        }),
        Err(PlanError::Edit(EditError::Action(ActionError::Nothing))) => {
            let mut errors = Errors::default();
            let message = "Change the status of an action, or write something";
            errors.add("comment", message);
            html_again(&page(&visit, &token, &opened, &typed, errors).await?)
        }
        Err(PlanError::Edit(error)) => {
            let mut errors = Errors::default();
            errors.add("comment", error.to_string());
            html_again(&page(&visit, &token, &opened, &typed, errors).await?)
        }
        Err(error) => over(&visit, error).await,
    }
}

/// Decodes the secret of a link. An invalid one becomes empty, and opens nothing.
fn secret(token: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(token).unwrap_or_default()
}

/// Says that a link has ended, or was never made.
async fn over(visit: &Visit, error: PlanError) -> Result<Response, HttpError> {
    let said = match error {
        PlanError::Store(error) => return Err(error.into()),
        PlanError::Closed => {
            "The report is closed, so you cannot add to it. Please tell the partnership’s coordinator instead."
        }
        _ => {
            "This link does not work. Check that all of it was copied, or ask the partnership’s coordinator for a new one."
        }
    };
    let mut response = html(&Over {
        page: visit.page("You cannot use this link").await?,
        said,
    })?;
    *response.status_mut() = StatusCode::GONE;
    Ok(response)
}

/// Reads the form. Leaves out actions that have the same status as before and no note or evidence.
fn parse(opened: &LinkOpened, typed: &Typed) -> Result<Reply, Errors> {
    let mut errors = Errors::default();
    let mut actions = Vec::new();
    for action in own(opened) {
        let id = action.id;
        let (status_id, note_id, evidence_id) = ids(id);
        let status = ActionStatus::parse(typed.get(&status_id)).unwrap_or(action.status);
        let note = errors.optional_prose(&note_id, "The note", typed.get(&note_id), MOST);
        let evidence = errors.optional_prose(&evidence_id, "The evidence", typed.get(&evidence_id), MOST);
        let (Some(note), Some(evidence)) = (note, evidence) else {
            continue;
        };
        let newly = status != action.status;
        if status == ActionStatus::Done && evidence.is_none() && action.evidence.is_none() {
            errors.add(evidence_id, "Say what shows that the action is done");
        } else if status == ActionStatus::Stopped && newly && note.is_none() {
            errors.add(note_id, "Say why the action has been stopped");
        } else if newly || note.is_some() || evidence.is_some() {
            let progress = Progress {
                status,
                note,
                evidence,
            };
            actions.push((id, progress));
        }
    }
    let comment = errors.optional_prose("comment", "What you say", typed.get("comment"), 3 * MOST);
    errors.finish(comment.map(|comment| Reply { actions, comment }))
}

fn own(opened: &LinkOpened) -> impl Iterator<Item = &domain::plan::Action> {
    let agency = opened.agency.id;
    opened
        .plan
        .plan
        .actions()
        .filter(move |action| action.action.owner == agency)
}

fn ids(action: u32) -> (String, String, String) {
    (
        format!("status_{action}"),
        format!("note_{action}"),
        format!("evidence_{action}"),
    )
}

async fn page(
    visit: &Visit,
    token: &str,
    opened: &LinkOpened,
    typed: &Typed,
    errors: Errors,
) -> Result<ProgressPage, HttpError> {
    let statuses = ActionStatus::ALL.map(|status| (status.slug(), status.to_string()));
    let rows = own(opened).map(|action| {
        let (status_id, note_id, evidence_id) = ids(action.id);
        let chosen = match typed.get(&status_id) {
            "" => action.status.slug(),
            chosen => chosen,
        };
        Row {
            id: action.id,
            title: action.action.title.clone(),
            due: london::date(action.action.due),
            statuses: Choice::list(chosen, statuses.clone()),
            note: typed.get(&note_id).to_owned(),
            evidence: typed.get(&evidence_id).to_owned(),
            status_id,
            note_id,
            evidence_id,
        }
    });
    Ok(ProgressPage {
        rows: rows.collect(),
        page: visit
            .form_page("How are your agency’s actions going?")
            .await?
            .with_errors(errors),
        action: format!("/progress/{token}"),
        agency: opened.agency.agency.name.clone(),
        report: opened.report.report.title.clone(),
        comment: typed.get("comment").to_owned(),
    })
}
