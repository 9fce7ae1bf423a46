//! What a coordinator does: plan marking events, manage the stock of marks, and keep the list of well-known places.
//! It also has the partnership's pages: its agencies, groups, plan, meetings, problem cases, campaigns and consultations,
//! the figures that analysts read, and the assessments and priority matrices that are made from them.

mod agencies;
mod assessment;
mod batches;
mod campaigns;
mod consultations;
mod events;
mod insights;
mod meetings;
mod places;
mod plan;
mod priorities;
mod problems;

use crate::shared::App;
use axum::Router;

/// Where problem cases are. Not everybody who takes part works on them.
const PROBLEMS: &str = "/partner/problems";

/// The menu of the pages about a partnership's work.
const MENU: &[(&str, &str)] = &[
    ("/partner/plan", "Plan"),
    ("/partner/meetings", "Meetings"),
    (PROBLEMS, "Problem cases"),
    ("/partner/campaigns", "Campaigns"),
    ("/partner/consultations", "Consultations"),
    ("/partner/agencies", "Agencies and groups"),
];

/// Returns the routes of pages for coordinators and analysts, below `/partner`.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(agencies::routes())
        .merge(assessment::routes())
        .merge(batches::routes())
        .merge(campaigns::routes())
        .merge(consultations::routes())
        .merge(events::routes())
        .merge(insights::routes())
        .merge(meetings::routes())
        .merge(places::routes())
        .merge(plan::routes())
        .merge(problems::routes())
        .merge(priorities::routes())
}
