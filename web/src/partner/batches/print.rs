//! The labels of a batch as sheets to print.

use super::{moves, one, words};
use crate::shared::guard::Coordinator;
use crate::shared::{App, Choice, Errors, HttpError, Page, Visit, html, html_again};
use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use domain::id::BatchId;
use domain::mark::stock::StockMark;
use registry::mark::batches::{self, Counted, FARTHEST, PrintError, Sheet, Stock};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "partner/batches/print.html")]
struct PrintPage {
    page: Page,
    id: BatchId,
    form: PrintForm,
    stocks: Vec<Choice>,
    which: Vec<Choice>,
    calibration: Vec<Choice>,
}

/// How sheets are printed, as typed. An address fills the form in, too.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub(super) struct PrintForm {
    stock: String,
    which: String,
    from: String,
    to: String,
    start: String,
    offset_x: String,
    offset_y: String,
    calibration: String,
}

impl Default for PrintForm {
    fn default() -> Self {
        Self {
            stock: Stock::default().slug().to_owned(),
            which: "all".to_owned(),
            from: String::new(),
            to: String::new(),
            start: "1".to_owned(),
            offset_x: "0".to_owned(),
            offset_y: "0".to_owned(),
            calibration: String::new(),
        }
    }
}

impl PrintForm {
    /// Reads how the marks of a batch are to be printed.
    pub(super) fn parse(&self, kit: &[StockMark]) -> Result<Sheet, Errors> {
        let mut errors = Errors::default();
        let stock = errors.keep(
            "stock",
            Stock::parse(&self.stock).ok_or("Choose what you are printing on"),
        );
        let places = match self.which.as_str() {
            "range" => {
                let range = moves::range(kit, ("from", &self.from), ("to", &self.to), &mut errors);
                range.map(Some)
            }
            _ => Some(None),
        };
        let most = stock.unwrap_or_default().geometry().per_sheet();
        let start = self
            .start
            .trim()
            .parse()
            .ok()
            .filter(|start| (1..=most).contains(start));
        let wrong = format!("Enter the number of a label on the sheet, from 1 to {most}");
        let start = errors.keep("start", start.ok_or(wrong));
        let x = offset("offset_x", &self.offset_x, &mut errors);
        let y = offset("offset_y", &self.offset_y, &mut errors);
        let all = stock.zip(places).zip(start).zip(x.zip(y));
        errors.finish(all.map(|(((stock, places), start), offset)| Sheet {
            stock,
            start,
            offset,
            calibration: !self.calibration.is_empty(),
            places,
        }))
    }
}

/// Reads how far a sheet is moved.
pub(super) fn offset(id: &str, typed: &str, errors: &mut Errors) -> Option<f64> {
    let typed = typed.trim().replace(',', ".").replace('\u{2212}', "-");
    let typed = if typed.is_empty() { "0" } else { typed.as_str() };
    let moved = typed.parse::<f64>().ok().filter(|moved| moved.abs() <= FARTHEST);
    errors.keep(
        id,
        moved.ok_or(format!("Enter millimetres, from -{FARTHEST} to {FARTHEST}")),
    )
}

async fn page(
    visit: &Visit,
    found: &Counted,
    form: PrintForm,
    errors: Errors,
) -> Result<PrintPage, HttpError> {
    let id = found.batch.id;
    let which = [
        ("all", "All blank marks of the batch"),
        ("range", "One label, or a range of labels"),
    ];
    let which = Choice::list(&form.which, which)
        .into_iter()
        .map(|choice| match choice.value.as_str() {
            "range" => choice.revealing(),
            _ => choice,
        });
    Ok(PrintPage {
        page: visit
            .page(format!("Print labels of batch {id}"))
            .await?
            .with_errors(errors),
        id,
        stocks: Choice::list(
            &form.stock,
            Stock::all().map(|stock| (stock.slug(), stock.label())),
        ),
        which: which.collect(),
        calibration: Choice::list(
            &form.calibration,
            [("yes", "Add a calibration page at the front")],
        ),
        form,
    })
}

/// Shows the form, with what its address says filled in.
pub(super) async fn show(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Query(form): Query<PrintForm>,
) -> Result<Response, HttpError> {
    let found = one::found(&app, &coordinator, &id).await?;
    html(&page(&visit, &found, form, Errors::default()).await?)
}

/// Answers with the sheets, which the audit log notes, or with the form again.
pub(super) async fn send(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Form(form): Form<PrintForm>,
) -> Result<Response, HttpError> {
    let found = one::found(&app, &coordinator, &id).await?;
    let kit = batches::marks_of(&app.registry, &found.batch).await?;
    let how = match form.parse(&kit) {
        Ok(how) => how,
        Err(errors) => return html_again(&page(&visit, &found, form, errors).await?),
    };
    let id = found.batch.id;
    match batches::print(&app.registry, Some(&coordinator), id, how).await {
        Ok(pdf) => Ok(words::file(
            "application/pdf",
            &format!("framemark-batch-{id}.pdf"),
            pdf,
        )),
        Err(PrintError::Store(error)) => Err(error.into()),
        Err(PrintError::NoBatch) => Err(HttpError::NotFound),
        Err(error) => {
            let field = if matches!(error, PrintError::NothingBlank) {
                "which"
            } else {
                "stock"
            };
            let mut errors = Errors::default();
            errors.add(field, error.to_string());
            html_again(&page(&visit, &found, form, errors).await?)
        }
    }
}
