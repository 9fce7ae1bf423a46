//! The forms that change a part of a meeting: each says which part, asks for its fields, and makes an edit from them.

pub(super) mod details;
pub(super) mod item;
pub(super) mod record;

use super::{Opened, kept, on, said};
use crate::shared::form::{Field, FormPage, Typed};
use crate::shared::guard::{Partner, Planner};
use crate::shared::{App, Choice, Errors, HttpError, Notice, Once, Visit, html_again, html_form, london};
use axum::extract::{Form, Path, State};
use axum::response::Response;
use domain::id::AgencyId;
use domain::meeting::{Edit, EditError};
use jiff::civil::Date;
use registry::account::permits::PartnerOf;
use registry::meeting::{MeetingError, edit_meeting};
use std::collections::BTreeMap;

/// A form for a part of a meeting.
pub(super) trait MeetingForm: Sized + Send + Sync + 'static {
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

/// The meeting and the part that an address names.
type Parts = Path<BTreeMap<String, String>>;

async fn found<F: MeetingForm>(
    app: &App,
    partner: PartnerOf,
    parts: &BTreeMap<String, String>,
) -> Result<(Opened, F), HttpError> {
    let meeting = parts.get("meeting").ok_or(HttpError::NotFound)?;
    let opened = kept(app, partner, meeting).await?;
    let part = match parts.get("part") {
        Some(raw) => raw.parse().map_err(|_| HttpError::NotFound)?,
        None => 0,
    };
    let form = F::of(&opened, part).ok_or(HttpError::NotFound)?;
    Ok((opened, form))
}

/// Shows a form.
pub(super) async fn show<F: MeetingForm>(
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
pub(super) async fn send<F: MeetingForm>(
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
    match edit_meeting(&once.on(&app), &planner, opened.of.kept.id, edit).await {
        Ok(()) => {
            let address = format!("{}{}", opened.address(), form.addresses().1);
            on(&visit, &address, Notice::success(F::DONE)).await
        }
        Err(error) => {
            let field = match &error {
                MeetingError::Edit(error) => F::field_of(*error),
                MeetingError::AgencyLeft(_) => "owner",
                _ => "main-content",
            };
            let mut errors = Errors::default();
            let is_old = matches!(error, MeetingError::Edit(EditError::ChangedMeanwhile));
            errors.add(field, said(error)?);
            // If somebody else was first, shows what they entered.
            let (opened, form) = found::<F>(&app, opened.partner, &parts).await?;
            let typed = if is_old { form.filled() } else { typed };
            html_again(&page(&visit, &opened, &form, typed, errors).await?)
        }
    }
}

async fn page<F: MeetingForm>(
    visit: &Visit,
    opened: &Opened,
    form: &F,
    typed: Typed,
    errors: Errors,
) -> Result<FormPage, HttpError> {
    let (own, back) = form.addresses();
    let meeting = opened.address();
    Ok(FormPage {
        page: visit.form_page(F::TITLE).await?.with_errors(errors),
        back: (format!("{meeting}{back}"), "Back".to_owned()),
        caption: opened.title(),
        action: format!("{meeting}{own}"),
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

/// The agencies that can be chosen: those that take part on the given day, and those already chosen.
fn agencies(opened: &Opened, chosen: &[String], day: Date) -> Vec<(String, String)> {
    let offered = opened
        .agencies
        .iter()
        .filter(|agency| agency.takes_part_on(day) || chosen.contains(&agency.id.to_string()));
    offered
        .map(|agency| (agency.id.to_string(), agency.agency.name.clone()))
        .collect()
}

fn agency_choices(opened: &Opened, chosen: &str, none: &str) -> Vec<Choice> {
    let today = london::date_of(opened.opened_at);
    let own = agencies(opened, &[chosen.to_owned()], today);
    let none = (String::new(), none.to_owned());
    Choice::list(chosen, std::iter::once(none).chain(own))
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
