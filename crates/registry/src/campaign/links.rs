//! The marking events and the actions of plans that belong to a campaign.

use super::{CampaignError, KeptCampaign};
use crate::Registry;
use domain::campaign::{self, MOST_LINKS, PlanAction, Total};
use domain::event::{Figures, MarkingEvent, Stage};
use domain::id::{EventId, OrganisationId, PartnershipId, PlanId};
use domain::plan::Action;
use store::{Source, StoreError};

/// A marking event of a campaign.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkedEvent {
    /// The event.
    pub marking: MarkingEvent,
    /// Its results, once it is closed. They include bikes that arrived later.
    pub figures: Option<Figures>,
}

/// An action of a campaign.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkedAction {
    /// The plan that it is in.
    pub plan: PlanId,
    /// The action as those who take part see it.
    pub action: Action,
    /// The action as it was published; `None` if the public does not see it.
    pub published: Option<Action>,
}

/// What a campaign can be linked to.
#[derive(Clone, Debug, PartialEq)]
pub struct Offered {
    /// Events of the partnership's organisations and agencies, the latest first.
    pub events: Vec<MarkingEvent>,
    /// Actions of the newest plan.
    pub actions: Vec<(PlanId, Action)>,
}

/// Reads the events and actions of a campaign. Those that no longer exist are left out.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn linked(
    registry: &Registry,
    kept: &KeptCampaign,
) -> Result<(Vec<LinkedEvent>, Vec<LinkedAction>), StoreError> {
    let store = &registry.store;
    let mut events = Vec::new();
    for id in &kept.campaign.links.events {
        if let Some(marking) = store::event::find(store, *id).await? {
            let figures = figures_of(registry, &marking).await?;
            events.push(LinkedEvent { marking, figures });
        }
    }
    events.sort_by_key(|event| event.marking.event.starts_at);
    let mut actions = Vec::new();
    for plan in plans_of(&kept.campaign.links.actions) {
        let Some(found) = store::plan::find(store, plan).await? else {
            continue;
        };
        let of_plan = kept
            .campaign
            .links
            .actions
            .iter()
            .filter(|link| link.plan == plan);
        for link in of_plan {
            let public = found
                .published
                .as_ref()
                .and_then(|(plan, _)| plan.action(link.action));
            let known = found.plan.action(link.action);
            actions.extend(known.map(|action| LinkedAction {
                plan,
                action: action.clone(),
                published: public.cloned(),
            }));
        }
    }
    Ok((events, actions))
}

/// Adds up what a campaign and its events have counted.
pub fn totals(kept: &KeptCampaign, events: &[LinkedEvent]) -> [Total; 3] {
    let figures = || events.iter().filter_map(|event| event.figures.as_ref());
    let marked = figures().map(|figures| u64::from(figures.bikes_marked)).sum();
    let advised = figures().map(|figures| u64::from(figures.advised)).sum();
    campaign::totals(&kept.campaign.counts, marked, advised)
}

/// Reads what the campaigns of a partnership can be linked to.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn offered(registry: &Registry, partnership: PartnershipId) -> Result<Offered, StoreError> {
    let store = &registry.store;
    let own = organisations(store, partnership).await?;
    let mut events = store::event::held_by(store, &own).await?;
    events.retain(|event| event.stage != Stage::Cancelled);
    events.truncate(MOST_LINKS);
    let plans = store::plan::of_partnership(store, partnership).await?;
    let newest = plans.first();
    let actions = newest.map(|kept| {
        let actions = kept.plan.actions();
        actions.map(|action| (kept.id, action.clone())).collect()
    });
    Ok(Offered {
        events,
        actions: actions.unwrap_or_default(),
    })
}

/// Makes sure that events and actions belong to the campaign's partnership. Those that it has already may stay.
pub(super) async fn fit(
    source: &impl Source,
    kept: &KeptCampaign,
    events: &[EventId],
    actions: &[PlanAction],
) -> Result<(), CampaignError> {
    let before = &kept.campaign.links;
    let own = organisations(source, kept.partnership).await?;
    for id in events.iter().filter(|id| !before.events.contains(id)) {
        let event = store::event::find(source, *id).await?;
        if event.is_none_or(|event| !own.contains(&event.event.organisation)) {
            return Err(CampaignError::OtherLink);
        }
    }
    let new: Vec<PlanAction> = actions
        .iter()
        .filter(|link| !before.actions.contains(link))
        .copied()
        .collect();
    for plan in plans_of(&new) {
        let found = store::plan::find(source, plan).await?;
        let found = found.filter(|found| found.partnership == kept.partnership);
        let plan_of = found.ok_or(CampaignError::OtherLink)?.plan;
        let mut of_plan = new.iter().filter(|link| link.plan == plan);
        if of_plan.any(|link| plan_of.action(link.action).is_none()) {
            return Err(CampaignError::OtherLink);
        }
    }
    Ok(())
}

/// The organisations of a partnership and of its agencies.
async fn organisations(
    source: &impl Source,
    partnership: PartnershipId,
) -> Result<Vec<OrganisationId>, StoreError> {
    let all = store::account::organisations::all(source).await?;
    let own = all.into_iter().filter(|one| one.partnership == Some(partnership));
    let mut own: Vec<OrganisationId> = own.map(|one| one.id).collect();
    let agencies = store::agency::of_partnership(source, partnership).await?;
    own.extend(agencies.iter().filter_map(|agency| agency.agency.organisation));
    own.sort_unstable();
    own.dedup();
    Ok(own)
}

async fn figures_of(registry: &Registry, event: &MarkingEvent) -> Result<Option<Figures>, StoreError> {
    let store = &registry.store;
    let Some(mut figures) = store::event::plan::figures(store, event.id).await? else {
        return Ok(None);
    };
    if let Some(closed_at) = store::event::plan::closed_at(store, event.id).await? {
        let late = store::desk::entries::bikes_after(store, event.id, closed_at).await?;
        let late = u32::try_from(late).unwrap_or(u32::MAX);
        figures.bikes_marked = figures.bikes_marked.saturating_add(late);
    }
    Ok(Some(figures))
}

fn plans_of(links: &[PlanAction]) -> Vec<PlanId> {
    let mut plans: Vec<PlanId> = links.iter().map(|link| link.plan).collect();
    plans.sort_unstable();
    plans.dedup();
    plans
}
