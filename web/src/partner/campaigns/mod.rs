//! The campaigns of a partnership: what for, for whom, with which events, actions and files, and what was counted.

mod forms;
mod list;
mod new;
mod papers;
mod show;

use crate::shared::door::fresh;
use crate::shared::guard::Planner;
use crate::shared::upload::Limits;
use crate::shared::{App, HttpError, Notice, Visit};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::agency::{Agency, Group};
use domain::id::CampaignId;
use jiff::Timestamp;
use registry::account::permits::PartnerOf;
use registry::campaign::{CampaignError, Offered, OpenedCampaign};
use registry::paper::UploadError;

/// The limits of a form with a file.
const LIMITS: Limits = Limits {
    file: registry::paper::MOST_BYTES,
    files: 1,
    text: 64 << 10,
    texts: 16,
};

pub(super) fn routes() -> Router<App> {
    use forms::{count, details, links, public, send as put, show as ask};
    Router::new()
        .route("/campaigns", get(list::show))
        .route("/campaigns/new", get(new::show).post(new::add))
        .route("/campaigns/{campaign}", get(show::show))
        .route("/campaigns/{campaign}/history", get(show::history))
        .route(
            "/campaigns/{campaign}/edit",
            get(ask::<details::Change>).post(put::<details::Change>),
        )
        .route(
            "/campaigns/{campaign}/publish",
            fresh::<Planner>(get(ask::<public::Publish>).post(put::<public::Publish>)),
        )
        .route(
            "/campaigns/{campaign}/withdraw",
            get(ask::<public::Withdraw>).post(put::<public::Withdraw>),
        )
        .route(
            "/campaigns/{campaign}/links",
            get(ask::<links::Link>).post(put::<links::Link>),
        )
        .route(
            "/campaigns/{campaign}/counts/new",
            get(ask::<count::Add>).post(put::<count::Add>),
        )
        .route(
            "/campaigns/{campaign}/counts/{part}",
            get(ask::<count::Change>).post(put::<count::Change>),
        )
        .route(
            "/campaigns/{campaign}/counts/{part}/remove",
            get(ask::<count::Remove>).post(put::<count::Remove>),
        )
        .route(
            "/campaigns/{campaign}/papers",
            get(papers::new)
                .post(papers::add)
                .layer(DefaultBodyLimit::max(LIMITS.body())),
        )
        .route("/campaigns/{campaign}/papers/{part}", get(papers::open))
        .route(
            "/campaigns/{campaign}/papers/{part}/remove",
            get(papers::ask_remove).post(papers::remove),
        )
}

/// A campaign that somebody has opened, with the agencies and groups of its partnership.
struct Opened {
    partner: PartnerOf,
    of: OpenedCampaign,
    agencies: Vec<Agency>,
    groups: Vec<Group>,
    /// What it can be linked to, on a form.
    offered: Option<Offered>,
    opened_at: Timestamp,
}

impl Opened {
    fn keeps(&self) -> bool {
        self.partner.keeps(self.of.kept.partnership)
    }

    fn address(&self) -> String {
        format!("/partner/campaigns/{}", self.of.kept.id)
    }

    fn title(&self) -> String {
        self.of.kept.campaign.details.name.clone()
    }
}

/// Opens the campaign in the address, if somebody takes part in its partnership.
async fn opened(app: &App, partner: PartnerOf, id: &str) -> Result<Opened, HttpError> {
    let id: CampaignId = id.parse().map_err(|_| HttpError::NotFound)?;
    let of = registry::campaign::campaign(&app.registry, &partner, id).await;
    let of = of.map_err(no_form)?;
    Ok(Opened {
        agencies: registry::agency::agencies(&app.registry, of.kept.partnership).await?,
        groups: registry::agency::groups(&app.registry, of.kept.partnership).await?,
        partner,
        of,
        offered: None,
        opened_at: app.registry.now(),
    })
}

/// Opens the campaign in the address for somebody who keeps it.
async fn kept(app: &App, partner: PartnerOf, id: &str) -> Result<Opened, HttpError> {
    let mut opened = opened(app, partner, id).await?;
    if !opened.keeps() {
        return Err(HttpError::Forbidden);
    }
    let offered = registry::campaign::offered(&app.registry, opened.of.kept.partnership).await?;
    opened.offered = Some(offered);
    Ok(opened)
}

/// Returns the message for a refused change, or an error that no form can put right.
fn said(error: CampaignError) -> Result<String, HttpError> {
    match error {
        CampaignError::Store(error) => Err(error.into()),
        CampaignError::NotThere => Err(HttpError::NotFound),
        CampaignError::File(UploadError::Disk(error)) => Err(HttpError::internal(error)),
        other => Ok(other.to_string()),
    }
}

/// Turns an error into an answer for a page without a form.
fn no_form(error: CampaignError) -> HttpError {
    match said(error) {
        Err(error) => error,
        Ok(message) => HttpError::Unreadable(message),
    }
}

/// Goes on to a page with a message.
async fn on(visit: &Visit, address: &str, notice: Notice) -> Result<Response, HttpError> {
    visit.notice(notice).await?;
    Ok(Redirect::to(address).into_response())
}

#[cfg(test)]
mod tests;
