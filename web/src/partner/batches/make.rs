//! The page that makes marks.

use super::words;
use crate::shared::guard::Coordinator;
use crate::shared::{App, Choice, Errors, HttpError, Notice, Once, Page, Visit, html_again, html_form};
use askama::Template;
use axum::extract::{Form, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::{EventId, OrganisationId};
use domain::text::counted;
use registry::account::{organisations, permits::CoordinatorOf};
use registry::mark::batches::{self, MOST_MARKS, MakeBatchError};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "partner/batches/make.html")]
struct MakePage {
    page: Page,
    form: MakeForm,
    organisations: Vec<Choice>,
    events: Vec<Choice>,
}

/// The form that makes marks.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct MakeForm {
    organisation: String,
    count: String,
    event: String,
    name: String,
}

/// The checked form.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    /// The organisation.
    pub(super) organisation: OrganisationId,
    /// How many marks.
    pub(super) count: u32,
    /// The event to send them to at once, if any.
    pub(super) event: Option<EventId>,
    /// The name of the batch.
    pub(super) name: Option<String>,
}

impl MakeForm {
    /// Reads the form. If there is only one organisation, nobody has to choose it.
    pub(super) fn parse(&self, only: Option<OrganisationId>) -> Result<Wanted, Errors> {
        let mut errors = Errors::default();
        let organisation = match (only, self.organisation.parse()) {
            (Some(only), _) => Some(only),
            (None, Ok(chosen)) => Some(chosen),
            (None, Err(_)) => {
                errors.add("organisation", "Choose who the marks are for");
                None
            }
        };
        let digits: String = self.count.chars().filter(|c| !matches!(c, ',' | ' ')).collect();
        let count = digits
            .parse()
            .ok()
            .filter(|count| (1..=MOST_MARKS).contains(count));
        if count.is_none() {
            errors.add(
                "count",
                format!("Enter how many marks to make, from 1 to {MOST_MARKS}"),
            );
        }
        let event = match self.event.trim() {
            "" => Some(None),
            chosen => errors.keep(
                "event",
                chosen
                    .parse()
                    .map(Some)
                    .map_err(|_| "Choose an event from the list"),
            ),
        };
        let name = words::batch_name(&self.name, &mut errors);
        let all = organisation.zip(count).zip(event).zip(name);
        errors.finish(all.map(|(((organisation, count), event), name)| Wanted {
            organisation,
            count,
            event,
            name,
        }))
    }
}

async fn page(
    app: &App,
    coordinator: &CoordinatorOf,
    visit: &Visit,
    form: MakeForm,
    errors: Errors,
) -> Result<MakePage, HttpError> {
    let organisations = organisations::of_coordinator(&app.registry, coordinator).await?;
    let events = registry::event::open_events(&app.registry, coordinator).await?;
    let listed = organisations
        .iter()
        .map(|one| (one.id.to_string(), one.name.clone()));
    let listed = std::iter::once((String::new(), "Choose".to_owned())).chain(listed);
    let named = events
        .iter()
        .map(|event| (event.id.to_string(), words::event(event)));
    let named = std::iter::once((String::new(), "No, keep them in stock".to_owned())).chain(named);
    Ok(MakePage {
        page: visit.form_page("Make marks").await?.with_errors(errors),
        organisations: if organisations.len() > 1 {
            Choice::list(&form.organisation, listed)
        } else {
            Vec::new()
        },
        events: if events.is_empty() {
            Vec::new()
        } else {
            Choice::list(&form.event, named)
        },
        form,
    })
}

pub(super) async fn show(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let form = MakeForm::default();
    html_form(&page(&app, &coordinator, &visit, form, Errors::default()).await?)
}

pub(super) async fn send(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    once: Once,
    Form(form): Form<MakeForm>,
) -> Result<Response, HttpError> {
    let organisations = organisations::of_coordinator(&app.registry, &coordinator).await?;
    let only = match &organisations[..] {
        [only] => Some(only.id),
        _ => None,
    };
    let mut errors = match form.parse(only) {
        Ok(Wanted {
            organisation,
            count,
            event,
            name,
        }) => {
            let by = Some(&coordinator);
            match batches::make_batch(&once.on(&app), by, Some(organisation), event, count).await {
                Ok(id) => {
                    if name.is_some() {
                        let named = batches::rename(&app.registry, &coordinator, id, name.as_deref()).await;
                        named.map_err(HttpError::internal)?;
                    }
                    visit
                        .notice(Notice::success(format!(
                            "{} made.",
                            counted(count, "mark", "marks")
                        )))
                        .await?;
                    return Ok(Redirect::to(&format!("/partner/batches/{id}")).into_response());
                }
                Err(MakeBatchError::Store(error)) => return Err(error.into()),
                Err(error) => {
                    let mut errors = Errors::default();
                    let field = match error {
                        MakeBatchError::NoEvent => "event",
                        MakeBatchError::Count => "count",
                        _ => "organisation",
                    };
                    errors.add(field, error.to_string());
                    errors
                }
            }
        }
        Err(errors) => errors,
    };
    // If there is no field for the organisation, the next field shows the error.
    if organisations.len() < 2
        && let Some(message) = errors.of("organisation").map(str::to_owned)
    {
        errors.add("count", message);
    }
    html_again(&page(&app, &coordinator, &visit, form, errors).await?)
}
