//! The problem cases of the demonstration.

use super::Entered;
use super::facts::{EntryFact, ProblemFact, ResponseFact, SummaryFact};
use anyhow::{Context, Result};
use domain::id::{AccountId, ProblemId};
use domain::london;
use domain::place::named;
use domain::plan::{ActionStatus, PlanAction};
use domain::problem::{
    Answer, Edit, NewProblem, NewResponse, NextStep, Outcome, Problem, Question, Stage, SummaryText,
};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use registry::problem::squares_at;
use store::Tx;
use store::problem::history::{self, ProblemChange};
use store::problem::{add, find, summaries, write};

/// Enters a case, and closes it if it is over.
pub(super) async fn enter(
    tx: &Tx,
    fact: &ProblemFact,
    entered: &Entered,
    writer: AccountId,
    now: Timestamp,
) -> Result<()> {
    let raised = ago(now, fact.raised_days_ago);
    let mut problem = opened(fact, entered, (writer, raised))?;
    for (seen, agency) in (0..).zip(&fact.agencies) {
        let agency = entered.agency(agency)?;
        edit(&mut problem, Edit::Join { seen, agency }, (writer, raised))?;
    }
    for entry in fact.entries.iter().skip(1) {
        let written = Edit::Write {
            stage: stage(&entry.stage)?,
            answers: answers(entry)?,
            counts: None,
        };
        edit(&mut problem, written, (writer, ago(now, entry.days_ago)))?;
    }
    for response in &fact.responses {
        respond(&mut problem, response, entered, (writer, now))?;
    }
    let moved = Edit::Move {
        seen: problem.version,
        stage: stage(&fact.stage)?,
        next_step: next_step(fact, now)?,
    };
    edit(&mut problem, moved, (writer, now))?;
    link(tx, &mut problem, fact, entered, (writer, now)).await?;
    let id = add(tx, entered.partnership, &problem, Some(writer), now).await?;
    let change = ProblemChange {
        at: raised,
        by: Some(writer),
        said: "Opened the case".to_owned(),
        why: None,
    };
    history::add(tx, id, &change).await?;
    if let Some((outcome, why, days)) = &fact.closed {
        let close = Edit::Close {
            seen: problem.version,
            outcome: Outcome::parse(outcome).with_context(|| format!("{outcome} is not an outcome"))?,
            why: why.clone(),
        };
        let kept = find(tx, id).await?.context("the case was just added")?;
        let closed = problem.edited(close, Some(writer), ago(now, *days))?;
        write(tx, &kept, &closed.problem, writer, now).await?;
        let change = ProblemChange {
            at: ago(now, *days),
            by: Some(writer),
            said: closed.said,
            why: closed.why,
        };
        history::add(tx, id, &change).await?;
    }
    if let Some(summary) = &fact.summary {
        summarise(tx, id, summary, (writer, now)).await?;
    }
    Ok(())
}

/// Writes the public summary. Somebody else has published it.
async fn summarise(
    tx: &Tx,
    id: ProblemId,
    fact: &SummaryFact,
    (writer, now): (AccountId, Timestamp),
) -> Result<()> {
    let kept = find(tx, id).await?.context("the case was just added")?;
    let text = SummaryText {
        title: fact.title.clone(),
        place: fact.place.clone(),
        problem: fact.problem.clone(),
        done: fact.done.clone(),
        came: fact.came.clone(),
    };
    let mut problem = kept.problem.clone();
    let written = Edit::Summarise {
        seen: 0,
        text: text.clone(),
    };
    let at = ago(now, fact.published_days_ago.unwrap_or_default());
    edit(&mut problem, written, (writer, at))?;
    if fact.published_days_ago.is_some() {
        problem = problem.edited(Edit::Publish { seen: 1 }, None, at)?.problem;
        summaries::publish(tx, &kept, &text, at).await?;
    }
    write(tx, &kept, &problem, writer, now).await?;
    Ok(())
}

/// Links a case to actions of the plan and to campaigns, by their names.
async fn link(
    tx: &Tx,
    problem: &mut Problem,
    fact: &ProblemFact,
    entered: &Entered,
    by: (AccountId, Timestamp),
) -> Result<()> {
    let plans = store::plan::of_partnership(tx, entered.partnership).await?;
    let actions = fact.actions.iter().map(|title| {
        let mut all = plans
            .iter()
            .flat_map(|kept| kept.plan.actions().map(move |action| (kept.id, action)));
        let found = all.find(|(_, action)| action.action.title == *title);
        let (plan, action) = found.with_context(|| format!("there is no action {title:?}"))?;
        Ok(PlanAction {
            plan,
            action: action.id,
        })
    });
    let known = store::campaign::of_partnership(tx, entered.partnership, Date::MIN, 99).await?;
    let campaigns = fact.campaigns.iter().map(|name| {
        let found = known.iter().find(|kept| kept.campaign.details.name == *name);
        Ok(found
            .with_context(|| format!("there is no campaign {name:?}"))?
            .id)
    });
    let linked = Edit::Link {
        seen: 0,
        actions: actions.collect::<Result<_>>()?,
        campaigns: campaigns.collect::<Result<_>>()?,
    };
    edit(problem, linked, by)
}

fn ago(now: Timestamp, days: i64) -> Timestamp {
    now - SignedDuration::from_hours(24 * days)
}

fn day(now: Timestamp, in_days: i64) -> Result<Date> {
    Ok(london::date_of(now).checked_add(in_days.days())?)
}

fn opened(fact: &ProblemFact, entered: &Entered, (writer, at): (AccountId, Timestamp)) -> Result<Problem> {
    let place = named::all().iter().find(|place| place.key == fact.place);
    let place = place.with_context(|| format!("there is no place {:?}", fact.place))?;
    let new = NewProblem {
        title: fact.title.clone(),
        raised_by: entered.agency(&fact.raised_by)?,
        place: match fact.around {
            true => format!("{} and the squares around it", place.name),
            false => place.name.clone(),
        },
        squares: squares_at(place.point, fact.around),
        answers: match fact.entries.first() {
            Some(entry) => answers(entry)?,
            None => Vec::new(),
        },
        next_step: None,
    };
    Ok(Problem::new(new, Some(writer), at)?)
}

fn answers(fact: &EntryFact) -> Result<Vec<Answer>> {
    let answers = fact.answers.iter().map(|(slug, text)| {
        Ok(Answer {
            question: Question::parse(slug).with_context(|| format!("{slug} is not a question"))?,
            text: text.clone(),
        })
    });
    answers.collect()
}

fn stage(slug: &str) -> Result<Stage> {
    Stage::parse(slug).with_context(|| format!("{slug} is not a stage"))
}

fn next_step(fact: &ProblemFact, now: Timestamp) -> Result<Option<NextStep>> {
    let Some((text, in_days)) = &fact.next else {
        return Ok(None);
    };
    Ok(Some(NextStep {
        text: text.clone(),
        by: Some(day(now, *in_days)?),
    }))
}

/// Adds a response, and says how far it has got.
fn respond(
    problem: &mut Problem,
    fact: &ResponseFact,
    entered: &Entered,
    (writer, now): (AccountId, Timestamp),
) -> Result<()> {
    let due = day(now, fact.due_in_days)?;
    let response = NewResponse {
        text: fact.text.clone(),
        aim: fact.aim.clone(),
        owner: entered.agency(&fact.owner)?,
        starts: day(now, -fact.starts_days_ago)?,
        due,
    };
    let at = ago(now, fact.entered_days_ago);
    edit(problem, Edit::Respond(response), (writer, at))?;
    let response = problem
        .responses
        .last()
        .context("the response was just added")?
        .id;
    let told = Edit::Progress {
        response,
        seen: 0,
        status: ActionStatus::parse(&fact.status)
            .with_context(|| format!("{} is not a status", fact.status))?,
        due,
        note: fact.note.clone(),
    };
    edit(problem, told, (writer, ago(now, 5)))
}

fn edit(problem: &mut Problem, edit: Edit, (by, at): (AccountId, Timestamp)) -> Result<()> {
    *problem = problem.edited(edit, Some(by), at)?.problem;
    Ok(())
}
