use super::{on, said};
use crate::public::plan_years;
use crate::shared::form::{Field, FormPage, Typed};
use crate::shared::guard::{Partner, Planner};
use crate::shared::{
    App, Choice, Errors, HttpError, Notice, Once, Page, Visit, html, html_again, html_form, london,
};
use askama::Template;
use axum::extract::{Form, Query, State};
use axum::response::Response;
use domain::account::Partnership;
use domain::id::{PartnershipId, PlanId};
use domain::plan::Plan;
use registry::account::permits::PlannerOf;
use registry::plan::begin_plan;

const MOST_TITLE: usize = 120;
pub(super) const MOST_AREAS: usize = 40;

struct Row {
    id: PlanId,
    title: String,
    years: String,
    published: Option<String>,
    changed: bool,
    priorities: usize,
}

struct Of {
    partnership: Partnership,
    keeps: bool,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "partner/plan/list.html")]
struct List {
    page: Page,
    of: Vec<Of>,
}

pub(super) async fn show(
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let mut of = Vec::new();
    for partnership in registry::agency::partnerships(&app.registry, &partner).await? {
        let plans = registry::plan::plans(&app.registry, partnership.id).await?;
        let rows = plans.into_iter().map(|kept| Row {
            id: kept.id,
            years: plan_years(&kept.plan),
            changed: kept
                .published
                .as_ref()
                .is_some_and(|(shown, _)| *shown != kept.plan),
            published: kept.published.map(|(_, at)| london::day(at)),
            priorities: kept.plan.priorities.len(),
            title: kept.plan.title,
        });
        of.push(Of {
            keeps: partner.keeps(partnership.id),
            rows: rows.collect(),
            partnership,
        });
    }
    let page = visit.page("The partnership’s plan").await?;
    html(&List { page, of })
}

pub(super) async fn new(
    Planner(planner): Planner,
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Typed>,
) -> Result<Response, HttpError> {
    let to = kept(&planner, &asked)?;
    let today = london::date_of(app.registry.now());
    let title = format!("Community safety plan {}", financial_year(today));
    let typed = Typed::default()
        .with("partnership", to.to_string())
        .with("title", title)
        .with("year", financial_year(today).to_string());
    html_form(&page(&app, &visit, typed, Errors::default()).await?)
}

pub(super) async fn begin(
    Planner(planner): Planner,
    State(app): State<App>,
    visit: Visit,
    once: Once,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let to = kept(&planner, &typed)?;
    let plan = match parse(&typed) {
        Ok(plan) => plan,
        Err(errors) => return html_again(&page(&app, &visit, typed, errors).await?),
    };
    match begin_plan(&once.on(&app), &planner, to, &plan).await {
        Ok(id) => {
            let notice = Notice::success("Plan started. Add its priorities");
            on(&visit, &format!("/partner/plan/{id}"), notice).await
        }
        Err(error) => {
            let mut errors = Errors::default();
            errors.add("year", said(error)?);
            html_again(&page(&app, &visit, typed, errors).await?)
        }
    }
}

/// The partnership that the planner chose, or their first.
fn kept(planner: &PlannerOf, typed: &Typed) -> Result<PartnershipId, HttpError> {
    let asked = match typed.get("partnership") {
        "" => planner.partnerships.first().copied(),
        raw => raw.parse().ok().filter(|id| planner.keeps(*id)),
    };
    asked.ok_or(HttpError::NotFound)
}

/// Returns the calendar year in which the current financial year began.
fn financial_year(today: jiff::civil::Date) -> i16 {
    if today.month() >= 4 {
        today.year()
    } else {
        today.year().saturating_sub(1)
    }
}

fn parse(typed: &Typed) -> Result<Plan, Errors> {
    let mut errors = Errors::default();
    let title = errors.line(
        "title",
        "The title",
        "Enter a title",
        typed.get("title"),
        MOST_TITLE,
    );
    let year = typed
        .get("year")
        .parse::<i16>()
        .ok()
        .filter(|year| (2000..2200).contains(year));
    let year = errors.keep("year", year.ok_or("Choose the year"));
    let areas = areas(&mut errors, typed);
    let parsed = (|| Some(Plan::new(title?, year?, areas?)))();
    errors.finish(parsed)
}

/// Reads the areas of focus, one on each line.
pub(super) fn areas(errors: &mut Errors, typed: &Typed) -> Option<Vec<String>> {
    let text = errors.optional_prose("areas", "The areas of focus", typed.get("areas"), 4_000)?;
    let mut areas: Vec<String> = Vec::new();
    for line in text.unwrap_or_default().lines() {
        let area = line.split_whitespace().collect::<Vec<_>>().join(" ");
        let known = areas
            .iter()
            .any(|known| known.to_lowercase() == area.to_lowercase());
        if !area.is_empty() && !known {
            areas.push(area);
        }
    }
    if areas.len() > MOST_AREAS {
        errors.add("areas", format!("Enter at most {MOST_AREAS} areas of focus"));
        return None;
    }
    Some(areas)
}

async fn page(app: &App, visit: &Visit, typed: Typed, errors: Errors) -> Result<FormPage, HttpError> {
    let this = financial_year(london::date_of(app.registry.now()));
    let years = [this.saturating_sub(1), this, this.saturating_add(1)].map(|year| {
        (
            year.to_string(),
            format!("April {year} to March {}", year.saturating_add(1)),
        )
    });
    Ok(FormPage {
        page: visit.form_page("Start a plan").await?.with_errors(errors),
        back: ("/partner/plan".to_owned(), "Plans".to_owned()),
        caption: String::new(),
        action: "/partner/plan/new".to_owned(),
        before: Vec::new(),
        fields: vec![
            Field::hidden("partnership", &typed),
            Field::line("title", "Title", &typed),
            Field::radios(
                "year",
                "Which year is it for?",
                Choice::list(typed.get("year"), years),
            ),
            Field::prose("areas", "Areas of focus (optional)", 0, &typed)
                .hint("One on each line. You can then choose some of them for each priority."),
        ],
        button: "Start the plan".to_owned(),
        is_warning: false,
    })
}
