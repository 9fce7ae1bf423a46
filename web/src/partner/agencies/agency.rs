use super::{To, kept};
use crate::shared::guard::Planner;
use crate::shared::{
    App, Choice, DateTyped, Errors, HttpError, Notice, Once, Page, Visit, html_again, html_form,
};
use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::account::contact::EmailAddress;
use domain::agency::{AgencyKind, NewAgency};
use domain::id::{AgencyId, OrganisationId, PartnershipId};
use registry::agency::{AgencyError, add_agency, change_agency};
use serde::Deserialize;

const MOST_NAME: usize = 120;

/// The form as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AgencyForm {
    partnership: String,
    name: String,
    kind: String,
    organisation: String,
    email: String,
    left_day: String,
    left_month: String,
    left_year: String,
}

#[derive(Template)]
#[template(path = "partner/agencies/agency.html")]
struct AgencyPage {
    page: Page,
    of: String,
    action: String,
    kinds: Vec<Choice>,
    organisations: Vec<Choice>,
    left: DateTyped,
    form: AgencyForm,
    is_new: bool,
}

impl AgencyForm {
    fn of(agency: &NewAgency) -> Self {
        let left = agency.left_on.map(DateTyped::of).unwrap_or_default();
        Self {
            partnership: agency.partnership.to_string(),
            name: agency.name.clone(),
            kind: agency.kind.slug().to_owned(),
            organisation: agency.organisation.map(|id| id.to_string()).unwrap_or_default(),
            email: agency
                .email
                .as_ref()
                .map(|email| email.as_str().to_owned())
                .unwrap_or_default(),
            left_day: left.day,
            left_month: left.month,
            left_year: left.year,
        }
    }

    fn left(&self) -> DateTyped {
        DateTyped::new(&*self.left_day, &*self.left_month, &*self.left_year)
    }

    fn parse(&self, partnership: PartnershipId) -> Result<NewAgency, Errors> {
        let mut errors = Errors::default();
        let name = errors.line(
            "name",
            "The name",
            "Enter the agency’s name",
            &self.name,
            MOST_NAME,
        );
        let kind = AgencyKind::parse(&self.kind).ok_or("Choose how the agency takes part");
        let kind = errors.keep("kind", kind);
        let organisation = match self.organisation.as_str() {
            "" => Some(None),
            raw => {
                let id = raw.parse().map(OrganisationId);
                errors.keep(
                    "organisation",
                    id.map(Some).map_err(|_| "Choose an organisation from the list"),
                )
            }
        };
        let email = match self.email.trim() {
            "" => Some(None),
            raw => errors.keep("email", EmailAddress::parse(raw).map(Some)),
        };
        let left_on = match self.left() {
            typed if typed.is_empty() => Some(None),
            typed => typed
                .read(&mut errors, "left", "The day that it left", "")
                .map(Some),
        };
        let parsed = (|| {
            Some(NewAgency {
                partnership,
                organisation: organisation?,
                name: name?,
                kind: kind?,
                email: email?,
                left_on: left_on?,
            })
        })();
        errors.finish(parsed)
    }
}

pub(super) async fn new(
    Planner(planner): Planner,
    State(app): State<App>,
    visit: Visit,
    Query(to): Query<To>,
) -> Result<Response, HttpError> {
    let partnership = to.of(&planner)?;
    let form = AgencyForm {
        partnership: partnership.to_string(),
        ..AgencyForm::default()
    };
    html_form(
        &page(
            &app,
            &visit,
            (&planner, partnership, None),
            form,
            Errors::default(),
        )
        .await?,
    )
}

pub(super) async fn add(
    Planner(planner): Planner,
    State(app): State<App>,
    visit: Visit,
    once: Once,
    Form(form): Form<AgencyForm>,
) -> Result<Response, HttpError> {
    let to = To {
        partnership: form.partnership.clone(),
    };
    let of = (&planner, to.of(&planner)?, None);
    let new = match form.parse(of.1) {
        Ok(new) => new,
        Err(errors) => return html_again(&page(&app, &visit, of, form, errors).await?),
    };
    match add_agency(&once.on(&app), &planner, &new).await {
        Ok(_) => back(&visit, format!("{} added", new.name)).await,
        Err(error) => html_again(&page(&app, &visit, of, form, said(error)?).await?),
    }
}

pub(super) async fn edit(
    Planner(planner): Planner,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let (id, agency) = found(&app, &id).await?;
    let of = (&planner, agency.partnership, Some(id));
    html_form(&page(&app, &visit, of, AgencyForm::of(&agency), Errors::default()).await?)
}

pub(super) async fn change(
    Planner(planner): Planner,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Form(form): Form<AgencyForm>,
) -> Result<Response, HttpError> {
    let (id, agency) = found(&app, &id).await?;
    let of = (&planner, agency.partnership, Some(id));
    let new = match form.parse(agency.partnership) {
        Ok(new) => new,
        Err(errors) => return html_again(&page(&app, &visit, of, form, errors).await?),
    };
    let name = new.name.clone();
    match change_agency(&app.registry, &planner, id, new).await {
        Ok(()) => back(&visit, format!("{name} saved")).await,
        Err(error) => html_again(&page(&app, &visit, of, form, said(error)?).await?),
    }
}

async fn found(app: &App, id: &str) -> Result<(AgencyId, NewAgency), HttpError> {
    let id = id.parse().map_err(|_| HttpError::NotFound)?;
    let found = registry::agency::agency(&app.registry, id).await?;
    Ok((id, found.ok_or(HttpError::NotFound)?.agency))
}

fn said(error: AgencyError) -> Result<Errors, HttpError> {
    let field = match &error {
        AgencyError::Store(_) => return Err(only_store(error)),
        AgencyError::NotThere => return Err(HttpError::NotFound),
        AgencyError::Taken => "name",
        AgencyError::OtherOrganisation => "organisation",
        AgencyError::Chairs(_) => "left_day",
    };
    let mut errors = Errors::default();
    errors.add(field, error.to_string());
    Ok(errors)
}

fn only_store(error: AgencyError) -> HttpError {
    match error {
        AgencyError::Store(error) => error.into(),
        other => HttpError::internal(other),
    }
}

async fn back(visit: &Visit, done: String) -> Result<Response, HttpError> {
    visit.notice(Notice::success(done)).await?;
    Ok(Redirect::to("/partner/agencies").into_response())
}

async fn page(
    app: &App,
    visit: &Visit,
    (planner, partnership, id): (
        &registry::account::permits::PlannerOf,
        PartnershipId,
        Option<AgencyId>,
    ),
    form: AgencyForm,
    errors: Errors,
) -> Result<AgencyPage, HttpError> {
    let of = kept(app, planner, partnership).await?;
    let organisations = registry::agency::organisations(&app.registry, partnership).await?;
    let own = organisations
        .into_iter()
        .map(|one| (one.id.to_string(), one.name));
    let none = (String::new(), "None (its people do not sign in here)".to_owned());
    let title = if id.is_some() {
        "Change an agency"
    } else {
        "Add an agency"
    };
    Ok(AgencyPage {
        page: visit.form_page(title).await?.with_errors(errors),
        of: of.name,
        action: id.map_or_else(
            || "/partner/agencies/new".to_owned(),
            |id| format!("/partner/agencies/{id}"),
        ),
        kinds: Choice::list(
            &form.kind,
            AgencyKind::ALL.map(|kind| (kind.slug(), kind.to_string())),
        ),
        organisations: Choice::list(&form.organisation, std::iter::once(none).chain(own)),
        left: form.left(),
        form,
        is_new: id.is_none(),
    })
}
