//! The forms that change a part of a plan: each says which part, asks for its fields, and makes an edit from them.

pub(super) mod about;
pub(super) mod action;
mod figure;
pub(super) mod measure;
pub(super) mod objective;
pub(super) mod priority;
pub(super) mod status;

use super::{Opened, on, opened, said};
use crate::shared::form::{Field, FormPage, Typed};
use crate::shared::guard::{Partner, Planner};
use crate::shared::{App, Choice, Errors, HttpError, Notice, Once, Visit, html_again, html_form, london};
use axum::extract::{Form, Path, State};
use axum::response::Response;
use domain::id::AgencyId;
use domain::plan::{Edit, EditError};
use jiff::civil::Date;
use registry::plan::{PlanError, edit_plan};
use std::collections::BTreeMap;

/// A form for a part of a plan.
pub(super) trait PlanForm: Sized + Send + Sync + 'static {
    /// The heading.
    const TITLE: &'static str;
    /// What the button says.
    const BUTTON: &'static str = "Save";
    /// The message when it is done.
    const DONE: &'static str;

    /// Finds the part with this number.
    fn of(opened: &Opened, part: u32) -> Option<Self>;

    /// What the part belongs to. It is shown above the heading.
    fn caption(&self) -> String;

    /// The ends of two addresses: this page's, and the one that "Back" and saving lead to.
    fn addresses(&self) -> (String, String);

    /// The values of the fields before anybody types.
    fn filled(&self) -> Typed;

    /// The fields.
    fn fields(&self, opened: &Opened, typed: &Typed) -> Vec<Field>;

    /// Makes the edit.
    fn edit(&self, typed: &Typed) -> Result<Edit, Errors>;

    /// The field that shows why an edit was refused.
    fn field_of(error: &EditError) -> &'static str;
}

/// The plan and the part that an address names.
type Parts = Path<BTreeMap<String, String>>;

async fn found<F: PlanForm>(
    app: &App,
    partner: registry::account::permits::PartnerOf,
    parts: &BTreeMap<String, String>,
) -> Result<(Opened, F), HttpError> {
    let plan = parts.get("plan").ok_or(HttpError::NotFound)?;
    let opened = opened(app, partner, plan).await?;
    if !opened.keeps() {
        return Err(HttpError::Forbidden);
    }
    let part = match parts.get("part") {
        Some(raw) => raw.parse().map_err(|_| HttpError::NotFound)?,
        None => 0,
    };
    let form = F::of(&opened, part).ok_or(HttpError::NotFound)?;
    Ok((opened, form))
}

/// Shows a form.
pub(super) async fn show<F: PlanForm>(
    Planner(_): Planner,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path(parts): Parts,
) -> Result<Response, HttpError> {
    let (opened, form) = found::<F>(&app, partner, &parts).await?;
    let typed = form.filled();
    html_form(&page(&visit, &opened, &form, typed, Errors::default()).await?)
}

/// Saves a form that was sent.
pub(super) async fn send<F: PlanForm>(
    Planner(_): Planner,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path(parts): Parts,
    once: Once,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let (opened, form) = found::<F>(&app, partner, &parts).await?;
    let edit = match form.edit(&typed) {
        Ok(edit) => edit,
        Err(errors) => return html_again(&page(&visit, &opened, &form, typed, errors).await?),
    };
    match edit_plan(&once.on(&app), &opened.partner, opened.kept.id, edit).await {
        Ok(_) => {
            let address = format!("{}{}", opened.address(), form.addresses().1);
            on(&visit, &address, Notice::success(F::DONE)).await
        }
        Err(error) => {
            let field = match &error {
                PlanError::Edit(error) => F::field_of(error),
                PlanError::AgencyLeft(_) => "owner",
                _ => "main-content",
            };
            let mut errors = Errors::default();
            let is_old = matches!(error, PlanError::Edit(EditError::ChangedMeanwhile));
            errors.add(field, said(error)?);
            // If somebody else was first, shows what they entered.
            let (opened, form) = found::<F>(&app, opened.partner, &parts).await?;
            let typed = if is_old { form.filled() } else { typed };
            html_again(&page(&visit, &opened, &form, typed, errors).await?)
        }
    }
}

async fn page<F: PlanForm>(
    visit: &Visit,
    opened: &Opened,
    form: &F,
    typed: Typed,
    errors: Errors,
) -> Result<FormPage, HttpError> {
    let (own, back) = form.addresses();
    let plan = opened.address();
    Ok(FormPage {
        page: visit.form_page(F::TITLE).await?.with_errors(errors),
        back: (format!("{plan}{back}"), "Back".to_owned()),
        caption: form.caption(),
        action: format!("{plan}{own}"),
        before: Vec::new(),
        fields: form.fields(opened, &typed),
        button: F::BUTTON.to_owned(),
        is_warning: false,
    })
}

/// Reads how often a part had been changed when its form was opened.
fn seen(typed: &Typed) -> u32 {
    typed.get("seen").parse().unwrap_or(u32::MAX)
}

/// The agencies that can be chosen: those that take part, and those already chosen.
fn agencies(opened: &Opened, chosen: &[String], today: Date) -> Vec<(String, String)> {
    let offered = opened
        .agencies
        .iter()
        .filter(|agency| agency.takes_part_on(today) || chosen.contains(&agency.id.to_string()));
    offered
        .map(|agency| (agency.id.to_string(), agency.agency.name.clone()))
        .collect()
}

fn agency_choices(opened: &Opened, chosen: &str, none: Option<&str>) -> Vec<Choice> {
    let today = london::date_of(opened.opened_at);
    let own = agencies(opened, &[chosen.to_owned()], today);
    let none = none.map(|words| (String::new(), words.to_owned()));
    Choice::list(chosen, none.into_iter().chain(own))
}

/// Reads an agency that may be missing. An outer `None` means that it is not valid.
fn optional_agency(errors: &mut Errors, id: &str, raw: &str) -> Option<Option<AgencyId>> {
    match raw {
        "" => Some(None),
        raw => errors.keep(
            id,
            raw.parse()
                .map(Some)
                .map_err(|_| "Choose an agency from the list"),
        ),
    }
}
