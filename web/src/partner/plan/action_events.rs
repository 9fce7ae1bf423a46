//! The marking events that count towards an action.

use super::{Opened, on, opened, said};
use crate::shared::form::{Field, FormPage, Typed};
use crate::shared::guard::{Partner, Planner};
use crate::shared::{App, Choice, Errors, HttpError, Notice, Once, Visit, html_again, html_form, london};
use axum::extract::{Form, Path, State};
use axum::response::Response;
use domain::id::EventId;
use domain::plan::{Action, Edit};
use registry::account::permits::PartnerOf;
use registry::plan::{edit_plan, linkable_events, linked_events};

/// What came of an event that an action is linked to.
pub(super) struct EventRow {
    pub(super) href: String,
    pub(super) name: String,
    pub(super) came_of_it: String,
}

/// Reads the events of an action.
pub(super) async fn rows(app: &App, opened: &Opened, action: &Action) -> Result<Vec<EventRow>, HttpError> {
    let linked = linked_events(&app.registry, opened.kept.partnership, action).await?;
    let rows = linked.into_iter().map(|linked| EventRow {
        href: format!("/events/{}", linked.event.id),
        name: format!(
            "{}, {}",
            linked.event.event.name,
            london::day(linked.event.event.starts_at)
        ),
        came_of_it: match linked.figures {
            Some(figures) => format!(
                "{} bikes marked, {} people advised, {} came without a booking",
                figures.bikes_marked, figures.advised, figures.walk_ins
            ),
            None => "Not closed yet".to_owned(),
        },
    });
    Ok(rows.collect())
}

/// Opens an action for somebody who keeps the plan.
async fn kept(app: &App, partner: PartnerOf, plan: &str, part: &str) -> Result<(Opened, Action), HttpError> {
    let opened = opened(app, partner, plan).await?;
    if !opened.keeps() {
        return Err(HttpError::Forbidden);
    }
    let id = part.parse().map_err(|_| HttpError::NotFound)?;
    let action = opened.kept.plan.action(id).cloned().ok_or(HttpError::NotFound)?;
    Ok((opened, action))
}

fn filled(action: &Action) -> Typed {
    Typed::default()
        .with("seen", action.version.to_string())
        .with_all("event", action.events.iter().map(ToString::to_string))
}

pub(super) async fn ask(
    Planner(_): Planner,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path((plan, part)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let (opened, action) = kept(&app, partner, &plan, &part).await?;
    let typed = filled(&action);
    html_form(&page(&app, &visit, &opened, &action, &typed, Errors::default()).await?)
}

pub(super) async fn save(
    Planner(_): Planner,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path((plan, part)): Path<(String, String)>,
    once: Once,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let (opened, action) = kept(&app, partner, &plan, &part).await?;
    let events: Result<Vec<EventId>, _> = typed.all("event").iter().map(|raw| raw.parse()).collect();
    let mut errors = Errors::default();
    let events = errors.keep("event", events.map_err(|_| "Choose events from the list"));
    let events = match errors.finish(events) {
        Ok(events) => events,
        Err(errors) => return html_again(&page(&app, &visit, &opened, &action, &typed, errors).await?),
    };
    let edit = Edit::LinkEvents {
        action: action.id,
        seen: typed.get("seen").parse().unwrap_or(u32::MAX),
        events,
    };
    match edit_plan(&once.on(&app), &opened.partner, opened.kept.id, edit).await {
        Ok(_) => {
            let address = format!("{}/actions/{part}", opened.address());
            on(&visit, &address, Notice::success("Events saved")).await
        }
        Err(error) => {
            let mut errors = Errors::default();
            errors.add("event", said(error)?);
            // If somebody else was first, shows what they chose.
            let (opened, action) = kept(&app, opened.partner, &plan, &part).await?;
            let typed = filled(&action);
            html_again(&page(&app, &visit, &opened, &action, &typed, errors).await?)
        }
    }
}

async fn page(
    app: &App,
    visit: &Visit,
    opened: &Opened,
    action: &Action,
    typed: &Typed,
    errors: Errors,
) -> Result<FormPage, HttpError> {
    let events = linkable_events(&app.registry, opened.kept.partnership).await?;
    let before = match events.is_empty() {
        true => vec!["No organisation of this partnership has published a marking event yet.".to_owned()],
        false => Vec::new(),
    };
    let all = events.into_iter().map(|event| {
        let day = london::day(event.event.starts_at);
        (event.id.to_string(), format!("{}, {day}", event.event.name))
    });
    let address = format!("{}/actions/{}", opened.address(), action.id);
    Ok(FormPage {
        page: visit
            .form_page("Marking events of this action")
            .await?
            .with_errors(errors),
        action: format!("{address}/events"),
        back: (address, "Back".to_owned()),
        caption: action.action.title.clone(),
        before,
        fields: vec![
            Field::hidden("seen", typed),
            Field::checkboxes(
                "event",
                "Which marking events count towards it?",
                Choice::list_of_many(&typed.all("event"), all),
            )
            .hint("Once an event is closed, the action shows what came of it"),
        ],
        button: "Save".to_owned(),
        is_warning: false,
    })
}
