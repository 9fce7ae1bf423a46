//! The pages that plan an event and change the plan.

use super::form::PlanForm;
use super::{event_id, kept, said};
use crate::shared::guard::Coordinator;
use crate::shared::{
    App, Choice, DateTyped, Errors, HttpError, Notice, Once, Page, Visit, html_again, html_form,
};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use domain::account::Organisation;
use domain::event::{MarkingEvent, NewMarkingEvent, Stage};
use registry::account::{organisations, permits::CoordinatorOf};
use registry::event::plan::{self, PlanError};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "partner/events/plan.html")]
struct PlanPage {
    page: Page,
    /// The address of the form, and of "Back".
    action: String,
    back: String,
    button: &'static str,
    organisations: Vec<Choice>,
    partners: Vec<Choice>,
    advice: Vec<Choice>,
    bookings: Vec<Choice>,
    on: DateTyped,
    /// Whether this is a new plan, which can be repeated.
    is_new: bool,
    form: PlanForm,
    /// What is planned now, for each field where somebody else's change differs from what is typed.
    differs: Vec<(&'static str, String)>,
}

/// The organisations that can run the event, and those that can take part.
struct Known {
    own: Vec<Organisation>,
    all: Vec<Organisation>,
}

impl Known {
    async fn read(app: &App, coordinator: &CoordinatorOf) -> Result<Self, HttpError> {
        Ok(Self {
            own: organisations::of_coordinator(&app.registry, coordinator).await?,
            all: organisations::all(&app.registry).await?,
        })
    }
}

/// The event to copy for a new one, if any.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Like {
    like: String,
}

pub(super) async fn new(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Query(Like { like }): Query<Like>,
) -> Result<Response, HttpError> {
    let known = Known::read(&app, &coordinator).await?;
    let form = match like.as_str() {
        "" => PlanForm::default(),
        id => PlanForm::like(&kept(&app, &coordinator, id).await?.listed.marking.event),
    };
    html_form(&page(&visit, &known, form, None, Errors::default()).await?)
}

pub(super) async fn add(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    once: Once,
    Form(mut form): Form<PlanForm>,
) -> Result<Response, HttpError> {
    let known = Known::read(&app, &coordinator).await?;
    if let [only] = known.own.as_slice() {
        form.organisation = only.id.to_string();
    }
    let new = match form.parse_all(&known.all, app.registry.now()) {
        Ok(new) => new,
        Err(errors) => return html_again(&page(&visit, &known, form, None, errors).await?),
    };
    match plan::plan_all(&once.on(&app), &coordinator, &new).await {
        Ok(planned) => {
            let (said, to) = match planned.as_slice() {
                [id] => (
                    "Saved as a draft. Put people on the rota, then publish it".to_owned(),
                    format!("/partner/events/{id}"),
                ),
                all => (
                    format!(
                        "{} drafts are saved, one for each week. Put people on each rota, then publish them",
                        all.len()
                    ),
                    "/partner/events".to_owned(),
                ),
            };
            visit.notice(Notice::success(said)).await?;
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => html_again(&page(&visit, &known, form, None, refused(error)?).await?),
    }
}

pub(super) async fn edit(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let kept = kept(&app, &coordinator, &id).await?;
    if !kept.listed.marking.stage.is_open() {
        visit
            .notice(Notice::important(PlanError::NotOpen.to_string()))
            .await?;
        return Ok(Redirect::to(&format!("/partner/events/{id}")).into_response());
    }
    let known = Known::read(&app, &coordinator).await?;
    let form = shown(&kept.listed.marking);
    html_form(&page(&visit, &known, form, Some(&id), Errors::default()).await?)
}

pub(super) async fn change(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Form(mut form): Form<PlanForm>,
) -> Result<Response, HttpError> {
    let event = event_id(&id)?;
    let kept = kept(&app, &coordinator, &id).await?;
    let known = Known::read(&app, &coordinator).await?;
    form.organisation = kept.listed.marking.event.organisation.to_string();
    let new = match form.parse(&known.all, app.registry.now()) {
        Ok(new) => new,
        Err(errors) => return html_again(&page(&visit, &known, form, Some(&id), errors).await?),
    };
    let seen = form.revision.parse().ok();
    match plan::change(&app.registry, &coordinator, event, (&new, seen)).await {
        Ok(0) => {
            let said = if kept.listed.marking.stage == Stage::Published {
                "Plan changed. If the place or the hours are new, we will e-mail everyone who has booked or is on the \
                 rota"
            } else {
                "Plan changed"
            };
            visit.notice(Notice::success(said)).await?;
            Ok(Redirect::to(&format!("/partner/events/{event}")).into_response())
        }
        Ok(to_ring) => {
            let said = match to_ring {
                1 => "Plan changed. We will e-mail everyone who gave an address. 1 person gave only a phone number: \
                      ring them"
                    .to_owned(),
                _ => format!(
                    "Plan changed. We will e-mail everyone who gave an address. {to_ring} people gave only a phone \
                     number: ring them"
                ),
            };
            visit.notice(Notice::important(said)).await?;
            Ok(Redirect::to(&format!("/partner/events/{event}/bookings")).into_response())
        }
        Err(PlanError::Changed) => changed_meanwhile(&app, &coordinator, &visit, (&id, new), form).await,
        Err(error) => html_again(&page(&visit, &known, form, Some(&id), refused(error)?).await?),
    }
}

/// Fills the form with a plan to change.
fn shown(marking: &MarkingEvent) -> PlanForm {
    let mut form = PlanForm::of(&marking.event);
    form.revision = marking.revision.to_string();
    form
}

/// Shows what was typed beside what somebody else has planned meanwhile. If it is sent again, the change is intended.
async fn changed_meanwhile(
    app: &App,
    coordinator: &CoordinatorOf,
    visit: &Visit,
    (id, new): (&str, NewMarkingEvent),
    mut form: PlanForm,
) -> Result<Response, HttpError> {
    let now = shown(&kept(app, coordinator, id).await?.listed.marking);
    form.revision.clone_from(&now.revision);
    let mut errors = Errors::default();
    errors.add("recorded-now", PlanError::Changed.to_string());
    let known = Known::read(app, coordinator).await?;
    let mut page = page(visit, &known, form, Some(id), errors).await?;
    let both = now.in_words().into_iter().zip(PlanForm::of(&new).in_words());
    page.differs = both
        .filter(|(now, typed)| now != typed)
        .map(|(now, _)| now)
        .collect();
    html_again(&page)
}

/// Puts an error beside its field.
fn refused(error: PlanError) -> Result<Errors, HttpError> {
    let field = match &error {
        PlanError::NotYours => "organisation",
        PlanError::Overlaps(_) => "place",
        PlanError::Strands(_) => "starts",
        _ => "name",
    };
    let mut errors = Errors::default();
    errors.add(field, said(error)?);
    Ok(errors)
}

async fn page(
    visit: &Visit,
    known: &Known,
    form: PlanForm,
    id: Option<&str>,
    errors: Errors,
) -> Result<PlanPage, HttpError> {
    let title = if id.is_some() {
        "Change the plan"
    } else {
        "Plan an event"
    };
    let own = known.own.iter().map(|one| (one.id.to_string(), one.name.clone()));
    let first = std::iter::once((String::new(), "Choose who runs it".to_owned()));
    // An event keeps its organisation, and if there is only one, there is nothing to choose.
    let organisations = if id.is_some() || known.own.len() < 2 {
        Vec::new()
    } else {
        Choice::list(&form.organisation, first.chain(own))
    };
    Ok(PlanPage {
        page: visit.form_page(title).await?.with_errors(errors),
        action: id.map_or_else(
            || "/partner/events/new".to_owned(),
            |id| format!("/partner/events/{id}/edit"),
        ),
        back: id.map_or_else(
            || "/partner/events".to_owned(),
            |id| format!("/partner/events/{id}"),
        ),
        button: if id.is_some() {
            "Save the plan"
        } else {
            "Save as a draft"
        },
        organisations,
        partners: form.partner_choices(&known.all),
        advice: form.advice_choices(),
        bookings: form.bookings(),
        on: form.on(),
        is_new: id.is_none(),
        form,
        differs: Vec::new(),
    })
}
