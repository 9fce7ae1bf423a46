//! One action: its notes, and a form for reporting its progress.

use super::super::problems::{CaseLine, cases_of_action};
use super::action_events::{EventRow, rows};
use super::{Opened, on, opened, said};
use crate::public::{Badge, action_badge, moved};
use crate::shared::form::Typed;
use crate::shared::guard::{Partner, Refused, Solver};
use crate::shared::{
    App, Choice, Errors, HttpError, Notice, Once, Page, Visit, html_again, html_form, london,
};
use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::Response;
use domain::id::AgencyId;
use domain::plan::{Action, ActionError, ActionStatus, Due, Edit, EditError, PlanAction, Progress};
use registry::plan::{PlanError, edit_plan};

const MOST_NOTE: usize = 1_000;

struct NoteRow {
    text: String,
    who: String,
    when: String,
    stamp: String,
}

#[derive(Template)]
#[template(path = "partner/plan/action.html")]
struct ActionPage {
    page: Page,
    plan: String,
    back: String,
    id: u32,
    seen: String,
    owner: String,
    others: String,
    start: Option<String>,
    due: String,
    moved: Option<String>,
    moves: Vec<(String, String)>,
    badge: Badge,
    late: Option<&'static str>,
    evidence: Option<String>,
    events: Vec<EventRow>,
    cases: Vec<CaseLine>,
    notes: Vec<NoteRow>,
    keeps: bool,
    tells: bool,
    statuses: Vec<Choice>,
    note: String,
    shown_by: String,
}

pub(super) async fn show(
    Partner(partner): Partner,
    solver: Result<Solver, Refused>,
    State(app): State<App>,
    visit: Visit,
    Path((plan, part)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, partner, &plan).await?;
    let cases = cases(&app, solver, &opened, &part).await?;
    html_form(&page(&app, &visit, (&opened, cases), &part, None, Errors::default()).await?)
}

/// Saves what somebody reports about the progress of an action.
pub(super) async fn tell(
    Partner(partner): Partner,
    solver: Result<Solver, Refused>,
    State(app): State<App>,
    visit: Visit,
    Path((plan, part)): Path<(String, String)>,
    once: Once,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, partner, &plan).await?;
    let cases = cases(&app, solver, &opened, &part).await?;
    let action = found(&opened, &part)?;
    if !tells(&app, &opened, action).await? {
        return Err(HttpError::Forbidden);
    }
    let progress = match parse(&typed) {
        Ok(progress) => progress,
        Err(errors) => {
            let page = page(&app, &visit, (&opened, cases), &part, Some(&typed), errors).await?;
            return html_again(&page);
        }
    };
    let edit = Edit::Progress {
        action: action.id,
        seen: typed.get("seen").parse().ok(),
        progress,
        replaces: None,
    };
    match edit_plan(&once.on(&app), &opened.partner, opened.kept.id, edit).await {
        Ok(_) => {
            let address = format!("{}/actions/{part}", opened.address());
            on(&visit, &address, Notice::success("Progress saved")).await
        }
        Err(error) => {
            let field = match &error {
                PlanError::Edit(EditError::Action(ActionError::NoEvidence)) => "evidence",
                PlanError::Edit(EditError::Action(ActionError::NoReason)) => "note",
                _ => "status",
            };
            let is_old = matches!(error, PlanError::Edit(EditError::ChangedMeanwhile));
            let mut errors = Errors::default();
            errors.add(field, said(error)?);
            let opened = super::opened(&app, opened.partner, &plan).await?;
            // If somebody else was first, shows what they reported and keeps the note that was typed.
            let typed = if is_old {
                Typed::default().with("note", typed.get("note"))
            } else {
                typed
            };
            html_again(&page(&app, &visit, (&opened, cases), &part, Some(&typed), errors).await?)
        }
    }
}

/// Reads how far an action has got.
fn parse(typed: &Typed) -> Result<Progress, Errors> {
    let mut errors = Errors::default();
    let status = ActionStatus::parse(typed.get("status")).ok_or("Choose how far it has got");
    let status = errors.keep("status", status);
    let note = errors.optional_prose("note", "The note", typed.get("note"), MOST_NOTE);
    let evidence = errors.optional_prose("evidence", "The evidence", typed.get("evidence"), MOST_NOTE);
    let parsed = (|| {
        Some(Progress {
            status: status?,
            note: note?,
            evidence: evidence?,
        })
    })();
    errors.finish(parsed)
}

fn found<'a>(opened: &'a Opened, part: &str) -> Result<&'a Action, HttpError> {
    let id = part.parse().map_err(|_| HttpError::NotFound)?;
    opened.kept.plan.action(id).ok_or(HttpError::NotFound)
}

/// The problem cases that the action belongs with, as far as the reader may see them.
async fn cases(
    app: &App,
    solver: Result<Solver, Refused>,
    opened: &Opened,
    part: &str,
) -> Result<Vec<CaseLine>, HttpError> {
    let link = PlanAction {
        plan: opened.kept.id,
        action: found(opened, part)?.id,
    };
    let solver = solver.ok().map(|Solver(solver)| solver);
    cases_of_action(app, solver.as_ref(), opened.kept.partnership, link).await
}

/// True if somebody can report progress: either they keep the plan, or the action is their agency's.
async fn tells(app: &App, opened: &Opened, action: &Action) -> Result<bool, HttpError> {
    if opened.keeps() {
        return Ok(true);
    }
    let partnership = opened.kept.partnership;
    let own = registry::agency::own_agencies(&app.registry, &opened.partner, partnership).await?;
    Ok(own.contains(&action.action.owner))
}

async fn notes(app: &App, opened: &Opened, action: &Action) -> Result<Vec<NoteRow>, HttpError> {
    let mut notes = Vec::new();
    for note in action.notes.iter().rev() {
        notes.push(NoteRow {
            text: note.text.clone(),
            who: registry::plan::who(&app.registry, opened.kept.partnership, note.by).await?,
            when: london::day_and_time(note.at),
            stamp: note.at.to_string(),
        });
    }
    Ok(notes)
}

async fn page(
    app: &App,
    visit: &Visit,
    (opened, cases): (&Opened, Vec<CaseLine>),
    part: &str,
    typed: Option<&Typed>,
    errors: Errors,
) -> Result<ActionPage, HttpError> {
    let action = found(opened, part)?;
    let name = |id: &AgencyId| {
        let agency = opened.agencies.iter().find(|agency| agency.id == *id);
        agency.map_or("An agency", |agency| agency.agency.name.as_str())
    };
    let notes = notes(app, opened, action).await?;
    let others: Vec<&str> = action.action.others.iter().map(name).collect();
    let moves = action.moves.iter().map(|moved| {
        let days = format!("{} to {}", london::date(moved.from), london::date(moved.to));
        (days, moved.reason.clone())
    });
    let given = |id: &str| typed.map(|typed| typed.get(id).to_owned()).unwrap_or_default();
    let chosen = match given("status") {
        none if none.is_empty() => action.status.slug().to_owned(),
        chosen => chosen,
    };
    let statuses = ActionStatus::ALL.map(|status| (status.slug(), status.to_string()));
    Ok(ActionPage {
        page: visit
            .form_page(action.action.title.clone())
            .await?
            .with_errors(errors),
        plan: opened.kept.plan.title.clone(),
        back: opened.address(),
        id: action.id,
        seen: action.version.to_string(),
        owner: name(&action.action.owner).to_owned(),
        others: others.join(", "),
        start: action.action.start.map(london::date),
        due: london::date(action.action.due),
        moved: moved(action),
        moves: moves.collect(),
        badge: action_badge(action.status),
        late: match action.due_on(london::date_of(opened.opened_at)) {
            Due::InTime => None,
            Due::LateByFirst => Some("Past its first due date"),
            Due::Late => Some("Late"),
        },
        evidence: action.evidence.clone(),
        events: rows(app, opened, action).await?,
        cases,
        notes,
        keeps: opened.keeps(),
        tells: tells(app, opened, action).await?,
        statuses: Choice::list(&chosen, statuses),
        note: given("note"),
        shown_by: given("evidence"),
    })
}
