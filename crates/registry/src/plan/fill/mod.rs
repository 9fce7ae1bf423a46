//! Fills the measures whose values come from the figures, when a quarter closes. It reads nothing but what a release shows,
//! so that a measure tells nothing about a count that is withheld.

use super::KeptPlan;
use super::edit::note;
use crate::Registry;
use crate::figure::insights::Periods;
use crate::figure::release::{quarter_of, read_body};
use domain::figure::release::Release;
use domain::id::{PartnershipId, PlanId};
use domain::plan::{By, Edit, Measure, MeasuredFigure, MeasuredValue, Plan};
use jiff::civil::Date;
use store::figure::releases;
use store::{StoreError, Tx};

/// How many quarters of events are twelve months.
const QUARTERS: usize = 4;

/// Fills the measures of all partnerships with their last releases. Tells how many values are new.
///
/// # Errors
/// [`StoreError`] when the store fails; what was filled before stays.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn fill_measures(registry: &Registry) -> Result<usize, StoreError> {
    let mut filled = 0;
    for partnership in store::account::organisations::partnerships(&registry.store).await? {
        filled += fill_of(registry, partnership.id).await?;
    }
    Ok(filled)
}

/// Fills the measures of a partnership.
pub(super) async fn fill_of(registry: &Registry, partnership: PartnershipId) -> Result<usize, StoreError> {
    let plans = store::plan::of_partnership(&registry.store, partnership).await?;
    let counted = |plan: &Plan| plan.measures().any(|measure| measure.measure.figure.is_some());
    let plans: Vec<KeptPlan> = plans.into_iter().filter(|kept| counted(&kept.plan)).collect();
    if plans.is_empty() {
        return Ok(0);
    }
    let Some(kept) = releases::last(&registry.store, partnership).await? else {
        return Ok(0);
    };
    let release = read_body(&kept.body)?;
    let Some(quarter) = quarter_of(release.quarter) else {
        return Ok(0);
    };
    let day = quarter.last_day();
    let mut filled = 0;
    for kept in plans
        .iter()
        .filter(|kept| (kept.plan.starts()..=kept.plan.ends()).contains(&day))
    {
        filled += fill(registry, kept.id, &release, day).await?;
    }
    Ok(filled)
}

/// Fills the measures of a plan. This does not change who its author is.
async fn fill(registry: &Registry, id: PlanId, release: &Release, day: Date) -> Result<usize, StoreError> {
    let tx = registry.store.begin().await?;
    let Some(kept) = store::plan::hold(&tx, id).await? else {
        return Ok(0);
    };
    let mut plan = kept.plan.clone();
    let mut filled = 0;
    for measure in kept.plan.measures() {
        let Some(value) = wanted(measure, release, day) else {
            continue;
        };
        if let Some(next) = filled_in(&tx, registry, &kept, &plan, (measure.id, value)).await? {
            plan = next;
            filled += 1;
        }
    }
    if filled > 0 {
        store::plan::write(&tx, id, &plan, None, registry.now()).await?;
        tx.commit().await?;
        tracing::info!(plan = id.0, filled, "Filled measures of a plan from the figures");
    }
    Ok(filled)
}

/// Records a value, and writes it into the plan's history. `None` if the plan does not take it.
async fn filled_in(
    tx: &Tx,
    registry: &Registry,
    kept: &KeptPlan,
    plan: &Plan,
    (measure, value): (u32, MeasuredValue),
) -> Result<Option<Plan>, StoreError> {
    let now = registry.now();
    let Ok(edited) = plan.edited(Edit::Record { measure, value }, By::Register, now) else {
        return Ok(None);
    };
    note(tx, kept, &edited, By::Register, now).await?;
    Ok(Some(edited.plan))
}

/// Returns the value that the figures give a measure; `None` if it has it already, or the release does not show it.
fn wanted(measure: &Measure, release: &Release, day: Date) -> Option<MeasuredValue> {
    let (value, out_of) = value_of(release, measure.measure.figure?)?;
    let value = MeasuredValue {
        value,
        on: day,
        out_of,
    };
    (!measure.values.contains(&value)).then_some(value)
}

/// Returns a figure of the last twelve months and, for a share, what it is a share of. `None` if it is withheld.
fn value_of(release: &Release, figure: MeasuredFigure) -> Option<(f64, Option<u64>)> {
    let year = |row: &str| {
        let now = Periods::of(release)?.now;
        release.cell("year", row, &now)?.value.count()
    };
    let share = |part: &str, whole: &str| {
        let (part, whole) = (year(part)?, year(whole)?);
        let share = part as f64 / whole as f64;
        (whole > 0).then(|| ((share * 10_000.0).round() / 10_000.0, Some(whole)))
    };
    match figure {
        MeasuredFigure::Thefts => Some((year("thefts")? as f64, None)),
        MeasuredFigure::Registered => share("registered", "thefts"),
        MeasuredFigure::Home => share("home", "recovered"),
        MeasuredFigure::Marked => Some((events(release, "issued")? as f64, None)),
        MeasuredFigure::MarkedAtEvents => Some((events(release, "at-events")? as f64, None)),
    }
}

/// Adds up a column of the table of events over twelve months.
fn events(release: &Release, column: &str) -> Option<u64> {
    let table = release.table("events")?;
    let rows = table.rows.iter().rev().take(QUARTERS);
    let cells = rows.map(|row| table.cell(&row.key, column)?.value.count());
    let counts: Vec<u64> = cells.collect::<Option<_>>()?;
    (counts.len() == QUARTERS).then(|| counts.iter().sum())
}

#[cfg(test)]
mod tests;
