use super::MatrixError;
use super::edit::tell;
use crate::Registry;
use crate::account::permits::PlannerOf;
use crate::plan::add_priority;
use domain::id::MatrixId;
use domain::matrix::{Decision, Edit, InPlan, Issue, Matrix, Outcome};
use domain::plan::{PriorityKind, PriorityText};

/// The most characters that a priority's topic can have.
const MOST_TOPIC: usize = 80;

/// Makes a priority in the plan of the matrix's year from an issue that was decided. The public sees it once somebody
/// publishes the plan. Both are changed in one transaction.
///
/// # Errors
/// [`MatrixError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(matrix = id.0))]
pub async fn put_in_plan(
    registry: &Registry,
    planner: &PlannerOf,
    id: MatrixId,
    issue: u32,
) -> Result<InPlan, MatrixError> {
    let tx = registry.store.begin().await?;
    if let Some(in_plan) = registry.made_before(&tx).await? {
        return Ok(in_plan);
    }
    let kept = store::matrix::hold(&tx, id).await?;
    let kept = kept.filter(|kept| planner.keeps(kept.partnership));
    let kept = kept.ok_or(MatrixError::NotThere)?;
    let matrix = &kept.matrix;
    let found = matrix.issue(issue).ok_or(MatrixError::NotThere)?;
    let text = priority(matrix, found).ok_or(MatrixError::NotDecided)?;
    let plans = store::plan::of_partnership(&tx, kept.partnership).await?;
    let plan = plans.into_iter().find(|plan| plan.plan.year == matrix.year);
    let plan = plan.ok_or_else(|| MatrixError::NoPlan(matrix.year_said()))?;
    let is_there = |known: InPlan| known.plan == plan.id && plan.plan.priority(known.priority).is_some();
    if found.in_plan.is_some_and(is_there) {
        return Err(MatrixError::InPlan);
    }
    let in_plan = InPlan {
        plan: plan.id,
        priority: add_priority(&tx, registry, planner, plan.id, text).await?,
    };
    let now = registry.now();
    let edited = matrix.edited(
        Edit::PutInPlan { id: issue, in_plan },
        (planner.account, now),
        None,
    )?;
    store::matrix::write(&tx, id, &edited.matrix, planner.account, now).await?;
    tell(&tx, id, planner.account, &edited, now).await?;
    registry.made(&tx, &in_plan).await?;
    tx.commit().await?;
    tracing::info!(matrix = id.0, plan = plan.id.0, "Put an issue into the plan");
    Ok(in_plan)
}

/// Makes the priority of an issue; `None` if it was not decided as one.
fn priority(matrix: &Matrix, issue: &Issue) -> Option<PriorityText> {
    let decision = issue.decision.as_ref()?;
    let kind = match decision.outcome {
        Outcome::Priority => PriorityKind::Priority,
        Outcome::BusinessAsUsual => PriorityKind::BusinessAsUsual,
        Outcome::NotNow => return None,
    };
    let title = issue.issue.title.clone();
    Some(PriorityText {
        kind,
        topic: title.chars().take(MOST_TOPIC).collect(),
        title,
        areas: Vec::new(),
        why: why(matrix, issue, decision),
        lead: None,
    })
}

/// Says why the priority was chosen: the reason of the decision, or else that of the marks.
fn why(matrix: &Matrix, issue: &Issue, decision: &Decision) -> Option<String> {
    let reason = decision.reason.clone().or_else(|| issue.reason.clone())?;
    Some(match issue.total() {
        Some(total) => format!(
            "{reason}\n\nTotal in the matrix “{}”: {total} of 16.",
            matrix.title
        ),
        None => reason,
    })
}
