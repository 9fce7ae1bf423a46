//! The actions of plans and the campaigns that a case belongs with.

use super::{KeptProblem, ProblemError, problems};
use crate::Registry;
use crate::account::permits::SolverOf;
use domain::id::{CampaignId, OrganisationId, PartnershipId, PlanId, ProblemId};
use domain::plan::PlanAction;
use domain::problem::Links;
use jiff::civil::Date;
use store::{Source, StoreError};

/// The most campaigns that are offered.
const MOST_OFFERED: u64 = 60;

/// What a case can be linked to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offered {
    /// Actions of the newest plan, and those that the case has already, with their names.
    pub actions: Vec<(PlanAction, String)>,
    /// The latest campaigns, with their names.
    pub campaigns: Vec<(CampaignId, String)>,
}

/// Reads what a case can be linked to.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn offered_links(registry: &Registry, kept: &KeptProblem) -> Result<Offered, StoreError> {
    offered(&registry.store, kept).await
}

async fn offered(source: &impl Source, kept: &KeptProblem) -> Result<Offered, StoreError> {
    let links = &kept.problem.links;
    let has = |plan: PlanId| links.actions.iter().any(|link| link.plan == plan);
    let mut actions = Vec::new();
    let plans = store::plan::of_partnership(source, kept.partnership).await?;
    for (at, plan) in plans
        .iter()
        .enumerate()
        .filter(|(at, plan)| *at == 0 || has(plan.id))
    {
        let all = plan.plan.actions().map(|action| {
            let link = PlanAction {
                plan: plan.id,
                action: action.id,
            };
            (link, action.action.title.clone())
        });
        actions.extend(all.filter(|(link, _)| at == 0 || links.actions.contains(link)));
    }
    let campaigns =
        store::campaign::of_partnership(source, kept.partnership, Date::MIN, MOST_OFFERED).await?;
    let campaigns = campaigns
        .into_iter()
        .map(|one| (one.id, one.campaign.details.name));
    Ok(Offered {
        actions,
        campaigns: campaigns.collect(),
    })
}

/// Makes sure that new links go to actions and campaigns of the case's partnership. Those that it has may stay.
pub(super) async fn fit(
    source: &impl Source,
    kept: &KeptProblem,
    actions: &[PlanAction],
    campaigns: &[CampaignId],
) -> Result<(), ProblemError> {
    let offered = offered(source, kept).await?;
    let Links {
        actions: own_actions,
        campaigns: own_campaigns,
        ..
    } = &kept.problem.links;
    let knows_action =
        |link: &PlanAction| own_actions.contains(link) || offered.actions.iter().any(|(one, _)| one == link);
    let knows_campaign =
        |id: &CampaignId| own_campaigns.contains(id) || offered.campaigns.iter().any(|(one, _)| one == id);
    match actions.iter().all(knows_action) && campaigns.iter().all(knows_campaign) {
        true => Ok(()),
        false => Err(ProblemError::OtherLink),
    }
}

/// Reads the titles of the cases that belong with an action, for somebody who may see them.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn cases_of_action(
    registry: &Registry,
    solver: &SolverOf,
    partnership: PartnershipId,
    link: PlanAction,
) -> Result<Vec<(ProblemId, String)>, StoreError> {
    cases(registry, solver, partnership, |links| {
        links.actions.contains(&link)
    })
    .await
}

/// Reads the titles of the cases that belong with a campaign, for somebody who may see them.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn cases_of_campaign(
    registry: &Registry,
    solver: &SolverOf,
    partnership: PartnershipId,
    campaign: CampaignId,
) -> Result<Vec<(ProblemId, String)>, StoreError> {
    cases(registry, solver, partnership, |links| {
        links.campaigns.contains(&campaign)
    })
    .await
}

async fn cases(
    registry: &Registry,
    solver: &SolverOf,
    partnership: PartnershipId,
    belongs: impl Fn(&Links) -> bool,
) -> Result<Vec<(ProblemId, String)>, StoreError> {
    let all = problems(registry, solver, partnership).await?;
    let own = all.into_iter().filter(|kept| belongs(&kept.problem.links));
    Ok(own.map(|kept| (kept.id, kept.problem.title)).collect())
}

/// Tells whether one of somebody's agencies is in a case.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn has_cases(registry: &Registry, solver: &SolverOf) -> Result<bool, StoreError> {
    let own: Vec<OrganisationId> = solver.partner.organisations.iter().map(|one| one.id).collect();
    store::problem::agencies::are_in_cases(&registry.store, &own).await
}

/// Writes down which agencies are in the cases of an earlier version.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn note_agencies(registry: &Registry) -> Result<(), StoreError> {
    loop {
        let tx = registry.store.begin().await?;
        let filled = store::problem::agencies::fill(&tx).await?;
        tx.commit().await?;
        if filled == 0 {
            return Ok(());
        }
    }
}
