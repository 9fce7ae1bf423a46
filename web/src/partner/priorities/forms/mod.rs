//! The forms that change a part of a matrix: each says which part, asks for its fields, and makes an edit from them.

pub(super) mod about;
pub(super) mod decision;
pub(super) mod issue;
pub(super) mod marks;

use super::{Opened, on, opened, said};
use crate::shared::form::{Field, FormPage, Typed};
use crate::shared::guard::Assessor;
use crate::shared::{App, Errors, HttpError, Once, Visit, html_again, html_form};
use axum::extract::{Form, Path, State};
use axum::response::Response;
use domain::matrix::{Edit, EditError};
use registry::account::permits::AssessorOf;
use registry::matrix::{MatrixError, edit_matrix};
use std::collections::BTreeMap;

/// A form for a part of a matrix.
pub(super) trait MatrixForm: Sized + Send + Sync + 'static {
    /// The heading.
    const TITLE: &'static str;
    /// What the button says.
    const BUTTON: &'static str = "Save";
    /// The message when it is done.
    const DONE: &'static str;
    /// Whether only those who decide may open it.
    const DECIDES: bool = false;

    /// Finds the part.
    fn of(opened: &Opened, issue: u32) -> Option<Self>;

    /// What the part belongs to. It is shown above the heading.
    fn caption(&self) -> String;

    /// The ends of two addresses: this page's, and the one that "Back" and saving lead to.
    fn addresses(&self) -> (String, String);

    /// How many times the part has been changed.
    fn version(&self) -> u32;

    /// The values of the fields before anybody types.
    fn filled(&self) -> Typed;

    /// Paragraphs before the fields.
    fn before(&self, _: &Opened) -> Vec<String> {
        Vec::new()
    }

    /// Says what is saved now, for somebody who saves after somebody else.
    fn saved(&self) -> String;

    /// The fields.
    fn fields(&self, typed: &Typed) -> Vec<Field>;

    /// Makes the edit. `seen` is how often the part had been changed when the form was opened.
    fn edit(&self, typed: &Typed, seen: u32) -> Result<Edit, Errors>;

    /// The field that shows why an edit was refused.
    fn field_of(error: &EditError) -> &'static str;
}

/// The matrix and the issue that an address names.
type Parts = Path<BTreeMap<String, String>>;

async fn found<F: MatrixForm>(
    app: &App,
    assessor: AssessorOf,
    parts: &BTreeMap<String, String>,
) -> Result<(Opened, F), HttpError> {
    let matrix = parts.get("matrix").ok_or(HttpError::NotFound)?;
    let opened = opened(app, assessor, matrix).await?;
    let may = if F::DECIDES {
        opened.decides()
    } else {
        opened.marks()
    };
    if !may {
        return Err(HttpError::Forbidden);
    }
    let issue = match parts.get("issue") {
        Some(raw) => raw.parse().map_err(|_| HttpError::NotFound)?,
        None => 0,
    };
    let form = F::of(&opened, issue).ok_or(HttpError::NotFound)?;
    Ok((opened, form))
}

/// Shows a form.
pub(super) async fn show<F: MatrixForm>(
    Assessor(assessor): Assessor,
    State(app): State<App>,
    visit: Visit,
    Path(parts): Parts,
) -> Result<Response, HttpError> {
    let (opened, form) = found::<F>(&app, assessor, &parts).await?;
    let (typed, seen) = (form.filled(), form.version().to_string());
    html_form(&page(&visit, &opened, &form, (&typed, seen), Errors::default()).await?)
}

/// Saves a form that was sent.
pub(super) async fn send<F: MatrixForm>(
    Assessor(assessor): Assessor,
    State(app): State<App>,
    visit: Visit,
    Path(parts): Parts,
    once: Once,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let (opened, form) = found::<F>(&app, assessor, &parts).await?;
    let seen = typed.get("seen").to_owned();
    let edit = match form.edit(&typed, seen.parse().unwrap_or(u32::MAX)) {
        Ok(edit) => edit,
        Err(errors) => return html_again(&page(&visit, &opened, &form, (&typed, seen), errors).await?),
    };
    match edit_matrix(&once.on(&app), &opened.assessor, opened.id(), edit).await {
        Ok(()) => {
            let address = format!("{}{}", opened.address(), form.addresses().1);
            on(&visit, &address, Ok(F::DONE.to_owned())).await
        }
        Err(error) => {
            let field = match &error {
                MatrixError::Edit(error) => F::field_of(error),
                _ => "main-content",
            };
            let is_old = matches!(error, MatrixError::Edit(EditError::ChangedMeanwhile));
            let mut errors = Errors::default();
            errors.add(field, said(error)?);
            // If somebody else was first, shows what they saved, and keeps what was typed.
            let (opened, form) = found::<F>(&app, opened.assessor, &parts).await?;
            let seen = match is_old {
                true => form.version().to_string(),
                false => seen,
            };
            let mut page = page(&visit, &opened, &form, (&typed, seen), errors).await?;
            if is_old {
                page.before.insert(0, format!("Saved now: {}", form.saved()));
            }
            html_again(&page)
        }
    }
}

async fn page<F: MatrixForm>(
    visit: &Visit,
    opened: &Opened,
    form: &F,
    (typed, seen): (&Typed, String),
    errors: Errors,
) -> Result<FormPage, HttpError> {
    let (own, back) = form.addresses();
    let address = opened.address();
    let mut fields = vec![Field::Hidden {
        id: "seen".to_owned(),
        value: seen,
    }];
    fields.extend(form.fields(typed));
    Ok(FormPage {
        page: visit.form_page(F::TITLE).await?.with_errors(errors),
        back: (format!("{address}{back}"), "Back".to_owned()),
        caption: form.caption(),
        action: format!("{address}{own}"),
        before: form.before(opened),
        fields,
        button: F::BUTTON.to_owned(),
        is_warning: false,
    })
}
