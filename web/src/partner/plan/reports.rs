//! The quarterly monitoring reports of a plan.

use super::{no_form, on, said};
use crate::public::{ReportView, report_view};
use crate::shared::door::Fresh;
use crate::shared::form::{Field, FormPage, Typed};
use crate::shared::guard::{Partner, Planner, Publisher};
use crate::shared::{
    App, Choice, Errors, HttpError, Notice, Once, Page, Visit, html_again, html_form, london,
};
use askama::Template;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::id::{AgencyId, PlanId, ReportId};
use domain::text::counted;
use registry::account::permits::{PartnerOf, PlannerOf};
use registry::plan::{KeptPlan, KeptReport, PlanError};

const MOST: usize = 3_000;

#[derive(Template)]
#[template(path = "partner/plan/report.html")]
struct ReportPage {
    page: Page,
    plan: String,
    back: String,
    id: ReportId,
    view: ReportView,
    is_open: bool,
    published: Option<String>,
    keeps: bool,
    publishes: bool,
    agencies: Vec<Choice>,
    summary: String,
    comment: String,
}

/// Chooses the quarter of a report.
pub(super) async fn new(
    Planner(planner): Planner,
    State(app): State<App>,
    visit: Visit,
    Path(plan): Path<String>,
) -> Result<Response, HttpError> {
    let id = plan.parse().map_err(|_| HttpError::NotFound)?;
    html_form(&new_page(&app, &visit, &planner, id, Errors::default()).await?)
}

pub(super) async fn draft(
    Planner(planner): Planner,
    State(app): State<App>,
    visit: Visit,
    Path(plan): Path<String>,
    once: Once,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let id: PlanId = plan.parse().map_err(|_| HttpError::NotFound)?;
    let drafted = match typed.get("until").parse() {
        Ok(until) => registry::plan::draft_report(&once.on(&app), &planner, id, until).await,
        // Another partnership's plan is not found, whatever was typed.
        Err(_) => match registry::plan::open_quarters(&app.registry, &planner, id).await {
            Ok(_) => Err(PlanError::NotClosed),
            Err(error) => Err(error),
        },
    };
    match drafted {
        Ok(report) => {
            let notice = Notice::success("Report drafted. Its values will stay as they are now");
            on(&visit, &format!("/partner/plan/reports/{report}"), notice).await
        }
        Err(error) => {
            let mut errors = Errors::default();
            errors.add("until", said(error)?);
            html_again(&new_page(&app, &visit, &planner, id, errors).await?)
        }
    }
}

async fn new_page(
    app: &App,
    visit: &Visit,
    planner: &PlannerOf,
    id: PlanId,
    errors: Errors,
) -> Result<FormPage, HttpError> {
    let quarters = registry::plan::open_quarters(&app.registry, planner, id).await;
    let quarters = quarters.map_err(no_form)?;
    let choices = quarters.iter().map(|quarter| {
        let until = quarter.last_day();
        (
            until.to_string(),
            format!("{quarter}, until {}", london::date(until)),
        )
    });
    let choices = Choice::list("", choices);
    let before = match choices.is_empty() {
        true => {
            "A quarter closes 21 days after its last day. Every closed quarter of this plan’s year already has a report."
        }
        false => {
            "The report will keep each measure and action as it is now. You can then ask the agencies how \
             their actions are going, and close the report when they have answered."
        }
    };
    let fields = match choices.is_empty() {
        true => Vec::new(),
        false => vec![Field::radios("until", "Which quarter?", choices)],
    };
    Ok(FormPage {
        page: visit
            .form_page("Draft a monitoring report")
            .await?
            .with_errors(errors),
        back: (format!("/partner/plan/{id}"), "Back".to_owned()),
        caption: String::new(),
        action: format!("/partner/plan/{id}/reports/new"),
        before: vec![before.to_owned()],
        fields,
        button: "Draft the report".to_owned(),
        is_warning: false,
    })
}

pub(super) async fn show(
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path(report): Path<String>,
) -> Result<Response, HttpError> {
    html_form(
        &page(
            &app,
            &visit,
            &partner,
            &report,
            &Typed::default(),
            Errors::default(),
        )
        .await?,
    )
}

async fn found(app: &App, partner: &PartnerOf, report: &str) -> Result<(KeptPlan, KeptReport), HttpError> {
    let id = report.parse().map_err(|_| HttpError::NotFound)?;
    registry::plan::report(&app.registry, partner, id)
        .await
        .map_err(no_form)
}

async fn page(
    app: &App,
    visit: &Visit,
    partner: &PartnerOf,
    report: &str,
    typed: &Typed,
    errors: Errors,
) -> Result<ReportPage, HttpError> {
    let (plan, kept) = found(app, partner, report).await?;
    let agencies = registry::agency::agencies(&app.registry, plan.partnership).await?;
    let owners = kept.report.owners();
    let own = agencies.into_iter().filter(|agency| owners.contains(&agency.id));
    let own = own.map(|agency| (agency.id.to_string(), agency.agency.name));
    let none = (String::new(), "Choose an agency".to_owned());
    let summary = match typed.get("summary") {
        "" => kept.report.summary.clone().unwrap_or_default(),
        typed => typed.to_owned(),
    };
    Ok(ReportPage {
        page: visit
            .form_page(kept.report.title.clone())
            .await?
            .with_errors(errors),
        plan: plan.plan.title.clone(),
        back: format!("/partner/plan/{}", plan.id),
        id: kept.id,
        is_open: kept.closed_at.is_none(),
        published: kept.published_at.map(london::day),
        keeps: partner.keeps(plan.partnership),
        publishes: partner.publishes(plan.partnership),
        agencies: Choice::list(typed.get("agency"), std::iter::once(none).chain(own)),
        summary,
        comment: typed.get("comment").to_owned(),
        view: report_view(&kept.report),
    })
}

pub(super) async fn summarise(
    Planner(planner): Planner,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path(report): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let (_, kept) = found(&app, &partner, &report).await?;
    let mut errors = Errors::default();
    let summary = errors.optional_prose("summary", "The summary", typed.get("summary"), MOST);
    let summary = match errors.finish(summary) {
        Ok(summary) => summary,
        Err(errors) => return html_again(&page(&app, &visit, &partner, &report, &typed, errors).await?),
    };
    let done = registry::plan::summarise(&app.registry, &planner, kept.id, summary).await;
    back(&visit, kept.id, done.map(|()| "The summary is saved".to_owned())).await
}

/// Enters a comment for an agency that does not sign in.
pub(super) async fn comment(
    Planner(planner): Planner,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path(report): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, HttpError> {
    let (_, kept) = found(&app, &partner, &report).await?;
    let mut errors = Errors::default();
    let agency = errors.keep(
        "agency",
        typed
            .get("agency")
            .parse::<AgencyId>()
            .map_err(|_| "Choose an agency"),
    );
    let text = errors.prose(
        "comment",
        "The comment",
        "Enter the agency’s comment",
        typed.get("comment"),
        MOST,
    );
    let (agency, text) = match errors.finish(agency.zip(text)) {
        Ok(parsed) => parsed,
        Err(errors) => return html_again(&page(&app, &visit, &partner, &report, &typed, errors).await?),
    };
    let done = registry::plan::comment_for(&app.registry, &planner, kept.id, agency, &text).await;
    back(&visit, kept.id, done.map(|()| "Added to the report".to_owned())).await
}

pub(super) async fn ask(
    Planner(planner): Planner,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path(report): Path<String>,
    once: Once,
) -> Result<Response, HttpError> {
    let (_, kept) = found(&app, &partner, &report).await?;
    let asked = registry::plan::ask_agencies(&once.on(&app), &planner, kept.id).await;
    let done = asked.map(|asked| {
        let agencies = match asked.asked.len() {
            0 => "no agency".to_owned(),
            many => counted(many, "agency", "agencies"),
        };
        match asked.without_address.as_slice() {
            [] => format!("We asked {agencies} by e-mail"),
            [one] => format!(
                "We asked {agencies} by e-mail. This one has no address, so enter what it says: {one}"
            ),
            others => format!(
                "We asked {agencies} by e-mail. These have no address, so enter what they say: {}",
                others.join(", ")
            ),
        }
    });
    back(&visit, kept.id, done).await
}

pub(super) async fn close(
    Planner(planner): Planner,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path(report): Path<String>,
) -> Result<Response, HttpError> {
    let (_, kept) = found(&app, &partner, &report).await?;
    let done = registry::plan::close_report(&app.registry, &planner, kept.id).await;
    back(
        &visit,
        kept.id,
        done.map(|()| "The report is closed. Somebody else can now publish it".to_owned()),
    )
    .await
}

/// Publishes a closed report. The person who made the last change cannot, and is told why, with status 403.
pub(super) async fn publish(
    Fresh(Publisher(publisher)): Fresh<Publisher>,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path(report): Path<String>,
) -> Result<Response, HttpError> {
    let (_, kept) = found(&app, &partner, &report).await?;
    match registry::plan::publish_report(&app.registry, &publisher, kept.id).await {
        Err(error @ PlanError::OwnWork) => {
            let mut errors = Errors::default();
            errors.add("main-content", error.to_string());
            let page = page(&app, &visit, &partner, &report, &Typed::default(), errors).await?;
            let mut response = html_again(&page)?;
            *response.status_mut() = StatusCode::FORBIDDEN;
            Ok(response)
        }
        done => {
            back(
                &visit,
                kept.id,
                done.map(|()| "The report is published".to_owned()),
            )
            .await
        }
    }
}

async fn back(visit: &Visit, id: ReportId, done: Result<String, PlanError>) -> Result<Response, HttpError> {
    let notice = match done {
        Ok(done) => Notice::success(done),
        Err(error) => Notice::important(said(error)?),
    };
    on(visit, &format!("/partner/plan/reports/{id}"), notice).await
}
