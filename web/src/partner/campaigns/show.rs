use super::super::problems::{CaseLine, cases_of_campaign};
use super::{Opened, kept, no_form, opened};
use crate::public::{CampaignView, CampaignWords};
use crate::shared::guard::{Partner, Planner, Refused, Solver};
use crate::shared::{App, HttpError, Page, Visit, html, london};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::account::Partnership;
use domain::campaign::Count;
use serde::Deserialize;

/// How many entries of the history a page shows.
const EACH: u64 = 50;

struct CountRow {
    id: u32,
    what: String,
    number: u32,
    on: String,
    note: String,
}

#[derive(Template)]
#[template(path = "partner/campaigns/show.html")]
struct Show {
    page: Page,
    address: String,
    /// The public page.
    public: String,
    view: CampaignView,
    counts: Vec<CountRow>,
    keeps: bool,
    is_public: bool,
    cases: Vec<CaseLine>,
}

pub(super) async fn show(
    Partner(partner): Partner,
    solver: Result<Solver, Refused>,
    State(app): State<App>,
    visit: Visit,
    Path(campaign): Path<String>,
) -> Result<Response, HttpError> {
    let opened = opened(&app, partner, &campaign).await?;
    let kept = &opened.of.kept;
    let all = registry::account::organisations::partnerships(&app.registry).await?;
    let of: Option<Partnership> = all.into_iter().find(|one| one.id == kept.partnership);
    let slug = of.map(|of| of.slug).unwrap_or_default();
    let solver = solver.ok().map(|Solver(solver)| solver);
    let cases = cases_of_campaign(&app, solver.as_ref(), kept.partnership, kept.id).await?;
    html(&Show {
        page: visit.page(opened.title()).await?,
        address: opened.address(),
        public: format!("/partnership/{slug}/campaigns/{}", kept.slug),
        view: view(&app, &opened).await?,
        counts: kept.campaign.counts.iter().map(count).collect(),
        keeps: opened.keeps(),
        is_public: kept.campaign.is_public,
        cases,
    })
}

fn count(count: &Count) -> CountRow {
    CountRow {
        id: count.id,
        what: count.count.what.to_string(),
        number: count.count.number,
        on: london::date(count.count.on),
        note: count.count.note.clone(),
    }
}

async fn view(app: &App, opened: &Opened) -> Result<CampaignView, HttpError> {
    let kept = &opened.of.kept;
    let (events, actions) = registry::campaign::linked(&app.registry, kept).await?;
    let words = CampaignWords {
        agencies: &opened.agencies,
        groups: &opened.groups,
        now: opened.opened_at,
    };
    let actions: Vec<_> = actions.iter().map(|linked| &linked.action).collect();
    let totals = registry::campaign::totals(kept, &events);
    Ok(words.view(&kept.campaign, &opened.of.papers, &events, &actions, totals))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    page: u64,
}

struct Row {
    said: String,
    why: Option<String>,
    who: String,
    when: String,
    stamp: String,
}

#[derive(Template)]
#[template(path = "partner/campaigns/history.html")]
struct History {
    page: Page,
    campaign: String,
    back: String,
    rows: Vec<Row>,
    older: Option<u64>,
    newer: Option<u64>,
}

/// Shows what was done to a campaign, to those who keep it.
pub(super) async fn history(
    Planner(_): Planner,
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
    Path(campaign): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, HttpError> {
    let opened = kept(&app, partner, &campaign).await?;
    let at = asked.page.min(10_000);
    let id = opened.of.kept.id;
    let told = registry::campaign::history(&app.registry, &opened.partner, id, at * EACH, EACH + 1).await;
    let mut told = told.map_err(no_form)?;
    let more = told.len() as u64 > EACH;
    told.truncate(EACH as usize);
    let rows = told.into_iter().map(|told| Row {
        said: told.change.said,
        why: told.change.why,
        who: told.who,
        when: london::day_and_time(told.change.at),
        stamp: told.change.at.to_string(),
    });
    html(&History {
        page: visit.page("History of the campaign").await?,
        campaign: opened.title(),
        back: opened.address(),
        rows: rows.collect(),
        older: more.then(|| at + 1),
        newer: at.checked_sub(1),
    })
}
