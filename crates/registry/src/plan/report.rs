use super::edit::{kept, of_planner, tell};
use super::publish::published_by;
use super::{KeptPlan, PlanError, standing};
use crate::Registry;
use crate::account::permits::{PartnerOf, PlannerOf, PublisherOf};
use domain::agency::Agency;
use domain::id::{AccountId, AgencyId, PlanId, ReportId};
use domain::london;
use domain::plan::{
    Action, Baseline, By, Comment, Due, Measure, Plan, Report, ReportedAction, ReportedMeasure,
    ReportedPriority, What,
};
use figures::period::{FinancialYear, Quarter};
use jiff::Timestamp;
use jiff::civil::Date;
use store::plan::history::PlanChange;
use store::plan::reports;
use store::{StoreError, Tx};

pub use store::plan::reports::KeptReport;

/// Reads the monitoring reports of a plan, newest first.
///
/// # Errors
/// [`PlanError::NotThere`] for a plan of another partnership, or an error of the store.
#[tracing::instrument(level = "debug", skip_all, fields(plan = id.0))]
pub async fn reports(
    registry: &Registry,
    partner: &PartnerOf,
    id: PlanId,
) -> Result<Vec<KeptReport>, PlanError> {
    super::plan(registry, partner, id).await?;
    Ok(reports::of_plan(&registry.store, id).await?)
}

/// Finds a monitoring report, with its plan.
///
/// # Errors
/// [`PlanError::NotThere`] for a report of another partnership, or an error of the store.
#[tracing::instrument(level = "debug", skip_all, fields(report = id.0))]
pub async fn report(
    registry: &Registry,
    partner: &PartnerOf,
    id: ReportId,
) -> Result<(KeptPlan, KeptReport), PlanError> {
    let found = reports::find(&registry.store, id).await?;
    let found = found.ok_or(PlanError::NotThere)?;
    let plan = super::plan(registry, partner, found.plan).await?;
    Ok((plan, found))
}

/// Returns the quarters of a plan's year that have closed and have no report.
///
/// # Errors
/// [`PlanError::NotThere`] for a plan of another partnership, or an error of the store.
#[tracing::instrument(level = "debug", skip_all, fields(plan = id.0))]
pub async fn open_quarters(
    registry: &Registry,
    planner: &PlannerOf,
    id: PlanId,
) -> Result<Vec<Quarter>, PlanError> {
    let kept = of_planner(&registry.store, planner, id).await?;
    let made = reports::of_plan(&registry.store, id).await?;
    let today = london::date_of(registry.now());
    Ok(closed_quarters(&kept.plan, today)
        .filter(|quarter| {
            made.iter()
                .all(|report| report.report.until != quarter.last_day())
        })
        .collect())
}

fn closed_quarters(plan: &Plan, today: Date) -> impl Iterator<Item = Quarter> {
    let quarters = FinancialYear::of(plan.starts()).quarters().into_iter();
    quarters.filter(move |quarter| quarter.is_closed(today))
}

/// Drafts the monitoring report for a closed quarter: freezes measures and actions as they are now.
///
/// # Errors
/// [`PlanError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(plan = id.0))]
pub async fn draft_report(
    registry: &Registry,
    planner: &PlannerOf,
    id: PlanId,
    until: Date,
) -> Result<ReportId, PlanError> {
    let tx = registry.store.begin().await?;
    if let Some(id) = registry.made_before(&tx).await? {
        return Ok(ReportId(id));
    }
    let kept = kept(&tx, planner, id).await?;
    let today = london::date_of(registry.now());
    let quarter = closed_quarters(&kept.plan, today).find(|quarter| quarter.last_day() == until);
    let quarter = quarter.ok_or(PlanError::NotClosed)?;
    let made = draft(&tx, registry, &kept, quarter, Some(planner.account)).await?;
    registry.made(&tx, &made.0).await?;
    tx.commit().await?;
    tracing::info!(report = made.0, plan = id.0, "Drafted a monitoring report");
    Ok(made)
}

/// Drafts the reports for the quarter that closed last, for the plans that the public sees. Returns how many.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn draft_due_reports(registry: &Registry) -> Result<usize, StoreError> {
    // The report freezes what the figures say, so they come first.
    super::fill::fill_measures(registry).await?;
    let today = london::date_of(registry.now());
    let quarter = Quarter::last_closed(today);
    let mut drafted = 0;
    for partnership in store::account::organisations::partnerships(&registry.store).await? {
        let plans = store::plan::of_partnership(&registry.store, partnership.id).await?;
        let of_the_year = |kept: &&KeptPlan| {
            kept.published.is_some() && closed_quarters(&kept.plan, today).any(|closed| closed == quarter)
        };
        let Some(kept) = plans.iter().find(of_the_year) else {
            continue;
        };
        let tx = registry.store.begin().await?;
        match draft(&tx, registry, kept, quarter, None).await {
            Ok(_) => {
                tx.commit().await?;
                drafted += 1;
            }
            Err(PlanError::Store(error)) => return Err(error),
            // The quarter already has its report.
            Err(_) => {}
        }
    }
    Ok(drafted)
}

async fn draft(
    tx: &Tx,
    registry: &Registry,
    kept: &KeptPlan,
    quarter: Quarter,
    by: Option<AccountId>,
) -> Result<ReportId, PlanError> {
    let made = reports::of_plan(tx, kept.id).await?;
    if made
        .iter()
        .any(|report| report.report.until == quarter.last_day())
    {
        return Err(PlanError::ReportTaken);
    }
    let now = registry.now();
    let agencies = store::agency::of_partnership(tx, kept.partnership).await?;
    let report = frozen(&kept.plan, &agencies, quarter, now);
    let id = reports::add(tx, kept.id, &report, by, now)
        .await
        .map_err(|error| match error {
            StoreError::Taken(_) => PlanError::ReportTaken,
            other => other.into(),
        })?;
    let change = PlanChange {
        at: now,
        by: by.map_or(By::Register, By::Account),
        what: What::ReportDrafted,
        said: format!("Drafted the {}", report.title.to_lowercase()),
        why: None,
    };
    tell(tx, kept.id, &change).await?;
    Ok(id)
}

fn frozen(plan: &Plan, agencies: &[Agency], quarter: Quarter, now: Timestamp) -> Report {
    let today = london::date_of(now);
    let priorities = plan.priorities.iter().map(|priority| {
        let measures = priority
            .objectives
            .iter()
            .flat_map(|objective| &objective.measures);
        let actions = priority
            .objectives
            .iter()
            .flat_map(|objective| &objective.actions);
        ReportedPriority {
            kind: priority.text.kind,
            title: priority.text.title.clone(),
            measures: measures.map(reported_measure).collect(),
            actions: actions
                .map(|action| reported_action(action, agencies, today))
                .collect(),
        }
    });
    Report {
        title: format!("Monitoring report {quarter}"),
        until: quarter.last_day(),
        frozen_at: now,
        summary: None,
        priorities: priorities.collect(),
        comments: Vec::new(),
    }
}

/// Puts a measure into the words of a report.
pub(crate) fn reported_measure(measure: &Measure) -> ReportedMeasure {
    let standing = standing(measure);
    let entered = &measure.measure;
    let at = |value: f64, on: Date| format!("{}, {}", entered.unit.written(value), london::date(on));
    ReportedMeasure {
        name: entered.name.clone(),
        baseline: match &entered.baseline {
            Baseline::Known { value, on } => at(*value, *on),
            Baseline::NoneYet { because } => format!("None yet: {because}"),
        },
        target: entered
            .target
            .map_or_else(|| "None yet".to_owned(), |target| at(target.value, target.on)),
        latest: measure
            .latest()
            .map_or_else(|| "None yet".to_owned(), |value| at(value.value, value.on)),
        status: standing.shown,
        overruled: measure
            .overruled
            .as_ref()
            .map(|overruled| overruled.reason.clone()),
        is_too_few: standing.is_too_few,
    }
}

fn reported_action(action: &Action, agencies: &[Agency], today: Date) -> ReportedAction {
    let owner = agencies.iter().find(|agency| agency.id == action.action.owner);
    ReportedAction {
        id: action.id,
        title: action.action.title.clone(),
        owner: action.action.owner,
        owner_name: owner.map(|agency| agency.agency.name.clone()).unwrap_or_default(),
        status: action.status,
        due: action.action.due,
        first_due: action.first_due,
        moves: action.moves.len(),
        is_late: action.due_on(today) == Due::Late,
        note: action.notes.last().map(|note| note.text.clone()),
    }
}

/// Reads a report that is not closed, with its plan, and locks it.
async fn open(tx: &Tx, planner: &PlannerOf, id: ReportId) -> Result<(KeptPlan, KeptReport), PlanError> {
    let report = reports::hold(tx, id).await?.ok_or(PlanError::NotThere)?;
    let plan = kept(tx, planner, report.plan).await?;
    if report.closed_at.is_some() {
        return Err(PlanError::Closed);
    }
    Ok((plan, report))
}

/// Writes what a report says about the quarter in general.
///
/// # Errors
/// [`PlanError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(report = id.0))]
pub async fn summarise(
    registry: &Registry,
    planner: &PlannerOf,
    id: ReportId,
    summary: Option<String>,
) -> Result<(), PlanError> {
    let tx = registry.store.begin().await?;
    let (_, mut kept) = open(&tx, planner, id).await?;
    kept.report.summary = summary;
    reports::write(&tx, id, &kept.report, Some(planner.account)).await?;
    tx.commit().await?;
    Ok(())
}

/// Enters what an agency said, if it does not sign in or answer e-mails.
///
/// # Errors
/// [`PlanError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(report = id.0, agency = agency.0))]
pub async fn comment_for(
    registry: &Registry,
    planner: &PlannerOf,
    id: ReportId,
    agency: AgencyId,
    text: &str,
) -> Result<(), PlanError> {
    let tx = registry.store.begin().await?;
    let (plan, mut kept) = open(&tx, planner, id).await?;
    let found = store::agency::find(&tx, agency).await?;
    let found = found.filter(|found| found.agency.partnership == plan.partnership);
    let name = found.ok_or(PlanError::NotThere)?.agency.name;
    let by = By::Account(planner.account);
    kept.report.comment(Comment {
        agency,
        name: name.clone(),
        text: text.to_owned(),
        by,
        at: registry.now(),
    });
    reports::write(&tx, id, &kept.report, Some(planner.account)).await?;
    let change = PlanChange {
        at: registry.now(),
        by,
        what: What::Progress,
        said: format!(
            "Entered what {name} says in the {}",
            kept.report.title.to_lowercase()
        ),
        why: Some(text.to_owned()),
    };
    tell(&tx, plan.id, &change).await?;
    tx.commit().await?;
    Ok(())
}

/// Closes a report. Nobody can add to it any more, and the agencies' links end.
///
/// # Errors
/// [`PlanError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(report = id.0))]
pub async fn close_report(registry: &Registry, planner: &PlannerOf, id: ReportId) -> Result<(), PlanError> {
    let tx = registry.store.begin().await?;
    let (plan, kept) = open(&tx, planner, id).await?;
    let now = registry.now();
    reports::close(&tx, id, now).await?;
    let change = PlanChange {
        at: now,
        by: By::Account(planner.account),
        what: What::ReportClosed,
        said: format!("Closed the {}", kept.report.title.to_lowercase()),
        why: None,
    };
    tell(&tx, plan.id, &change).await?;
    // The person who closes a report answers for it, even if the register drafted it.
    reports::write(&tx, id, &kept.report, Some(planner.account)).await?;
    tx.commit().await?;
    tracing::info!(report = id.0, "Closed a monitoring report");
    Ok(())
}

/// Publishes a closed report.
///
/// # Errors
/// [`PlanError::OwnWork`] when the publisher made the last change, or another [`PlanError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(report = id.0))]
pub async fn publish_report(
    registry: &Registry,
    publisher: &PublisherOf,
    id: ReportId,
) -> Result<(), PlanError> {
    let tx = registry.store.begin().await?;
    let kept = reports::hold(&tx, id).await?.ok_or(PlanError::NotThere)?;
    let plan = published_by(&tx, publisher, kept.plan).await?;
    if kept.closed_at.is_none() {
        return Err(PlanError::StillOpen);
    }
    if kept.published_at.is_some() {
        return Err(PlanError::NothingNew);
    }
    if kept.changed_by == Some(publisher.account) {
        return Err(PlanError::OwnWork);
    }
    let now = registry.now();
    reports::publish(&tx, id, now).await?;
    let change = PlanChange {
        at: now,
        by: By::Account(publisher.account),
        what: What::ReportPublished,
        said: format!("Published the {}", kept.report.title.to_lowercase()),
        why: None,
    };
    tell(&tx, plan.id, &change).await?;
    tx.commit().await?;
    tracing::info!(report = id.0, "Published a monitoring report");
    Ok(())
}
