use super::{KeptPlan, PlanError};
use crate::Registry;
use crate::account::permits::{PartnerOf, PlannerOf};
use domain::agency::Agency;
use domain::id::{AgencyId, PartnershipId, PlanId};
use domain::london;
use domain::look_up::Reason;
use domain::plan::{By, Edit, Edited, NewAction, Plan, PriorityText, What};
use jiff::Timestamp;
use store::look_up::audit::{Action, AuditEntry, record};
use store::plan::history::{self, PlanChange};
use store::{Store, StoreError, Tx};

/// Begins the plan for a year.
///
/// # Errors
/// [`PlanError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn begin_plan(
    registry: &Registry,
    planner: &PlannerOf,
    partnership: PartnershipId,
    plan: &Plan,
) -> Result<PlanId, PlanError> {
    if !planner.keeps(partnership) {
        return Err(PlanError::NotThere);
    }
    let tx = registry.store.begin().await?;
    if let Some(id) = registry.made_before(&tx).await? {
        return Ok(PlanId(id));
    }
    let id = add(&tx, registry, partnership, plan, planner).await?;
    registry.made(&tx, &id.0).await?;
    tx.commit().await?;
    tracing::info!(plan = id.0, partnership = partnership.0, "Began a plan");
    Ok(id)
}

/// Begins next year's plan with what carries on from this one.
///
/// # Errors
/// [`PlanError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(plan = id.0))]
pub async fn start_next_plan(
    registry: &Registry,
    planner: &PlannerOf,
    id: PlanId,
) -> Result<PlanId, PlanError> {
    let tx = registry.store.begin().await?;
    if let Some(id) = registry.made_before(&tx).await? {
        return Ok(PlanId(id));
    }
    let kept = kept(&tx, planner, id).await?;
    let next = kept.plan.for_next_year();
    let made = add(&tx, registry, kept.partnership, &next, planner).await?;
    registry.made(&tx, &made.0).await?;
    tx.commit().await?;
    tracing::info!(plan = made.0, from = id.0, "Began next year's plan");
    Ok(made)
}

async fn add(
    tx: &Tx,
    registry: &Registry,
    partnership: PartnershipId,
    plan: &Plan,
    planner: &PlannerOf,
) -> Result<PlanId, PlanError> {
    let plans = store::plan::of_partnership(tx, partnership).await?;
    if plans.iter().any(|kept| kept.plan.year == plan.year) {
        return Err(PlanError::Taken);
    }
    let now = registry.now();
    let id = store::plan::add(tx, partnership, plan, Some(planner.account), now)
        .await
        .map_err(|error| match error {
            StoreError::Taken(_) => PlanError::Taken,
            other => other.into(),
        })?;
    let change = PlanChange {
        at: now,
        by: By::Account(planner.account),
        what: What::Begun,
        said: format!("Began the plan “{}”", plan.title),
        why: None,
    };
    history::add(tx, id, &change).await?;
    Ok(id)
}

/// Changes a plan. The lead organisation can change all of it. Others can only report progress on their own agency's
/// actions.
///
/// # Errors
/// [`PlanError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(plan = id.0))]
pub async fn edit_plan(
    registry: &Registry,
    partner: &PartnerOf,
    id: PlanId,
    edit: Edit,
) -> Result<KeptPlan, PlanError> {
    let mut kept = super::plan(registry, partner, id).await?;
    let keeps = partner.keeps(kept.partnership);
    if !keeps {
        let own = crate::agency::own_agencies(registry, partner, kept.partnership).await?;
        if !is_own_progress(&edit, &kept.plan, &own) {
            return Err(PlanError::NotYours);
        }
    }
    let tx = registry.store.begin().await?;
    if registry.made_before::<()>(&tx).await?.is_some() {
        return Ok(kept);
    }
    kept = store::plan::hold(&tx, id).await?.ok_or(PlanError::NotThere)?;
    agencies_fit(&tx, registry, &kept, &edit).await?;
    if let Edit::LinkEvents { events, .. } = &edit {
        super::events::are_of(&tx, kept.partnership, events).await?;
    }
    let now = registry.now();
    let by = By::Account(partner.account);
    let takes_figures = matches!(&edit, Edit::AddMeasure { measure, .. } | Edit::ChangeMeasure { measure, .. } if measure.figure.is_some());
    let edited = kept.plan.edited(edit, by, now)?;
    let author = keeps.then_some(partner.account);
    store::plan::write(&tx, id, &edited.plan, author, now).await?;
    note(&tx, &kept, &edited, by, now).await?;
    registry.made(&tx, &()).await?;
    tx.commit().await?;
    tracing::info!(plan = id.0, what = edited.what.slug(), "Changed a plan");
    kept.plan = edited.plan;
    if takes_figures && let Err(error) = super::fill::fill_of(registry, kept.partnership).await {
        // The measure is saved. It is filled with the next monitoring report.
        tracing::error!(plan = id.0, %error, "Could not fill a measure from the figures");
    }
    Ok(kept)
}

/// Adds a priority to a plan in the transaction of another room, and returns its number.
pub(crate) async fn add_priority(
    tx: &Tx,
    registry: &Registry,
    planner: &PlannerOf,
    id: PlanId,
    text: PriorityText,
) -> Result<u32, PlanError> {
    let held = kept(tx, planner, id).await?;
    let (by, now) = (By::Account(planner.account), registry.now());
    let edited = held.plan.edited(Edit::AddPriority(text), by, now)?;
    let added = edited.plan.priorities.last().map(|priority| priority.id);
    store::plan::write(tx, id, &edited.plan, Some(planner.account), now).await?;
    note(tx, &held, &edited, by, now).await?;
    added.ok_or(PlanError::NotThere)
}

/// Writes an edit into the plan's history, and into the log if the log records such edits.
pub(super) async fn note(
    tx: &Tx,
    kept: &KeptPlan,
    edited: &Edited,
    by: By,
    now: Timestamp,
) -> Result<(), StoreError> {
    let change = PlanChange {
        at: now,
        by,
        what: edited.what,
        said: edited.said.clone(),
        why: edited.why.clone(),
    };
    tell(tx, kept.id, &change).await
}

/// Writes an entry into a plan's history, and into the log if the log records such changes.
pub(super) async fn tell(tx: &Tx, id: PlanId, change: &PlanChange) -> Result<(), StoreError> {
    history::add(tx, id, change).await?;
    if !change.what.is_logged() {
        return Ok(());
    }
    let why = change.why.as_deref().unwrap_or("no reason given");
    let entry = AuditEntry {
        actor: change.by.account(),
        reason: Some(Reason::noted(&format!("Plan {id}: {}: {why}", change.said))),
        ..AuditEntry::of(Action::PartnershipWork)
    };
    record(tx, &entry, change.at).await
}

fn is_own_progress(edit: &Edit, plan: &Plan, own: &[AgencyId]) -> bool {
    let Edit::Progress { action, .. } = edit else {
        return false;
    };
    plan.action(*action)
        .is_some_and(|action| own.contains(&action.action.owner))
}

/// Makes sure that the agencies that an edit names take part now. Agencies that an action already names may stay.
async fn agencies_fit(tx: &Tx, registry: &Registry, kept: &KeptPlan, edit: &Edit) -> Result<(), PlanError> {
    let (wanted, before): (Vec<AgencyId>, Vec<AgencyId>) = match edit {
        Edit::AddPriority(text) => (text.lead.into_iter().collect(), Vec::new()),
        Edit::ChangePriority { id, text, .. } => {
            let before = kept.plan.priority(*id).and_then(|priority| priority.text.lead);
            (text.lead.into_iter().collect(), before.into_iter().collect())
        }
        Edit::AddAction { action, .. } => (named(action), Vec::new()),
        Edit::ChangeAction { id, action, .. } => {
            let before = kept.plan.action(*id).map(|known| named(&known.action));
            (named(action), before.unwrap_or_default())
        }
        _ => return Ok(()),
    };
    let today = london::date_of(registry.now());
    let agencies = store::agency::of_partnership(tx, kept.partnership).await?;
    let fits = |id: &AgencyId| {
        let known = agencies.iter().find(|agency| agency.id == *id);
        known.is_some_and(|agency| agency.takes_part_on(today) || before.contains(id))
    };
    match wanted.iter().find(|id| !fits(id)) {
        Some(id) => Err(PlanError::AgencyLeft(name_of(&agencies, *id))),
        None => Ok(()),
    }
}

/// Returns the agencies that an action names.
fn named(action: &NewAction) -> Vec<AgencyId> {
    let mut all = action.others.clone();
    all.push(action.owner);
    all
}

fn name_of(agencies: &[Agency], id: AgencyId) -> String {
    let known = agencies.iter().find(|agency| agency.id == id);
    known.map_or_else(|| "This agency".to_owned(), |agency| agency.agency.name.clone())
}

/// Reads a plan that a planner keeps, and locks it.
pub(super) async fn kept(tx: &Tx, planner: &PlannerOf, id: PlanId) -> Result<KeptPlan, PlanError> {
    let kept = store::plan::hold(tx, id).await?;
    let kept = kept.filter(|kept| planner.keeps(kept.partnership));
    kept.ok_or(PlanError::NotThere)
}

/// Reads a plan that a planner keeps.
pub(super) async fn of_planner(
    store: &Store,
    planner: &PlannerOf,
    id: PlanId,
) -> Result<KeptPlan, PlanError> {
    let kept = store::plan::find(store, id).await?;
    let kept = kept.filter(|kept| planner.keeps(kept.partnership));
    kept.ok_or(PlanError::NotThere)
}
