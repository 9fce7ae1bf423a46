//! The list of cases, on a page and for spreadsheets.

use super::name;
use crate::shared::form::Typed;
use crate::shared::guard::Solver;
use crate::shared::{App, Choice, HttpError, Page, Visit, html, london};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use csv::Writer;
use domain::account::Partnership;
use domain::agency::Agency;
use domain::problem::{Problem, Stage};
use domain::text::{counted, for_spreadsheet};
use jiff::civil::Date;
use registry::account::permits::SolverOf;
use registry::problem::KeptProblem;

/// Spreadsheets read a file as UTF-8 if it begins with this.
const MARK: &str = "\u{feff}";

/// The columns of the file. Only add new ones at the end, because other programs read them.
const COLUMNS: [&str; 10] = [
    "Case",
    "Name",
    "Place",
    "Partnership",
    "State",
    "Raised on",
    "Age (days)",
    "Next step",
    "Next step by",
    "Agencies",
];

/// What the list shows: open cases unless something else is chosen.
struct Filter {
    state: String,
    agency: String,
}

impl Filter {
    fn of(typed: &Typed) -> Self {
        let known = |state: &str| ["all", "closed"].contains(&state) || Stage::parse(state).is_some();
        let state = Some(typed.get("state")).filter(|state| known(state));
        Self {
            state: state.unwrap_or("open").to_owned(),
            agency: typed.get("agency").to_owned(),
        }
    }

    fn shows(&self, problem: &Problem) -> bool {
        let is_closed = problem.closed.is_some();
        let of_state = match self.state.as_str() {
            "all" => true,
            "closed" => is_closed,
            "open" => !is_closed,
            stage => !is_closed && problem.stage.slug() == stage,
        };
        let mut inside = problem.agencies.iter().filter(|one| one.until.is_none());
        of_state && (self.agency.is_empty() || inside.any(|one| one.agency.to_string() == self.agency))
    }

    fn states(&self) -> Vec<Choice> {
        let stages = Stage::ALL.map(|stage| (stage.slug(), stage.to_string()));
        let first = [("open", "Open".to_owned())].into_iter();
        let last = [("closed", "Closed".to_owned()), ("all", "All".to_owned())];
        Choice::list(&self.state, first.chain(stages).chain(last))
    }

    fn agencies(&self, of: &[Of]) -> Vec<Choice> {
        let all = of.iter().flat_map(|one| &one.agencies);
        let all = all.map(|agency| (agency.id.to_string(), agency.agency.name.clone()));
        Choice::list(
            &self.agency,
            std::iter::once((String::new(), "Any agency".to_owned())).chain(all),
        )
    }

    /// The filter in words, which print shows too.
    fn said(&self, agencies: &[Choice]) -> String {
        let state = match self.state.as_str() {
            "all" => "All cases".to_owned(),
            "closed" => "Closed cases".to_owned(),
            "open" => "Open cases".to_owned(),
            stage => Stage::parse(stage).map_or_else(String::new, |stage| format!("Cases: {stage}")),
        };
        let agency = agencies
            .iter()
            .find(|choice| choice.chosen && !choice.value.is_empty());
        agency.map_or_else(|| state.clone(), |agency| format!("{state}, {}", agency.label))
    }

    fn query(&self) -> String {
        let agency: String = self.agency.chars().filter(char::is_ascii_digit).collect();
        format!("state={}&agency={agency}", self.state)
    }
}

/// A case in the list.
struct Row {
    id: String,
    title: String,
    place: String,
    state: String,
    colour: &'static str,
    raised_on: Date,
    days: i32,
    age: String,
    next: Option<String>,
    by: Option<Date>,
    by_said: Option<String>,
    is_late: bool,
    agencies: String,
}

/// The cases of a partnership.
struct Of {
    partnership: Partnership,
    agencies: Vec<Agency>,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "partner/problems/list.html")]
struct List {
    page: Page,
    of: Vec<Of>,
    said: String,
    csv: String,
    states: Vec<Choice>,
    agencies: Vec<Choice>,
}

pub(super) fn colour(problem: &Problem) -> &'static str {
    match (&problem.closed, problem.stage) {
        (Some(_), _) => "grey",
        (None, Stage::Scanning) => "yellow",
        (None, Stage::Analysis) => "purple",
        (None, Stage::Response) => "blue",
        (None, Stage::Assessment) => "teal",
    }
}

/// What a list says about how far a case has got.
pub(super) fn state(problem: &Problem) -> String {
    match &problem.closed {
        Some(closed) => format!("Closed: {}", closed.outcome.to_string().to_lowercase()),
        None => problem.stage.to_string(),
    }
}

fn row(kept: KeptProblem, agencies: &[Agency], today: Date) -> Row {
    let problem = kept.problem;
    let inside = problem.agencies.iter().filter(|one| one.until.is_none());
    let inside: Vec<String> = inside.map(|one| name(agencies, one.agency)).collect();
    let by = problem.next_step.as_ref().and_then(|next| next.by);
    Row {
        id: kept.id.to_string(),
        state: state(&problem),
        colour: colour(&problem),
        raised_on: problem.raised_on,
        days: problem.age_on(today),
        age: counted(problem.age_on(today), "day", "days"),
        by,
        by_said: by.map(london::date),
        is_late: by.is_some_and(|by| by < today),
        agencies: inside.join(", "),
        title: problem.title,
        place: problem.place,
        next: problem.next_step.map(|next| next.text),
    }
}

async fn read(app: &App, solver: &SolverOf, filter: &Filter) -> Result<Vec<Of>, HttpError> {
    let today = london::date_of(app.registry.now());
    let mut of = Vec::new();
    for partnership in registry::agency::partnerships(&app.registry, &solver.partner).await? {
        let agencies = registry::agency::agencies(&app.registry, partnership.id).await?;
        let all = registry::problem::problems(&app.registry, solver, partnership.id).await?;
        let shown = all.into_iter().filter(|kept| filter.shows(&kept.problem));
        let rows = shown.map(|kept| row(kept, &agencies, today)).collect();
        of.push(Of {
            partnership,
            agencies,
            rows,
        });
    }
    Ok(of)
}

pub(super) async fn show(
    Solver(solver): Solver,
    State(app): State<App>,
    visit: Visit,
    Query(typed): Query<Typed>,
) -> Result<Response, HttpError> {
    let filter = Filter::of(&typed);
    let of = read(&app, &solver, &filter).await?;
    let agencies = filter.agencies(&of);
    html(&List {
        page: visit.page("Problem cases").await?,
        said: filter.said(&agencies),
        csv: format!("{}/list.csv?{}", super::ADDRESS, filter.query()),
        states: filter.states(),
        agencies,
        of,
    })
}

/// Sends the list as a file.
pub(super) async fn send(
    Solver(solver): Solver,
    State(app): State<App>,
    Query(typed): Query<Typed>,
) -> Result<Response, HttpError> {
    let of = read(&app, &solver, &Filter::of(&typed)).await?;
    let mut out = Writer::from_writer(MARK.as_bytes().to_vec());
    out.write_record(COLUMNS).map_err(HttpError::internal)?;
    for one in of {
        for row in one.rows {
            let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
            let cells = [
                row.id,
                row.title,
                row.place,
                one.partnership.name.clone(),
                row.state,
                day(Some(row.raised_on)),
                row.days.to_string(),
                row.next.unwrap_or_default(),
                day(row.by),
                row.agencies,
            ];
            out.write_record(cells.iter().map(|cell| for_spreadsheet(cell).into_owned()))
                .map_err(HttpError::internal)?;
        }
    }
    let bytes = out
        .into_inner()
        .map_err(|error| HttpError::internal(error.to_string()))?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"framemark-problem-cases.csv\"",
        ),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, bytes).into_response())
}
