//! The forms that change a case: each asks for its fields, and makes an edit from them.

pub(super) mod case;
pub(super) mod entry;
pub(super) mod response;
pub(super) mod summary;

use super::{ADDRESS, Opened, on, opened, said};
use crate::shared::form::{Field, FormPage, Typed};
use crate::shared::guard::Solver;
use crate::shared::{App, Errors, HttpError, Notice, Once, Visit, html_again, html_form};
use axum::extract::{Form, Path, State};
use axum::response::Response;
use domain::problem::{Edit, EditError, NextStep};
use registry::account::permits::SolverOf;
use registry::problem::{ProblemError, edit_problem};
use std::collections::BTreeMap;

const MOST_NEXT: usize = 300;

/// A form for a part of a case.
pub(super) trait ProblemForm: Sized + Send + Sync + 'static {
    /// What the button says.
    const BUTTON: &'static str = "Save";
    /// The message when it is done.
    const DONE: &'static str;
    /// Whether it changes a case that is closed.
    const IS_FOR_CLOSED: bool = false;
    /// Whether it changes open and closed cases alike.
    const IS_FOR_ALL: bool = false;

    /// Finds the part that the address names.
    fn of(opened: &Opened, part: &str) -> Option<Self>;

    /// The heading.
    fn title(&self) -> String;

    /// The ends of two addresses: the page's own, and that of the page that "Back" and saving lead to.
    fn addresses(&self) -> (String, String);

    /// The values of the fields before anybody types.
    fn filled(&self) -> Typed;

    /// Paragraphs before the form.
    fn before(&self, _: &Opened) -> Vec<String> {
        Vec::new()
    }

    /// The fields.
    fn fields(&self, opened: &Opened, typed: &Typed) -> Vec<Field>;

    /// Makes the edit.
    fn edit(&self, typed: &Typed) -> Result<Edit, Errors>;

    /// The field that shows why an edit was refused.
    fn field_of(&self, error: EditError) -> &'static str;
}

/// The case and the part that an address names.
type Parts = Path<BTreeMap<String, String>>;

async fn found<F: ProblemForm>(
    app: &App,
    solver: SolverOf,
    parts: &BTreeMap<String, String>,
) -> Result<(Opened, F), HttpError> {
    let problem = parts.get("problem").ok_or(HttpError::NotFound)?;
    let opened = opened(app, solver, problem).await?;
    let part = parts.get("part").map_or("", String::as_str);
    let form = F::of(&opened, part).ok_or(HttpError::NotFound)?;
    Ok((opened, form))
}

/// Shows a form.
pub(super) async fn show<F: ProblemForm>(
    Solver(solver): Solver,
    State(app): State<App>,
    visit: Visit,
    Path(parts): Parts,
) -> Result<Response, HttpError> {
    let (opened, form) = found::<F>(&app, solver, &parts).await?;
    if !F::IS_FOR_ALL && opened.kept.problem.closed.is_some() != F::IS_FOR_CLOSED {
        let refused = match F::IS_FOR_CLOSED {
            true => EditError::NotClosed,
            false => EditError::Closed,
        };
        let notice = Notice::important(refused.to_string());
        return on(&visit, &opened.address(), notice).await;
    }
    let typed = form.filled();
    html_form(&page(&visit, &opened, &form, &typed, Errors::default()).await?)
}

/// Saves a form that was sent.
pub(super) async fn send<F: ProblemForm>(
    Solver(solver): Solver,
    State(app): State<App>,
    visit: Visit,
    Path(parts): Parts,
    once: Once,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let (opened, form) = found::<F>(&app, solver, &parts).await?;
    let edit = match form.edit(&typed) {
        Ok(edit) => edit,
        Err(errors) => return html_again(&page(&visit, &opened, &form, &typed, errors).await?),
    };
    match edit_problem(&once.on(&app), &opened.solver, opened.kept.id, edit).await {
        Ok(()) => done::<F>(&app, &visit, &opened, &form).await,
        Err(error) => {
            let field = match &error {
                ProblemError::Edit(error) => form.field_of(*error),
                ProblemError::OtherAgency | ProblemError::AgencyLeft(_) => "agency",
                ProblemError::NotLead => "title",
                ProblemError::OtherLink => "actions",
                _ => "why",
            };
            let is_old = matches!(error, ProblemError::Edit(EditError::ChangedMeanwhile));
            let mut errors = Errors::default();
            errors.add(field, said(error)?);
            // If somebody else was first, shows what they entered.
            let (opened, form) = found::<F>(&app, opened.solver, &parts).await?;
            let typed = if is_old { form.filled() } else { typed };
            html_again(&page(&visit, &opened, &form, &typed, errors).await?)
        }
    }
}

/// Goes back to the case, or to the list if somebody has just ended their own agency's part in it.
async fn done<F: ProblemForm>(
    app: &App,
    visit: &Visit,
    opened: &Opened,
    form: &F,
) -> Result<Response, HttpError> {
    let still = registry::problem::problem(&app.registry, &opened.solver, opened.kept.id).await;
    let address = match still {
        Ok(_) => format!("{}{}", opened.address(), form.addresses().1),
        Err(ProblemError::NotThere) => ADDRESS.to_owned(),
        Err(error) => return Err(super::no_form(error)),
    };
    on(visit, &address, Notice::success(F::DONE)).await
}

async fn page<F: ProblemForm>(
    visit: &Visit,
    opened: &Opened,
    form: &F,
    typed: &Typed,
    errors: Errors,
) -> Result<FormPage, HttpError> {
    let (own, back) = form.addresses();
    let case = opened.address();
    Ok(FormPage {
        page: visit.form_page(form.title()).await?.with_errors(errors),
        back: (format!("{case}{back}"), "Back".to_owned()),
        caption: opened.kept.problem.title.clone(),
        action: format!("{case}{own}"),
        before: form.before(opened),
        fields: form.fields(opened, typed),
        button: F::BUTTON.to_owned(),
        is_warning: false,
    })
}

/// Reads how often a part had been changed when its form was opened.
fn seen(typed: &Typed) -> u32 {
    typed.get("seen").parse().unwrap_or(u32::MAX)
}

/// The fields of the next step.
pub(super) fn next_step_fields(typed: &Typed) -> Vec<Field> {
    vec![
        Field::line("next", "What has to be done next? (optional)", typed)
            .hint("Name agencies and roles, not people"),
        Field::date("by", "By when? (optional)", typed),
    ]
}

/// Reads the next step. An outer `None` means that it is not valid.
pub(super) fn next_step(errors: &mut Errors, typed: &Typed) -> Option<Option<NextStep>> {
    let text = errors.optional_line("next", "The next step", typed.get("next"), MOST_NEXT);
    let by = typed.read_optional_date(errors, "by", "The day");
    match (text?, by?) {
        (None, Some(_)) => {
            errors.add(
                "next",
                "Say what has to be done by that day, or leave the day empty",
            );
            None
        }
        (text, by) => Some(text.map(|text| NextStep { text, by })),
    }
}
