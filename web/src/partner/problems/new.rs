//! A new case, at a hot place or a place that people know by name.

use super::forms::entry::{answers, question_fields};
use super::forms::{next_step, next_step_fields};
use super::{ADDRESS, on, said};
use crate::shared::form::{Field, FormPage, Typed};
use crate::shared::guard::Solver;
use crate::shared::{App, Choice, Errors, HttpError, Notice, Once, Visit, html_again, html_form};
use axum::extract::{Form, Query, State};
use axum::response::Response;
use domain::account::Partnership;
use domain::id::AgencyId;
use domain::problem::Stage;
use registry::account::permits::SolverOf;
use registry::problem::{NewCase, ProblemError, offered_places, open_problem, raisers};

const MOST_TITLE: usize = 120;

pub(super) async fn show(
    Solver(solver): Solver,
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Typed>,
) -> Result<Response, HttpError> {
    let to = chosen(&app, &solver, &asked).await?;
    let typed = Typed::default()
        .with("partnership", to.id.to_string())
        .with("where", asked.get("where"))
        .with("around", "no");
    html_form(&page(&app, &visit, (&solver, &to), &typed, Errors::default()).await?)
}

pub(super) async fn add(
    Solver(solver): Solver,
    State(app): State<App>,
    visit: Visit,
    once: Once,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let to = chosen(&app, &solver, &typed).await?;
    let case = match parse(&typed) {
        Ok(case) => case,
        Err(errors) => return html_again(&page(&app, &visit, (&solver, &to), &typed, errors).await?),
    };
    match open_problem(&once.on(&app), &solver, &to, case).await {
        Ok(id) => {
            let notice = Notice::success("Case opened. Add the agencies that work on it");
            on(&visit, &format!("{ADDRESS}/{id}"), notice).await
        }
        Err(error) => {
            let field = match &error {
                ProblemError::OtherAgency => "raised-by",
                _ => "where",
            };
            let mut errors = Errors::default();
            errors.add(field, said(error)?);
            html_again(&page(&app, &visit, (&solver, &to), &typed, errors).await?)
        }
    }
}

fn parse(typed: &Typed) -> Result<NewCase, Errors> {
    let mut errors = Errors::default();
    let title = errors.line(
        "title",
        "The name",
        "Enter a name for the case",
        typed.get("title"),
        MOST_TITLE,
    );
    let raised_by = typed.get("raised-by").parse().map(AgencyId);
    let raised_by = errors.keep(
        "raised-by",
        raised_by.map_err(|_| "Choose the agency that raises it"),
    );
    let place = Some(typed.get("where")).filter(|place| !place.is_empty());
    let place = errors.keep("where", place.ok_or("Choose where the problem is"));
    let around = match typed.get("around") {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err("Choose how far the problem reaches"),
    };
    let around = errors.keep("around", around);
    let answers = answers(&mut errors, typed, Stage::Scanning);
    let next_step = next_step(&mut errors, typed);
    let parsed = (|| {
        Some(NewCase {
            title: title?,
            raised_by: raised_by?,
            place: place?.to_owned(),
            with_those_around: around?,
            answers: answers?,
            next_step: next_step?,
        })
    })();
    errors.finish(parsed)
}

/// The partnership that was chosen, or the first in which somebody takes part.
async fn chosen(app: &App, solver: &SolverOf, typed: &Typed) -> Result<Partnership, HttpError> {
    let all = registry::agency::partnerships(&app.registry, &solver.partner).await?;
    let asked = typed.get("partnership");
    let mut fitting = all
        .into_iter()
        .filter(|one| asked.is_empty() || one.id.to_string() == asked);
    fitting.next().ok_or(HttpError::NotFound)
}

async fn page(
    app: &App,
    visit: &Visit,
    (solver, to): (&SolverOf, &Partnership),
    typed: &Typed,
    errors: Errors,
) -> Result<FormPage, HttpError> {
    let agencies = raisers(&app.registry, solver, to).await?;
    let before = if agencies.is_empty() {
        "Your organisation is not one of the partnership’s agencies, so it cannot open a case. Ask the lead organisation to add it."
    } else {
        "Write about the place and what happens there. Do not name anybody, suspects included, and do not say how many people are involved."
    };
    let agencies = agencies
        .into_iter()
        .map(|agency| (agency.id.to_string(), agency.agency.name));
    let places = offered_places(&app.registry, to).await?;
    let places = places.into_iter().map(|place| (place.key, place.name));
    let fields = fields(typed, agencies.collect(), places);
    Ok(FormPage {
        page: visit.form_page("Open a case").await?.with_errors(errors),
        back: (ADDRESS.to_owned(), "Problem cases".to_owned()),
        caption: to.name.clone(),
        action: format!("{ADDRESS}/new"),
        before: vec![before.to_owned()],
        fields,
        button: "Open the case".to_owned(),
        is_warning: false,
    })
}

fn fields(
    typed: &Typed,
    mut agencies: Vec<(String, String)>,
    places: impl Iterator<Item = (String, String)>,
) -> Vec<Field> {
    let raised_by = match agencies.as_slice() {
        [(only, _)] => only.clone(),
        _ => {
            agencies.insert(0, (String::new(), "Choose an agency".to_owned()));
            typed.get("raised-by").to_owned()
        }
    };
    let first = std::iter::once((String::new(), "Choose a place".to_owned()));
    let around = [
        ("no", "Only the place itself"),
        ("yes", "The squares around it too"),
    ];
    let mut fields = vec![
        Field::hidden("partnership", typed),
        Field::line("title", "Name of the case", typed).hint("For example, Bikes taken from station racks"),
        Field::select(
            "raised-by",
            "Which agency raises it?",
            Choice::list(&raised_by, agencies),
        ),
        Field::select(
            "where",
            "Where is it?",
            Choice::list(typed.get("where"), first.chain(places)),
        )
        .hint("A hot place from the latest figures, or a well-known place. You cannot change it later"),
        Field::radios(
            "around",
            "How far does it reach?",
            Choice::list(typed.get("around"), around),
        ),
        Field::Heading("What do you know already?".to_owned()),
    ];
    fields.extend(question_fields(typed, Stage::Scanning));
    fields.extend(next_step_fields(typed));
    fields
}
