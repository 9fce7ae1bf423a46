//! The rota of an event.

use super::{event_id, kept};
use crate::shared::guard::Coordinator;
use crate::shared::{App, Choice, Errors, HttpError, Notice, Page, Visit, html, html_again};
use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::account::contact::EmailAddress;
use domain::id::{AccountId, EventId};
use registry::account::permits::CoordinatorOf;
use registry::event::staff::{self, Helper, RotaError};
use serde::Deserialize;

const MOST_DUTY: usize = 100;

#[derive(Template)]
#[template(path = "partner/events/staff.html")]
struct StaffPage {
    page: Page,
    id: EventId,
    name: String,
    is_open: bool,
    rota: Vec<Helper>,
    others: Vec<Choice>,
    form: StaffForm,
}

/// The form as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct StaffForm {
    who: String,
    email: String,
    duty: String,
}

/// Who to put on the rota: somebody in the list, or somebody by e-mail address.
enum Whom {
    Account(AccountId),
    Address(EmailAddress),
}

impl StaffForm {
    fn parse(&self) -> Result<(Whom, Option<String>), Errors> {
        let mut errors = Errors::default();
        let whom = match self.who.parse::<AccountId>() {
            Ok(account) => Some(Whom::Account(account)),
            Err(_) if self.email.trim().is_empty() => {
                errors.add("who", "Choose someone, or enter an e-mail address");
                None
            }
            Err(_) => errors
                .keep("email", EmailAddress::parse(&self.email))
                .map(Whom::Address),
        };
        let duty = errors.optional_line("duty", "What they do", &self.duty, MOST_DUTY);
        errors.finish(whom.zip(duty))
    }
}

pub(super) async fn show(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let page = page(
        &app,
        &coordinator,
        &visit,
        &id,
        StaffForm::default(),
        Errors::default(),
    );
    html(&page.await?)
}

pub(super) async fn add(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Form(form): Form<StaffForm>,
) -> Result<Response, HttpError> {
    let event = event_id(&id)?;
    let (whom, duty) = match form.parse() {
        Ok(parsed) => parsed,
        Err(errors) => return html_again(&page(&app, &coordinator, &visit, &id, form, errors).await?),
    };
    let registry = &app.registry;
    let (field, added) = match whom {
        Whom::Account(account) => {
            let added = staff::add_staff(registry, &coordinator, event, account, duty.as_deref());
            ("who", added.await)
        }
        Whom::Address(email) => {
            let added = staff::add_staff_by_email(registry, &coordinator, event, &email, duty.as_deref());
            ("email", added.await)
        }
    };
    match added {
        Ok(new) => {
            let said = if new {
                "They are on the rota"
            } else {
                "Rota changed"
            };
            back(&visit, event, Notice::success(said)).await
        }
        Err(RotaError::Store(error)) => Err(error.into()),
        Err(RotaError::NoEvent) => Err(HttpError::NotFound),
        Err(error @ RotaError::NotOpen) => back(&visit, event, Notice::important(error.to_string())).await,
        Err(error @ RotaError::NotAVolunteer) => {
            let mut errors = Errors::default();
            errors.add(field, error.to_string());
            html_again(&page(&app, &coordinator, &visit, &id, form, errors).await?)
        }
    }
}

pub(super) async fn remove(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Path((id, account)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let event = event_id(&id)?;
    let account = account.parse().map_err(|_| HttpError::NotFound)?;
    match staff::remove_staff(&app.registry, &coordinator, event, account).await {
        Ok(true) => back(&visit, event, Notice::success("They are off the rota")).await,
        Ok(false) => back(&visit, event, Notice::important("They were not on the rota")).await,
        Err(RotaError::Store(error)) => Err(error.into()),
        Err(RotaError::NoEvent) => Err(HttpError::NotFound),
        Err(error) => back(&visit, event, Notice::important(error.to_string())).await,
    }
}

async fn back(visit: &Visit, event: EventId, notice: Notice) -> Result<Response, HttpError> {
    visit.notice(notice).await?;
    Ok(Redirect::to(&format!("/partner/events/{event}/staff")).into_response())
}

async fn page(
    app: &App,
    coordinator: &CoordinatorOf,
    visit: &Visit,
    id: &str,
    form: StaffForm,
    errors: Errors,
) -> Result<StaffPage, HttpError> {
    let kept = kept(app, coordinator, id).await?;
    let marking = kept.listed.marking;
    let rota = staff::rota(&app.registry, coordinator, marking.id).await?;
    let (rota, others) = rota.ok_or(HttpError::NotFound)?;
    let others = others.into_iter().map(|one| (one.account.to_string(), one.name));
    let first = std::iter::once((String::new(), "Choose someone".to_owned()));
    Ok(StaffPage {
        page: visit.form_page("Rota").await?.with_errors(errors),
        id: marking.id,
        name: marking.event.name,
        is_open: marking.stage.is_open(),
        rota,
        others: Choice::list(&form.who, first.chain(others)),
        form,
    })
}
