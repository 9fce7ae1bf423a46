use super::{Opened, no_form, opened};
use crate::public::PlanView;
use crate::shared::guard::Partner;
use crate::shared::{App, HttpError, Page, Visit, html, london};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::id::ReportId;

struct ReportRow {
    id: ReportId,
    title: String,
    stage: &'static str,
    colour: &'static str,
}

#[derive(Template)]
#[template(path = "partner/plan/show.html")]
struct Show {
    page: Page,
    address: String,
    view: PlanView,
    keeps: bool,
    publishes: bool,
    published: Option<String>,
    is_changed: bool,
    reports: Vec<ReportRow>,
}

pub(super) async fn show(
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path(plan): Path<String>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, partner, &plan).await?;
    let today = london::date_of(app.registry.now());
    let reports = registry::plan::reports(&app.registry, &opened.partner, opened.kept.id).await;
    let reports = reports.map_err(no_form)?.into_iter().map(|kept| {
        let (stage, colour) = match (kept.published_at, kept.closed_at) {
            (Some(_), _) => ("Published", "green"),
            (None, Some(_)) => ("Closed", "blue"),
            (None, None) => ("Open", "yellow"),
        };
        ReportRow {
            id: kept.id,
            title: kept.report.title,
            stage,
            colour,
        }
    });
    let Opened {
        partner,
        kept,
        agencies,
        ..
    } = &opened;
    html(&Show {
        page: visit.page(kept.plan.title.clone()).await?,
        address: opened.address(),
        view: PlanView::of(&kept.plan, agencies, today),
        keeps: opened.keeps(),
        publishes: partner.publishes(kept.partnership),
        published: kept.published.as_ref().map(|(_, at)| london::day(*at)),
        is_changed: kept
            .published
            .as_ref()
            .is_none_or(|(shown, _)| *shown != kept.plan),
        reports: reports.collect(),
    })
}
