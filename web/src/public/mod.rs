//! The pages for anyone: check a bike, scan a mark, find an event, read how to keep a bike safe.

mod accessibility;
mod advice;
mod check;
mod claim;
mod contact;
mod events;
mod help;
mod home;
mod insurer;
mod licences;
mod mark;
mod messages;
mod partnership;
mod privacy;
mod progress;
mod robots;
mod stolen;

pub(crate) use events::{EventWords, when};
pub(crate) use partnership::{
    Badge, CampaignLine, CampaignView, CampaignWords, ConsultationLine, ConsultationView, ItemRow,
    MeasureRow, MeetingLine, MeetingView, MeetingWords, PlanView, ReportView, ResultView, action_badge,
    measure_row, moved, paper_answer, plan_years, report_view, result_file,
};

use crate::shared::App;
use axum::Router;

/// Returns the routes of all public pages.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(home::routes())
        .merge(insurer::routes())
        .merge(check::routes())
        .merge(mark::routes())
        .merge(messages::routes())
        .merge(claim::routes())
        .merge(events::routes())
        .merge(advice::routes())
        .merge(partnership::routes())
        .merge(privacy::routes())
        .merge(progress::routes())
        .merge(licences::routes())
        .merge(contact::routes())
        .merge(help::routes())
        .merge(accessibility::routes())
        .merge(robots::routes())
        .merge(stolen::routes())
}
