//! The forms that change a part of a consultation: each says which part, asks for its fields, and makes an edit from
//! them.

pub(super) mod details;
pub(super) mod outcome;
pub(super) mod public;
pub(super) mod stand;

use super::{Opened, kept, on, said};
use crate::shared::form::{Field, FormPage, Typed};
use crate::shared::guard::{Partner, Planner};
use crate::shared::{App, Errors, HttpError, Notice, Once, Visit, html_again, html_form};
use axum::extract::{Form, Path, State};
use axum::response::Response;
use domain::consultation::{Edit, EditError};
use registry::account::permits::PartnerOf;
use registry::consultation::{ConsultationError, edit_consultation};
use std::collections::BTreeMap;

/// A form for a part of a consultation.
pub(super) trait ConsultationForm: Sized + Send + Sync + 'static {
    /// The heading.
    const TITLE: &'static str;
    /// What the button says.
    const BUTTON: &'static str = "Save";
    /// The message when it is done.
    const DONE: &'static str;
    /// Whether it does something that cannot be undone.
    const IS_WARNING: bool = false;

    /// Finds the part with this number.
    fn of(opened: &Opened, part: u32) -> Option<Self>;

    /// The ends of two addresses: the page's own, and that of the page that "Back" and saving lead to.
    fn addresses(&self) -> (String, String);

    /// The values of the fields before anybody types.
    fn filled(&self) -> Typed;

    /// Paragraphs before the form.
    fn before(&self) -> Vec<String> {
        Vec::new()
    }

    /// The fields.
    fn fields(&self, opened: &Opened, typed: &Typed) -> Vec<Field>;

    /// Makes the edit.
    fn edit(&self, typed: &Typed) -> Result<Edit, Errors>;

    /// The field that shows why an edit was refused.
    fn field_of(error: EditError) -> &'static str;
}

/// The consultation and the part that an address names.
type Parts = Path<BTreeMap<String, String>>;

async fn found<F: ConsultationForm>(
    app: &App,
    partner: PartnerOf,
    parts: &BTreeMap<String, String>,
) -> Result<(Opened, F), HttpError> {
    let consultation = parts.get("consultation").ok_or(HttpError::NotFound)?;
    let opened = kept(app, partner, consultation).await?;
    let part = match parts.get("part") {
        Some(raw) => raw.parse().map_err(|_| HttpError::NotFound)?,
        None => 0,
    };
    let form = F::of(&opened, part).ok_or(HttpError::NotFound)?;
    Ok((opened, form))
}

/// Shows a form.
pub(super) async fn show<F: ConsultationForm>(
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
pub(super) async fn send<F: ConsultationForm>(
    Planner(planner): Planner,
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
    match edit_consultation(&once.on(&app), &planner, opened.of.kept.id, edit).await {
        Ok(()) => {
            let address = format!("{}{}", opened.address(), form.addresses().1);
            on(&visit, &address, Notice::success(F::DONE)).await
        }
        Err(error) => {
            let field = match &error {
                ConsultationError::Edit(error) => F::field_of(*error),
                _ => "main-content",
            };
            let mut errors = Errors::default();
            let is_old = matches!(error, ConsultationError::Edit(EditError::ChangedMeanwhile));
            errors.add(field, said(error)?);
            // If somebody else was first, shows what they entered.
            let (opened, form) = found::<F>(&app, opened.partner, &parts).await?;
            let typed = if is_old { form.filled() } else { typed };
            html_again(&page(&visit, &opened, &form, typed, errors).await?)
        }
    }
}

async fn page<F: ConsultationForm>(
    visit: &Visit,
    opened: &Opened,
    form: &F,
    typed: Typed,
    errors: Errors,
) -> Result<FormPage, HttpError> {
    let (own, back) = form.addresses();
    let consultation = opened.address();
    Ok(FormPage {
        page: visit.form_page(F::TITLE).await?.with_errors(errors),
        back: (format!("{consultation}{back}"), "Back".to_owned()),
        caption: opened.title(),
        action: format!("{consultation}{own}"),
        before: form.before(),
        fields: form.fields(opened, &typed),
        button: F::BUTTON.to_owned(),
        is_warning: F::IS_WARNING,
    })
}

/// Reads how often a part had been changed when its form was opened.
fn seen(typed: &Typed) -> u32 {
    typed.get("seen").parse().unwrap_or(u32::MAX)
}
