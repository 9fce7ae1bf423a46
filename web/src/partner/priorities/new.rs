//! A new matrix: empty, or with the issues and marks of an earlier one.

use super::{ADDRESS, on, said};
use crate::shared::form::{Field, FormPage, Typed};
use crate::shared::guard::Assessor;
use crate::shared::{App, Choice, Errors, HttpError, Once, Visit, html_again, html_form, london};
use axum::extract::{Form, Query, State};
use axum::response::Response;
use domain::account::Partnership;
use domain::id::MatrixId;
use registry::account::permits::AssessorOf;
use registry::matrix::{KeptMatrix, MatrixError, NewMatrix, begin_matrix, matrices};

/// The most characters that a title can have.
pub(super) const MOST_TITLE: usize = 120;
/// The answer that starts an empty matrix.
const EMPTY: &str = "empty";

/// Where the new matrix will be.
struct Place {
    partnership: Partnership,
    /// The earlier matrices that it can copy issues from, the latest year first.
    earlier: Vec<KeptMatrix>,
}

pub(super) async fn ask(
    Assessor(assessor): Assessor,
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Typed>,
) -> Result<Response, HttpError> {
    let place = place(&app, &assessor, &asked).await?;
    let year = this_year(&app).saturating_add(1);
    let latest = place.earlier.first();
    let typed = Typed::default()
        .with("partnership", place.partnership.id.to_string())
        .with("title", format!("Priorities for {year}"))
        .with("year", year.to_string())
        .with(
            "from",
            latest.map_or_else(|| EMPTY.to_owned(), |kept| kept.id.to_string()),
        );
    html_form(&page(&app, &visit, &place, &typed, Errors::default()).await?)
}

pub(super) async fn begin(
    Assessor(assessor): Assessor,
    State(app): State<App>,
    visit: Visit,
    once: Once,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let place = place(&app, &assessor, &typed).await?;
    let new = match read(&app, &typed, &place.earlier) {
        Ok(new) => new,
        Err(errors) => return html_again(&page(&app, &visit, &place, &typed, errors).await?),
    };
    match begin_matrix(&once.on(&app), &assessor, place.partnership.id, new).await {
        Ok(id) => {
            let done = "Matrix started. Add the issues that you want to compare, and mark them".to_owned();
            on(&visit, &format!("{ADDRESS}/{id}"), Ok(done)).await
        }
        Err(error) => {
            let field = match &error {
                MatrixError::Taken => "year",
                _ => "main-content",
            };
            let mut errors = Errors::default();
            errors.add(field, said(error)?);
            html_again(&page(&app, &visit, &place, &typed, errors).await?)
        }
    }
}

/// The partnership that was chosen, or the first for which somebody writes.
async fn place(app: &App, assessor: &AssessorOf, typed: &Typed) -> Result<Place, HttpError> {
    let mut all = registry::assessment::partnerships(&app.registry, assessor).await?;
    all.retain(|one| assessor.writes(one.id));
    if all.is_empty() {
        return Err(HttpError::Forbidden);
    }
    let asked = typed.get("partnership");
    let found = all
        .into_iter()
        .find(|one| asked.is_empty() || one.id.to_string() == asked);
    let partnership = found.ok_or(HttpError::NotFound)?;
    let earlier = matrices(&app.registry, assessor, partnership.id).await?;
    Ok(Place { partnership, earlier })
}

/// Returns the calendar year in which the current financial year began.
fn this_year(app: &App) -> i16 {
    let today = london::date_of(app.registry.now());
    match today.month() {
        4.. => today.year(),
        _ => today.year().saturating_sub(1),
    }
}

fn years(app: &App) -> [i16; 2] {
    let this = this_year(app);
    [this, this.saturating_add(1)]
}

fn read(app: &App, typed: &Typed, earlier: &[KeptMatrix]) -> Result<NewMatrix, Errors> {
    let mut errors = Errors::default();
    let title = errors.line(
        "title",
        "The title",
        "Enter a title",
        typed.get("title"),
        MOST_TITLE,
    );
    let year = typed.get("year").parse().ok();
    let year = year.filter(|year| years(app).contains(year));
    let year = errors.keep("year", year.ok_or("Choose the year"));
    let from: Option<Option<MatrixId>> = match typed.get("from") {
        "" | EMPTY => Some(None),
        raw => {
            let known = earlier.iter().find(|kept| kept.id.to_string() == raw);
            let known = known.map(|kept| Some(kept.id));
            errors.keep("from", known.ok_or("Choose what to start with from the list"))
        }
    };
    let parsed = (|| {
        Some(NewMatrix {
            title: title?,
            year: year?,
            copies: from?,
        })
    })();
    errors.finish(parsed)
}

async fn page(
    app: &App,
    visit: &Visit,
    place: &Place,
    typed: &Typed,
    errors: Errors,
) -> Result<FormPage, HttpError> {
    let years = years(app).map(|year| {
        let next = year.saturating_add(1);
        (year.to_string(), format!("April {year} to March {next}"))
    });
    let mut fields = vec![
        Field::hidden("partnership", typed),
        Field::line("title", "Title", typed),
        Field::radios(
            "year",
            "Which year’s plan is it for?",
            Choice::list(typed.get("year"), years),
        ),
    ];
    if !place.earlier.is_empty() {
        let each = place
            .earlier
            .iter()
            .map(|kept| (kept.id.to_string(), format!("Copy “{}”", kept.matrix.title)));
        let empty = (EMPTY.to_owned(), "Start with an empty matrix".to_owned());
        let all = Choice::list(typed.get("from"), each.chain(std::iter::once(empty)));
        let field = Field::radios("from", "What do you want to start with?", all);
        fields.push(field.hint(
            "A copy has the same issues and marks, and shows the earlier totals. No decision is copied",
        ));
    }
    Ok(FormPage {
        page: visit.form_page("New matrix").await?.with_errors(errors),
        back: (ADDRESS.to_owned(), "Priorities compared".to_owned()),
        caption: place.partnership.name.clone(),
        action: format!("{ADDRESS}/new"),
        before: Vec::new(),
        fields,
        button: "Start the matrix".to_owned(),
        is_warning: false,
    })
}
