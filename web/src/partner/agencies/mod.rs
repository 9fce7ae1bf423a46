//! The agencies and groups of a partnership.

mod agency;
mod group;

use crate::shared::guard::Partner;
use crate::shared::{App, HttpError, Page, Visit, html, london};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::account::Partnership;
use domain::agency::{Agency, AgencyKind, Group};
use domain::id::{AgencyId, PartnershipId};
use jiff::civil::Date;
use registry::account::permits::{PartnerOf, PlannerOf};
use serde::Deserialize;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/agencies", get(show))
        .route("/agencies/new", get(agency::new).post(agency::add))
        .route("/agencies/{id}", get(agency::edit).post(agency::change))
        .route("/groups/new", get(group::new).post(group::add))
        .route("/groups/{id}", get(group::edit).post(group::change))
}

/// The partnership that something is added to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct To {
    partnership: String,
}

impl To {
    /// Finds the partnership, if it is one of the planner's. If none is named, takes the planner's first.
    fn of(&self, planner: &PlannerOf) -> Result<PartnershipId, HttpError> {
        let asked = match self.partnership.as_str() {
            "" => planner.partnerships.first().copied(),
            raw => raw.parse().ok().filter(|id| planner.keeps(*id)),
        };
        asked.ok_or(HttpError::NotFound)
    }
}

struct AgencyRow {
    id: AgencyId,
    name: String,
    signs_in: bool,
    asked: bool,
    left: Option<String>,
}

struct GroupRow {
    id: domain::id::GroupId,
    name: String,
    kind: String,
    chair: String,
    members: String,
    purpose: String,
    ends: Option<String>,
}

struct Shown {
    id: PartnershipId,
    name: String,
    keeps: bool,
    kinds: Vec<(&'static str, Vec<AgencyRow>)>,
    groups: Vec<GroupRow>,
}

#[derive(Template)]
#[template(path = "partner/agencies/list.html")]
struct List {
    page: Page,
    shown: Vec<Shown>,
}

async fn show(
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let mut shown = Vec::new();
    for one in registry::agency::partnerships(&app.registry, &partner).await? {
        shown.push(shown_of(&app, &partner, one).await?);
    }
    let page = visit.page("Agencies and groups").await?;
    html(&List { page, shown })
}

async fn shown_of(app: &App, partner: &PartnerOf, of: Partnership) -> Result<Shown, HttpError> {
    let today = london::date_of(app.registry.now());
    let agencies = registry::agency::agencies(&app.registry, of.id).await?;
    let groups = registry::agency::groups(&app.registry, of.id).await?;
    let kinds = AgencyKind::ALL.into_iter().map(|kind| {
        let own = agencies.iter().filter(|agency| agency.agency.kind == kind);
        (
            kind.heading(),
            own.map(|agency| agency_row(agency, today)).collect(),
        )
    });
    Ok(Shown {
        id: of.id,
        name: of.name,
        keeps: partner.keeps(of.id),
        kinds: kinds.filter(|(_, rows): &(_, Vec<_>)| !rows.is_empty()).collect(),
        groups: groups
            .into_iter()
            .map(|group| group_row(group, &agencies))
            .collect(),
    })
}

fn agency_row(agency: &Agency, today: Date) -> AgencyRow {
    AgencyRow {
        id: agency.id,
        name: agency.agency.name.clone(),
        signs_in: agency.agency.organisation.is_some(),
        asked: agency.agency.email.is_some(),
        left: agency.agency.left_on.map(|day| {
            let day = london::date(day);
            match agency.takes_part_on(today) {
                true => format!("Leaves on {day}"),
                false => format!("Left on {day}"),
            }
        }),
    }
}

fn group_row(group: Group, agencies: &[Agency]) -> GroupRow {
    let name = |id: &AgencyId| {
        let found = agencies.iter().find(|agency| agency.id == *id);
        found.map(|agency| agency.agency.name.as_str())
    };
    let members: Vec<&str> = group.group.members.iter().filter_map(name).collect();
    GroupRow {
        id: group.id,
        chair: group
            .group
            .chair
            .as_ref()
            .and_then(name)
            .unwrap_or("None yet")
            .to_owned(),
        members: members.join(", "),
        name: group.group.name,
        kind: group.group.kind.to_string(),
        purpose: group.group.purpose.unwrap_or_default(),
        ends: group.group.ends_on.map(london::date),
    }
}

/// Returns a partnership, if it is one of the planner's.
async fn kept(app: &App, planner: &PlannerOf, id: PartnershipId) -> Result<Partnership, HttpError> {
    if !planner.keeps(id) {
        return Err(HttpError::NotFound);
    }
    let all = registry::account::organisations::partnerships(&app.registry).await?;
    all.into_iter()
        .find(|one| one.id == id)
        .ok_or(HttpError::NotFound)
}
