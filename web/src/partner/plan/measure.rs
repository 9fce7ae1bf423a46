//! One measure: its values, its chart, and a form for the next value.

use super::{Opened, on, opened, said};
use crate::public::{MeasureRow, measure_row};
use crate::shared::form::Typed;
use crate::shared::guard::{Partner, Planner};
use crate::shared::{
    App, DateTyped, Errors, HttpError, Notice, Once, Page, Visit, html_again, html_form, london,
};
use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::Response;
use domain::plan::{Edit, Measure, MeasuredValue, Unit};
use registry::plan::{edit_plan, path_of};

/// The largest number that can be the total of a share.
const MOST_OUT_OF: u64 = 100_000_000;

struct ValueRow {
    on: String,
    value: String,
    out_of: Option<u64>,
    path: Option<String>,
}

#[derive(Template)]
#[template(path = "partner/plan/measure.html")]
struct MeasurePage {
    page: Page,
    plan: String,
    back: String,
    row: MeasureRow,
    direction: String,
    unit: String,
    /// Who set the status by hand, and when.
    set: Option<(String, String)>,
    values: Vec<ValueRow>,
    /// The figure that fills it.
    figure: Option<String>,
    keeps: bool,
    is_share: bool,
    value: String,
    out_of: String,
    on: DateTyped,
}

pub(super) async fn show(
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path((plan, part)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, partner, &plan).await?;
    html_form(&page(&app, &visit, &opened, &part, &Typed::default(), Errors::default()).await?)
}

/// Saves a value.
pub(super) async fn record(
    Planner(_): Planner,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path((plan, part)): Path<(String, String)>,
    once: Once,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, partner, &plan).await?;
    if !opened.keeps() {
        return Err(HttpError::Forbidden);
    }
    let measure = found(&opened, &part)?;
    let value = match parse(&typed, &measure.measure.unit) {
        Ok(value) => value,
        Err(errors) => return html_again(&page(&app, &visit, &opened, &part, &typed, errors).await?),
    };
    let edit = Edit::Record {
        measure: measure.id,
        value,
    };
    match edit_plan(&once.on(&app), &opened.partner, opened.kept.id, edit).await {
        Ok(_) => {
            let address = format!("{}/measures/{part}", opened.address());
            on(&visit, &address, Notice::success("Value saved")).await
        }
        Err(error) => {
            let mut errors = Errors::default();
            errors.add("on_day", said(error)?);
            html_again(&page(&app, &visit, &opened, &part, &typed, errors).await?)
        }
    }
}

fn found<'a>(opened: &'a Opened, part: &str) -> Result<&'a Measure, HttpError> {
    let id = part.parse().map_err(|_| HttpError::NotFound)?;
    opened.kept.plan.measure(id).ok_or(HttpError::NotFound)
}

fn parse(typed: &Typed, unit: &Unit) -> Result<MeasuredValue, Errors> {
    let mut errors = Errors::default();
    let value = errors.keep("value", unit.read(typed.get("value")));
    let out_of = match typed.get("out_of").trim() {
        "" => Some(None),
        raw => {
            let whole = raw.replace(',', "").parse::<u64>().ok();
            let whole = whole.filter(|whole| (1..=MOST_OUT_OF).contains(whole));
            errors.keep(
                "out_of",
                whole
                    .map(Some)
                    .ok_or("Enter a whole number for “Out of how many?”"),
            )
        }
    };
    let on = typed.read_date(
        &mut errors,
        "on",
        "The date",
        "Enter the day that the value is for",
    );
    let parsed = (|| {
        Some(MeasuredValue {
            value: value?,
            on: on?,
            out_of: out_of?,
        })
    })();
    errors.finish(parsed)
}

async fn page(
    app: &App,
    visit: &Visit,
    opened: &Opened,
    part: &str,
    typed: &Typed,
    errors: Errors,
) -> Result<MeasurePage, HttpError> {
    let measure = found(opened, part)?;
    let path = path_of(measure);
    let unit = &measure.measure.unit;
    let values = measure.values.iter().rev().map(|value| ValueRow {
        on: london::date(value.on),
        value: unit.written(value.value),
        out_of: value.out_of,
        path: path.map(|path| unit.written(path.on(value.on))),
    });
    let set = match &measure.overruled {
        Some(overruled) => {
            let who = registry::plan::who(&app.registry, opened.kept.partnership, overruled.by).await?;
            Some((who, london::day(overruled.at)))
        }
        None => None,
    };
    Ok(MeasurePage {
        page: visit
            .form_page(measure.measure.name.clone())
            .await?
            .with_errors(errors),
        plan: opened.kept.plan.title.clone(),
        back: opened.address(),
        row: measure_row(measure),
        direction: measure.measure.direction.to_string(),
        unit: unit.to_string(),
        set,
        values: values.collect(),
        figure: measure.measure.figure.map(|figure| figure.to_string()),
        keeps: opened.keeps(),
        is_share: *unit == Unit::Share,
        value: typed.get("value").to_owned(),
        out_of: typed.get("out_of").to_owned(),
        on: typed.date("on"),
    })
}
