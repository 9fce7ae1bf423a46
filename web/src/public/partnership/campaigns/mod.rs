//! The public campaigns of a partnership. The pages set no cookie and may be cached.

mod view;

pub(crate) use view::{CampaignLine, CampaignView, CampaignWords};

use super::meetings::answer_with_tag;
use super::pages::{found, kept, plain};
use crate::shared::{App, HttpError, Page, london};
use askama::Template;
use axum::Router;
use axum::extract::{OriginalUri, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use domain::account::Partnership;
use domain::id::CampaignPaperId;
use registry::campaign::{CampaignError, PublicCampaign, public_campaign, public_campaigns, public_paper};

/// The addresses of public campaigns.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/partnership/{slug}/campaigns", get(list))
        .route("/partnership/{slug}/campaigns/{name}", get(show))
        .route("/partnership/{slug}/campaigns/{name}/papers/{paper}", get(paper))
}

#[derive(Template)]
#[template(path = "public/partnership/campaigns/list.html")]
struct List {
    page: Page,
    slug: String,
    name: String,
    now: Vec<CampaignLine>,
    over: Vec<CampaignLine>,
}

#[derive(Template)]
#[template(path = "public/partnership/campaigns/campaign.html")]
struct CampaignPage {
    page: Page,
    slug: String,
    name: String,
    address: String,
    demonstration: bool,
    view: CampaignView,
}

#[derive(Template)]
#[template(path = "public/partnership/campaigns/on_request.html")]
struct OnRequest {
    page: Page,
    slug: String,
    name: String,
}

/// Reads the public campaigns of a partnership: those that are running or still to come, and those that are over.
pub(super) async fn lines(
    app: &App,
    of: &Partnership,
) -> Result<(Vec<CampaignLine>, Vec<CampaignLine>), HttpError> {
    let today = london::date_of(app.registry.now());
    let all = public_campaigns(&app.registry, of.id).await?;
    let lines = all.iter().map(|kept| CampaignLine::of(kept, today));
    Ok(lines.partition(|line| !line.is_over))
}

async fn list(
    State(app): State<App>,
    address: OriginalUri,
    Path(slug): Path<String>,
) -> Result<Response, HttpError> {
    let of = found(&app, &slug).await?;
    let (now, over) = lines(&app, &of).await?;
    kept(&List {
        page: plain(&app, "Campaigns", &address)
            .for_search_engines(format!("The campaigns of the {}.", of.name)),
        slug: of.slug,
        name: of.name,
        now,
        over,
    })
}

/// Shows a campaign until two years after its last day. After that, the answer is 410 and says who to ask.
async fn show(
    State(app): State<App>,
    address: OriginalUri,
    Path((slug, name)): Path<(String, String)>,
) -> Result<Response, HttpError> {
    let of = found(&app, &slug).await?;
    let campaign = public_campaign(&app.registry, of.id, &name).await?;
    let campaign = campaign.ok_or(HttpError::NotFound)?;
    if !campaign.is_listed {
        let mut response = kept(&OnRequest {
            page: plain(&app, "Ask us about this campaign", &address),
            slug: of.slug,
            name: of.name,
        })?;
        *response.status_mut() = StatusCode::GONE;
        return Ok(response);
    }
    let details = &campaign.kept.campaign.details;
    kept(&CampaignPage {
        page: plain(&app, details.name.clone(), &address).for_search_engines(details.aim.clone()),
        address: format!("/partnership/{}/campaigns/{}", of.slug, campaign.kept.slug),
        demonstration: registry::plan::is_demonstration(&app.registry).await?,
        view: view(&app, &of, &campaign).await?,
        slug: of.slug,
        name: of.name,
    })
}

async fn view(app: &App, of: &Partnership, campaign: &PublicCampaign) -> Result<CampaignView, HttpError> {
    let agencies = registry::agency::agencies(&app.registry, of.id).await?;
    let groups = registry::agency::groups(&app.registry, of.id).await?;
    let words = CampaignWords {
        agencies: &agencies,
        groups: &groups,
        now: app.registry.now(),
    };
    let actions = campaign
        .actions
        .iter()
        .filter_map(|linked| linked.published.as_ref());
    let actions: Vec<_> = actions.collect();
    let totals = registry::campaign::totals(&campaign.kept, &campaign.events);
    let of = &campaign.kept.campaign;
    Ok(words.view(of, &campaign.papers, &campaign.events, &actions, totals))
}

/// Sends a file of a campaign. Caches ask again each time, because the campaign can be taken off the public pages.
async fn paper(
    State(app): State<App>,
    Path((slug, name, paper)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let of = found(&app, &slug).await?;
    let paper: CampaignPaperId = paper.parse().map_err(|_| HttpError::NotFound)?;
    let file = public_paper(&app.registry, of.id, &name, paper).await;
    let file = file.map_err(|error| match error {
        CampaignError::NotThere => HttpError::NotFound,
        CampaignError::Store(error) => error.into(),
        other => HttpError::internal(other),
    })?;
    Ok(answer_with_tag(file, &headers))
}
