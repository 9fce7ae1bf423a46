//! A matrix as its page shows it.

use super::Opened;
use crate::shared::london;
use domain::id::AccountId;
use domain::matrix::{Factor, InPlan, Issue, Mark, Origin, Outcome, Ranked};
use registry::account::names::Names;

/// A mark of an issue.
pub(super) struct MarkView {
    pub(super) factor: String,
    pub(super) mark: Option<Mark>,
    /// What the mark means, or that it is missing.
    pub(super) meaning: String,
    /// Where it comes from.
    pub(super) from: String,
    /// Whether it comes from the figures, and so has a sign beside it in the table.
    pub(super) is_counted: bool,
}

/// A decision about an issue.
pub(super) struct DecisionView {
    pub(super) outcome: String,
    pub(super) colour: &'static str,
    pub(super) reason: Option<String>,
    pub(super) differs: Option<String>,
    pub(super) who: String,
    pub(super) day: String,
    /// What the total was then, if it is another now.
    pub(super) earlier: Option<String>,
    /// Whether it can go into the plan.
    pub(super) is_planned: bool,
}

/// An issue with its place in the order.
pub(super) struct IssueView {
    pub(super) id: u32,
    pub(super) place: String,
    pub(super) title: String,
    pub(super) about: Option<String>,
    pub(super) marks: Vec<MarkView>,
    pub(super) total: String,
    pub(super) before: Option<u8>,
    pub(super) adds: String,
    pub(super) counted: Option<String>,
    pub(super) evidence: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) decision: Option<DecisionView>,
    /// The address of its priority in the plan.
    pub(super) in_plan: Option<String>,
}

/// The people whom a matrix names.
pub(super) fn people(opened: &Opened) -> Vec<AccountId> {
    let issues = opened.matrix().issues.iter();
    let named = issues.flat_map(|issue| {
        let marks = issue.hand.values().map(|hand| hand.by);
        marks.chain(issue.decision.as_ref().map(|decision| decision.by))
    });
    named.chain(opened.opened.kept.changed_by).collect()
}

/// Shows the issues in their order.
pub(super) fn issues(opened: &Opened, names: &Names) -> Vec<IssueView> {
    let ranked = opened.matrix().in_order();
    ranked.iter().map(|ranked| issue(opened, ranked, names)).collect()
}

fn issue(opened: &Opened, ranked: &Ranked<'_>, names: &Names) -> IssueView {
    let issue = ranked.issue;
    let or = |text: Option<String>, other: &str| text.unwrap_or_else(|| other.to_owned());
    let counted = issue.counted.as_ref();
    IssueView {
        id: issue.id,
        place: or(ranked.place.map(|place| place.to_string()), "None"),
        title: issue.issue.title.clone(),
        about: issue.issue.about.clone(),
        marks: Factor::ALL.map(|factor| mark(issue, factor, names)).into(),
        total: or(issue.total().map(|total| total.to_string()), "None"),
        before: issue.before,
        adds: or(issue.adds.map(|adds| adds.to_string()), "Not marked"),
        counted: counted.map(|counted| format!("{} ({})", counted.said, counted.quarter)),
        evidence: issue.evidence.clone(),
        reason: issue.reason.clone(),
        decision: decision(issue, names),
        in_plan: issue.in_plan.and_then(|known| priority_address(opened, known)),
    }
}

/// Returns the address of a priority, if it is still in the plan.
fn priority_address(opened: &Opened, known: InPlan) -> Option<String> {
    let plan = opened.opened.plan.as_ref().filter(|plan| plan.id == known.plan)?;
    plan.plan.priority(known.priority)?;
    Some(format!("/partner/plan/{}#priority-{}", plan.id, known.priority))
}

fn mark(issue: &Issue, factor: Factor, names: &Names) -> MarkView {
    let given = issue.given(factor);
    MarkView {
        factor: factor.to_string(),
        mark: given.map(|(mark, _)| mark),
        meaning: match given {
            Some((mark, _)) => factor.meaning(mark).to_owned(),
            None => "Not marked yet".to_owned(),
        },
        from: given.map_or_else(String::new, |(_, origin)| from(origin, names)),
        is_counted: matches!(given, Some((_, Origin::Figures(_)))),
    }
}

/// Says where a mark comes from.
pub(super) fn from(origin: Origin<'_>, names: &Names) -> String {
    match origin {
        Origin::Figures(counted) => format!("From the figures of {}", counted.quarter),
        Origin::Hand(hand) => {
            let who = names.of(Some(hand.by));
            format!("By hand: {who}, {}", london::day(hand.at))
        }
        Origin::Overruled(hand, figures) => {
            let who = names.of(Some(hand.by));
            let why = hand.why.as_deref().unwrap_or("no reason given");
            let day = london::day(hand.at);
            format!("By hand: {who}, {day}. The figures say {figures}. Why it differs: {why}")
        }
    }
}

fn decision(issue: &Issue, names: &Names) -> Option<DecisionView> {
    let decision = issue.decision.as_ref()?;
    let said = |total: Option<u8>| total.map_or_else(|| "none".to_owned(), |total| total.to_string());
    Some(DecisionView {
        outcome: decision.outcome.to_string(),
        colour: match decision.outcome {
            Outcome::Priority => "green",
            Outcome::BusinessAsUsual => "blue",
            Outcome::NotNow => "grey",
        },
        reason: decision.reason.clone(),
        differs: decision.differs.clone(),
        who: names.of(Some(decision.by)),
        day: london::day(decision.at),
        earlier: (decision.total != issue.total()).then(|| said(decision.total)),
        is_planned: decision.outcome != Outcome::NotNow,
    })
}
