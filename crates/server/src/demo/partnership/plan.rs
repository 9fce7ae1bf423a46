//! The plans of the demonstration: entered five months ago, changed since, and published.

use super::Entered;
use super::facts::{ActionFact, MeasureFact, ObjectiveFact, PlanFact, PriorityFact};
use anyhow::{Context, Result};
use domain::id::AccountId;
use domain::london;
use domain::plan::{
    ActionStatus, Baseline, By, Direction, Edit, MeasuredValue, NewAction, NewMeasure, Plan, PriorityKind,
    PriorityText, Progress, Target, Term, USUAL_TOLERANCE, Unit, What,
};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use store::Tx;
use store::plan::history::{self, PlanChange};

/// How long ago the plan was begun.
const BEGUN: SignedDuration = SignedDuration::from_hours(150 * 24);

/// A plan that is built by edits.
struct Growing<'a> {
    plan: Plan,
    entered: &'a Entered,
    begun: Timestamp,
    now: Timestamp,
    /// The number of the last part that was added.
    last: u32,
}

/// Enters and publishes the plan of a partnership.
pub(super) async fn enter(
    tx: &Tx,
    fact: &PlanFact,
    entered: &Entered,
    writer: AccountId,
    now: Timestamp,
) -> Result<()> {
    let begun = now.checked_sub(BEGUN)?;
    let plan = grown(fact, entered, begun, now)?;
    let id = store::plan::add(tx, entered.partnership, &plan, Some(writer), begun).await?;
    store::plan::show(
        tx,
        id,
        Some(&plan),
        now.checked_sub(SignedDuration::from_hours(24))?,
    )
    .await?;
    for (at, what, said) in [
        (begun, What::Begun, format!("Began the plan “{}”", plan.title)),
        (
            now,
            What::Published,
            format!("Published the plan “{}”", plan.title),
        ),
    ] {
        let change = PlanChange {
            at,
            by: By::Account(writer),
            what,
            said,
            why: None,
        };
        history::add(tx, id, &change).await?;
    }
    Ok(())
}

fn grown(fact: &PlanFact, entered: &Entered, begun: Timestamp, now: Timestamp) -> Result<Plan> {
    let today = london::date_of(now);
    let year = if today.month() >= 4 {
        today.year()
    } else {
        today.year() - 1
    };
    let mut plan = Plan::new(format!("{} {year}", fact.title), year, fact.areas.clone());
    plan.summary = Some(fact.summary.clone());
    let mut growing = Growing {
        plan,
        entered,
        begun,
        now,
        last: 0,
    };
    for priority in &fact.priorities {
        growing.priority(priority)?;
    }
    Ok(growing.plan)
}

impl Growing<'_> {
    fn edit(&mut self, edit: Edit, at: Timestamp) -> Result<()> {
        self.plan = self.plan.edited(edit, By::Register, at)?.plan;
        Ok(())
    }

    /// Makes an edit that adds a part, and returns the part's number. The numbers count up.
    fn add(&mut self, edit: Edit) -> Result<u32> {
        self.edit(edit, self.begun)?;
        self.last += 1;
        Ok(self.last)
    }

    fn day(&self, days: i64) -> Result<Date> {
        Ok(london::date_of(self.now).checked_add(days.days())?)
    }

    fn priority(&mut self, fact: &PriorityFact) -> Result<()> {
        let kind = PriorityKind::parse(&fact.kind);
        let text = PriorityText {
            kind: kind.with_context(|| format!("{} is not a kind of priority", fact.kind))?,
            title: fact.title.clone(),
            topic: fact.topic.clone(),
            areas: fact.areas.clone(),
            why: fact.why.clone(),
            lead: Some(self.entered.agency(&fact.lead)?),
        };
        let id = self.add(Edit::AddPriority(text))?;
        for objective in &fact.objectives {
            self.objective(id, objective)?;
        }
        Ok(())
    }

    fn objective(&mut self, priority: u32, fact: &ObjectiveFact) -> Result<()> {
        let term = Term::parse(&fact.term);
        let objective = self.add(Edit::AddObjective {
            priority,
            text: fact.text.clone(),
            term: term.with_context(|| format!("{} is not a term", fact.term))?,
        })?;
        for measure in &fact.measures {
            self.measure(objective, measure)?;
        }
        for action in &fact.actions {
            self.action(objective, action)?;
        }
        Ok(())
    }

    fn measure(&mut self, objective: u32, fact: &MeasureFact) -> Result<()> {
        let unit = match fact.unit.as_str() {
            "incidents" => Unit::Incidents,
            "count" => Unit::Count,
            "share" => Unit::Share,
            other => Unit::Other(other.to_owned()),
        };
        let direction = Direction::parse(&fact.direction);
        let (starts, ends) = (self.plan.starts(), self.plan.ends());
        let measure = NewMeasure {
            name: fact.name.clone(),
            unit,
            direction: direction.with_context(|| format!("{} is not a direction", fact.direction))?,
            baseline: match (fact.baseline, &fact.because) {
                (Some(value), _) => Baseline::Known { value, on: starts },
                (None, because) => Baseline::NoneYet {
                    because: because
                        .clone()
                        .context("a measure needs a baseline, or a reason why there is none")?,
                },
            },
            target: fact.target.map(|value| Target { value, on: ends }),
            tolerance: USUAL_TOLERANCE,
            figure: None,
        };
        let id = self.add(Edit::AddMeasure { objective, measure })?;
        for (days_ago, value) in &fact.values {
            let value = MeasuredValue {
                value: *value,
                on: self.day(-days_ago)?,
                out_of: None,
            };
            self.edit(Edit::Record { measure: id, value }, self.now)?;
        }
        Ok(())
    }

    fn action(&mut self, objective: u32, fact: &ActionFact) -> Result<()> {
        let others = fact.others.iter().map(|key| self.entered.agency(key));
        let action = NewAction {
            title: fact.title.clone(),
            owner: self.entered.agency(&fact.owner)?,
            others: others.collect::<Result<_>>()?,
            start: None,
            due: self.day(fact.due_in_days)?,
        };
        let id = self.add(Edit::AddAction { objective, action })?;
        let status = ActionStatus::parse(&fact.status);
        let progress = Progress {
            status: status.with_context(|| format!("{} is not a status", fact.status))?,
            note: fact.note.clone(),
            evidence: fact.evidence.clone(),
        };
        let told = Edit::Progress {
            action: id,
            seen: None,
            progress,
            replaces: None,
        };
        self.edit(told, self.now)
    }
}
