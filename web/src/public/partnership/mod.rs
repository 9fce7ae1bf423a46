//! The public pages about a partnership's work.

mod assessment;
mod campaigns;
mod consultations;
mod meetings;
mod pages;
mod problems;
mod report;
mod view;

pub(crate) use campaigns::{CampaignLine, CampaignView, CampaignWords};
pub(crate) use consultations::{ConsultationLine, ConsultationView, ResultView, result_file};
pub(crate) use meetings::{ItemRow, MeetingLine, MeetingView, MeetingWords, paper_answer};
pub(crate) use report::{ReportView, report_view};
pub(crate) use view::{Badge, MeasureRow, PlanView, action_badge, measure_row, moved, years as plan_years};

use crate::shared::App;
use axum::Router;
use axum::routing::get;

/// The addresses of partnerships.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/partnership/{slug}", get(pages::home))
        .route("/partnership/{slug}/plan", get(pages::plan))
        .route("/partnership/{slug}/reports", get(pages::reports))
        .route("/partnership/{slug}/reports/{report}", get(pages::report))
        .route(
            "/partnership/{slug}/reports/{report}/{file}",
            get(assessment::file),
        )
        .merge(campaigns::routes())
        .merge(consultations::routes())
        .merge(meetings::routes())
        .merge(problems::routes())
}
