//! Advice on how to keep a bike safe, how to buy one, and what to do if one is stolen or found.

use crate::shared::{App, HttpError, Page, Visit, html};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::account::Partnership;
use domain::id::PartnershipId;
use registry::campaign::KeptCampaign;

/// The address of the advice.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/advice", get(advice))
}

#[derive(Template)]
#[template(path = "public/advice/page.html")]
struct AdvicePage {
    page: Page,
    /// The address and the name of each campaign that is running.
    campaigns: Vec<(String, String)>,
    partnerships: Vec<Partnership>,
}

async fn advice(State(app): State<App>, visit: Visit) -> Result<Response, HttpError> {
    let page = visit.page("Advice").await?.for_search_engines(
        "How to lock your bike, what to write down, and how to buy a second-hand bike safely.",
    );
    let partnerships = registry::account::organisations::partnerships(&app.registry).await?;
    html(&AdvicePage {
        page,
        campaigns: campaigns(&app, &partnerships).await?,
        partnerships,
    })
}

/// Finds the campaigns that are running, whichever partnership runs them.
async fn campaigns(app: &App, partnerships: &[Partnership]) -> Result<Vec<(String, String)>, HttpError> {
    let ids: Vec<PartnershipId> = partnerships.iter().map(|one| one.id).collect();
    let running = registry::campaign::running_campaigns(&app.registry, &ids).await?;
    let line = |kept: KeptCampaign| {
        let of = partnerships.iter().find(|one| one.id == kept.partnership)?;
        let address = format!("/partnership/{}/campaigns/{}", of.slug, kept.slug);
        Some((address, kept.campaign.details.name))
    };
    Ok(running.into_iter().filter_map(line).collect())
}
