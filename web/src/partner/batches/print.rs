//! The page that prints the labels of a batch.

use super::{moves, one, words};
use crate::shared::guard::Coordinator;
use crate::shared::{App, Choice, Errors, HttpError, Page, Visit, html, html_again};
use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use domain::id::BatchId;
use domain::mark::stock::StockMark;
use registry::mark::batches::{self, Counted, FARTHEST, PrintError, Printer, Sheet, Stock};
use serde::Deserialize;

/// The longest name of a printer.
const LONGEST_PRINTER: usize = 60;

#[derive(Template)]
#[template(path = "partner/batches/print.html")]
struct PrintPage {
    page: Page,
    id: BatchId,
    form: PrintForm,
    stocks: Vec<Choice>,
    which: Vec<Choice>,
    paper: Vec<Choice>,
    calibration: Vec<Choice>,
    /// Other printers whose offsets are saved.
    printers: Vec<PrinterLink>,
}

/// A printer whose offsets can be used.
struct PrinterLink {
    name: String,
    href: String,
}

/// The form for printing sheets. An address can fill it in too.
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
    paper: String,
    printer: String,
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
            paper: "labels".to_owned(),
            printer: String::new(),
        }
    }
}

impl PrintForm {
    /// Whether to print the slips for owners instead of the labels.
    fn is_slips(&self) -> bool {
        self.paper == "slips"
    }

    /// Uses the saved offsets of a printer, unless others are typed.
    fn take_over(&mut self, printers: &[Printer]) {
        let asked = self.printer.trim();
        let known = printers
            .iter()
            .find(|printer| asked.is_empty() || printer.name == asked);
        let untouched = |typed: &str| typed.trim().is_empty() || typed.trim() == "0";
        if let Some(printer) = known.filter(|_| untouched(&self.offset_x) && untouched(&self.offset_y)) {
            let (x, y) = printer.offset;
            (self.offset_x, self.offset_y) = (x.to_string(), y.to_string());
            self.printer.clone_from(&printer.name);
        }
    }

    /// The printer with this name, if one is given.
    fn named(&self, offset: (f64, f64)) -> Result<Option<Printer>, Errors> {
        let mut errors = Errors::default();
        let name = errors.optional_line("printer", "Printer", &self.printer, LONGEST_PRINTER);
        let name = errors.finish(name)?;
        Ok(name.map(|name| Printer { name, offset }))
    }

    /// Reads how to print the marks of a batch.
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

/// Reads the offset of a sheet.
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
    app: &App,
    visit: &Visit,
    found: &Counted,
    mut form: PrintForm,
    errors: Errors,
) -> Result<PrintPage, HttpError> {
    let id = found.batch.id;
    let printers = batches::printers(&app.registry, &found.batch).await?;
    if errors.is_empty() {
        form.take_over(&printers);
    }
    let which = [
        ("all", "All blank marks in the batch"),
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
            .page(format!("Print labels from batch {id}"))
            .await?
            .with_errors(errors),
        id,
        stocks: Choice::list(
            &form.stock,
            Stock::all().map(|stock| (stock.slug(), stock.label())),
        ),
        which: which.collect(),
        paper: Choice::list(
            &form.paper,
            [
                ("labels", "Labels"),
                (
                    "slips",
                    "Slips on plain paper, for owners who give only a phone number",
                ),
            ],
        ),
        printers: printers
            .into_iter()
            .filter(|printer| printer.name != form.printer)
            .filter_map(|printer| {
                let query = serde_urlencoded::to_string([("printer", &printer.name)]).ok()?;
                let href = format!("/partner/batches/{id}/print?{query}");
                Some(PrinterLink {
                    name: printer.name,
                    href,
                })
            })
            .collect(),
        calibration: Choice::list(
            &form.calibration,
            [("yes", "Add a calibration page at the front")],
        ),
        form,
    })
}

/// Shows the form, filled in from the address.
pub(super) async fn show(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Query(form): Query<PrintForm>,
) -> Result<Response, HttpError> {
    let found = one::found(&app, &coordinator, &id).await?;
    html(&page(&app, &visit, &found, form, Errors::default()).await?)
}

/// Answers with the sheets, or with the form if something is wrong. The audit log records the printing.
pub(super) async fn send(
    Coordinator(coordinator): Coordinator,
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Form(form): Form<PrintForm>,
) -> Result<Response, HttpError> {
    let found = one::found(&app, &coordinator, &id).await?;
    let kit = batches::marks_of(&app.registry, &found.batch).await?;
    let parsed = form
        .parse(&kit)
        .and_then(|how| Ok((how, form.named(how.offset)?)));
    let (how, printer) = match parsed {
        Ok(parsed) => parsed,
        Err(errors) => return html_again(&page(&app, &visit, &found, form, errors).await?),
    };
    let id = found.batch.id;
    let made = if form.is_slips() {
        batches::slips(&app.registry, Some(&coordinator), id, how).await
    } else {
        batches::print(&app.registry, Some(&coordinator), id, how).await
    };
    match made {
        Ok(pdf) => {
            if let Some(printer) = printer.filter(|_| !form.is_slips()) {
                batches::keep_printer(&app.registry, &coordinator, &found.batch, &printer).await?;
            }
            let what = if form.is_slips() { "slips" } else { "batch" };
            let named = words::in_file(found.batch.name.as_deref());
            let name = format!("framemark-{what}-{id}{named}.pdf");
            Ok(words::file("application/pdf", &name, pdf))
        }
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
            html_again(&page(&app, &visit, &found, form, errors).await?)
        }
    }
}
