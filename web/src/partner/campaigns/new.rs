use super::forms::details;
use super::{on, said};
use crate::shared::form::{Field, FormPage, Typed};
use crate::shared::guard::Planner;
use crate::shared::{App, Errors, HttpError, Notice, Once, Visit, html_again, html_form, london};
use axum::extract::{Form, Query, State};
use axum::response::Response;
use domain::campaign::EditError;
use domain::id::PartnershipId;
use registry::account::permits::PlannerOf;
use registry::campaign::{CampaignError, add_campaign};

pub(super) async fn show(
    Planner(planner): Planner,
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Typed>,
) -> Result<Response, HttpError> {
    let to = chosen(&planner, &asked)?;
    let typed = Typed::default().with("partnership", to.to_string());
    html_form(&page(&app, &visit, to, &typed, Errors::default()).await?)
}

pub(super) async fn add(
    Planner(planner): Planner,
    State(app): State<App>,
    visit: Visit,
    once: Once,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let to = chosen(&planner, &typed)?;
    let details = match details::read(&typed) {
        Ok(details) => details,
        Err(errors) => return html_again(&page(&app, &visit, to, &typed, errors).await?),
    };
    match add_campaign(&once.on(&app), &planner, to, details).await {
        Ok(id) => {
            let notice = Notice::success("Campaign entered. The public sees it when you publish it");
            on(&visit, &format!("/partner/campaigns/{id}"), notice).await
        }
        Err(error) => {
            let field = match &error {
                CampaignError::Edit(EditError::Details(error)) => details::field_of(*error),
                CampaignError::AgencyLeft(_) => "agencies",
                _ => "group",
            };
            let mut errors = Errors::default();
            errors.add(field, said(error)?);
            html_again(&page(&app, &visit, to, &typed, errors).await?)
        }
    }
}

/// The partnership that the planner chose, or their first.
fn chosen(planner: &PlannerOf, typed: &Typed) -> Result<PartnershipId, HttpError> {
    let asked = match typed.get("partnership") {
        "" => planner.partnerships.first().copied(),
        raw => raw.parse().ok().filter(|id| planner.keeps(*id)),
    };
    asked.ok_or(HttpError::NotFound)
}

async fn page(
    app: &App,
    visit: &Visit,
    partnership: PartnershipId,
    typed: &Typed,
    errors: Errors,
) -> Result<FormPage, HttpError> {
    let today = london::date_of(app.registry.now());
    let groups = registry::agency::groups(&app.registry, partnership).await?;
    let agencies = registry::agency::agencies(&app.registry, partnership).await?;
    let mut fields = vec![Field::hidden("partnership", typed)];
    fields.extend(details::fields(typed, &groups, &agencies, today));
    Ok(FormPage {
        page: visit.form_page("Enter a campaign").await?.with_errors(errors),
        back: ("/partner/campaigns".to_owned(), "Campaigns".to_owned()),
        caption: String::new(),
        action: "/partner/campaigns/new".to_owned(),
        before: Vec::new(),
        fields,
        button: "Save the campaign".to_owned(),
        is_warning: false,
    })
}
