use super::forms::details;
use super::{on, said};
use crate::shared::form::{Field, FormPage, Typed};
use crate::shared::guard::Planner;
use crate::shared::{App, Errors, HttpError, Notice, Once, Visit, html_again, html_form};
use axum::extract::{Form, Query, State};
use axum::response::Response;
use domain::consultation::EditError;
use domain::id::PartnershipId;
use registry::account::permits::PlannerOf;
use registry::consultation::{ConsultationError, add_consultation};

pub(super) async fn show(
    Planner(planner): Planner,
    visit: Visit,
    Query(asked): Query<Typed>,
) -> Result<Response, HttpError> {
    let to = chosen(&planner, &asked)?;
    let typed = Typed::default()
        .with("partnership", to.to_string())
        .with("sharing", "browser");
    html_form(&page(&visit, &typed, Errors::default()).await?)
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
        Err(errors) => return html_again(&page(&visit, &typed, errors).await?),
    };
    match add_consultation(&once.on(&app), &planner, to, details).await {
        Ok(id) => {
            let notice = Notice::success("Consultation entered. The public sees it when you publish it");
            on(&visit, &format!("/partner/consultations/{id}"), notice).await
        }
        Err(error) => {
            let field = match &error {
                ConsultationError::Edit(EditError::Details(error)) => details::field_of(*error),
                _ => "title",
            };
            let mut errors = Errors::default();
            errors.add(field, said(error)?);
            html_again(&page(&visit, &typed, errors).await?)
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

async fn page(visit: &Visit, typed: &Typed, errors: Errors) -> Result<FormPage, HttpError> {
    let mut fields = vec![Field::hidden("partnership", typed)];
    fields.extend(details::fields(typed));
    Ok(FormPage {
        page: visit.form_page("Enter a consultation").await?.with_errors(errors),
        back: ("/partner/consultations".to_owned(), "Consultations".to_owned()),
        caption: String::new(),
        action: "/partner/consultations/new".to_owned(),
        before: vec![
            "Once it has opened, only the time at which it closes can change, and only to a later one."
                .to_owned(),
        ],
        fields,
        button: "Save the consultation".to_owned(),
        is_warning: false,
    })
}
