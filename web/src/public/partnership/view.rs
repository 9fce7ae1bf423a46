//! A plan in words, for the public page and for the people who work on it.

use crate::shared::london;
use crate::shared::path_chart::PathChart;
use domain::agency::Agency;
use domain::id::AgencyId;
use domain::plan::{
    Action, ActionStatus, Baseline, Due, Evaluation, Measure, MeasureStatus, Objective, Plan, Priority,
};
use jiff::civil::Date;
use registry::plan::standing;

/// A status in words, colour and shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Badge {
    pub(crate) text: &'static str,
    pub(crate) colour: &'static str,
    /// `circle`, `triangle`, `square`, `ring` or `bar`.
    pub(crate) shape: &'static str,
}

/// A plan, as its pages show it.
pub(crate) struct PlanView {
    pub(crate) title: String,
    pub(crate) summary: Option<String>,
    pub(crate) years: String,
    pub(crate) priorities: Vec<PriorityRow>,
    /// How many actions have each status. Together they are all the actions.
    pub(crate) counts: Vec<(usize, String)>,
    pub(crate) late: usize,
}

pub(crate) struct PriorityRow {
    pub(crate) id: u32,
    pub(crate) kind: String,
    pub(crate) title: String,
    pub(crate) topic: String,
    pub(crate) areas: String,
    pub(crate) why: Option<String>,
    pub(crate) lead: Option<String>,
    pub(crate) objectives: Vec<ObjectiveRow>,
    pub(crate) evaluation: Option<EvaluationRow>,
}

pub(crate) struct ObjectiveRow {
    pub(crate) id: u32,
    pub(crate) text: String,
    pub(crate) term: String,
    pub(crate) measures: Vec<MeasureRow>,
    pub(crate) actions: Vec<ActionRow>,
}

pub(crate) struct MeasureRow {
    pub(crate) id: u32,
    pub(crate) name: String,
    pub(crate) baseline: String,
    pub(crate) target: String,
    pub(crate) latest: String,
    pub(crate) status: Badge,
    /// Why somebody set the status by hand, and which status the values would give.
    pub(crate) by_hand: Option<(String, String)>,
    pub(crate) is_too_few: bool,
    pub(crate) chart: Option<PathChart>,
}

pub(crate) struct ActionRow {
    pub(crate) id: u32,
    pub(crate) title: String,
    pub(crate) owner: String,
    pub(crate) others: String,
    pub(crate) start: Option<String>,
    pub(crate) due: String,
    /// "First due 30 April 2026, moved twice", if it was moved.
    pub(crate) moved: Option<String>,
    pub(crate) status: Badge,
    pub(crate) late: Option<&'static str>,
    pub(crate) note: Option<String>,
    pub(crate) evidence: Option<String>,
}

pub(crate) struct EvaluationRow {
    pub(crate) done: String,
    pub(crate) changed: String,
    pub(crate) else_explains: String,
    pub(crate) cost: Option<String>,
    pub(crate) verdict: String,
}

impl PlanView {
    /// Puts a plan into words, as it stands on the given day.
    pub(crate) fn of(plan: &Plan, agencies: &[Agency], today: Date) -> Self {
        let words = Words { agencies, today };
        let count = |status: ActionStatus| {
            let count = plan.actions().filter(|action| action.status == status).count();
            (count, status.to_string().to_lowercase())
        };
        let late = plan
            .actions()
            .filter(|action| action.due_on(today) == Due::Late)
            .count();
        Self {
            title: plan.title.clone(),
            summary: plan.summary.clone(),
            years: years(plan),
            priorities: plan
                .priorities
                .iter()
                .map(|priority| words.priority(priority))
                .collect(),
            counts: ActionStatus::ALL
                .into_iter()
                .map(count)
                .filter(|(count, _)| *count > 0)
                .collect(),
            late,
        }
    }
}

/// Writes the financial year of a plan: `April 2026 to March 2027`.
pub(crate) fn years(plan: &Plan) -> String {
    format!("April {} to March {}", plan.starts().year(), plan.ends().year())
}

struct Words<'a> {
    agencies: &'a [Agency],
    today: Date,
}

impl Words<'_> {
    fn name(&self, id: AgencyId) -> String {
        let found = self.agencies.iter().find(|agency| agency.id == id);
        found.map_or_else(|| "An agency".to_owned(), |agency| agency.agency.name.clone())
    }

    fn priority(&self, priority: &Priority) -> PriorityRow {
        let text = &priority.text;
        PriorityRow {
            id: priority.id,
            kind: text.kind.to_string(),
            title: text.title.clone(),
            topic: text.topic.clone(),
            areas: text.areas.join(", "),
            why: text.why.clone(),
            lead: text.lead.map(|lead| self.name(lead)),
            objectives: priority
                .objectives
                .iter()
                .map(|objective| self.objective(objective))
                .collect(),
            evaluation: priority.evaluation.as_ref().map(evaluation),
        }
    }

    fn objective(&self, objective: &Objective) -> ObjectiveRow {
        ObjectiveRow {
            id: objective.id,
            text: objective.text.clone(),
            term: objective.term.to_string(),
            measures: objective.measures.iter().map(measure_row).collect(),
            actions: objective
                .actions
                .iter()
                .map(|action| self.action(action))
                .collect(),
        }
    }

    fn action(&self, action: &Action) -> ActionRow {
        let others: Vec<String> = action.action.others.iter().map(|id| self.name(*id)).collect();
        ActionRow {
            id: action.id,
            title: action.action.title.clone(),
            owner: self.name(action.action.owner),
            others: others.join(", "),
            start: action.action.start.map(london::date),
            due: london::date(action.action.due),
            moved: moved(action),
            status: action_badge(action.status),
            late: match action.due_on(self.today) {
                Due::InTime => None,
                Due::LateByFirst => Some("Past its first due date"),
                Due::Late => Some("Late"),
            },
            note: action.notes.last().map(|note| note.text.clone()),
            evidence: action.evidence.clone(),
        }
    }
}

/// Says what the first due date was, and how often it was moved.
pub(crate) fn moved(action: &Action) -> Option<String> {
    let first = london::date(action.first_due);
    match action.moves.len() {
        0 => None,
        1 => Some(format!("First due {first}, moved once")),
        2 => Some(format!("First due {first}, moved twice")),
        more => Some(format!("First due {first}, moved {more} times")),
    }
}

pub(crate) fn measure_row(measure: &Measure) -> MeasureRow {
    let standing = standing(measure);
    let entered = &measure.measure;
    let at = |value: f64, on: Date| format!("{} ({})", entered.unit.written(value), london::date(on));
    MeasureRow {
        id: measure.id,
        name: entered.name.clone(),
        baseline: match &entered.baseline {
            Baseline::Known { value, on } => at(*value, *on),
            Baseline::NoneYet { because } => format!("None yet, because {because}"),
        },
        target: entered
            .target
            .map_or_else(|| "None yet".to_owned(), |target| at(target.value, target.on)),
        latest: measure
            .latest()
            .map_or_else(|| "None yet".to_owned(), |value| at(value.value, value.on)),
        status: measure_badge(standing.shown),
        by_hand: measure.overruled.as_ref().map(|overruled| {
            (
                overruled.reason.clone(),
                standing.computed.to_string().to_lowercase(),
            )
        }),
        is_too_few: standing.is_too_few,
        chart: PathChart::of(measure),
    }
}

fn evaluation(evaluation: &Evaluation) -> EvaluationRow {
    EvaluationRow {
        done: evaluation.done.clone(),
        changed: evaluation.changed.clone(),
        else_explains: evaluation.else_explains.clone(),
        cost: evaluation.cost.clone(),
        verdict: evaluation.verdict.to_string(),
    }
}

pub(crate) fn measure_badge(status: MeasureStatus) -> Badge {
    let (text, colour, shape) = match status {
        MeasureStatus::OnTrack => ("On track", "green", "circle"),
        MeasureStatus::AtRisk => ("At risk", "orange", "triangle"),
        MeasureStatus::OffTrack => ("Off track", "red", "square"),
        MeasureStatus::NoData => ("No data", "grey", "ring"),
    };
    Badge { text, colour, shape }
}

pub(crate) fn action_badge(status: ActionStatus) -> Badge {
    let (text, colour, shape) = match status {
        ActionStatus::NotStarted => ("Not started", "grey", "ring"),
        ActionStatus::UnderWay => ("Under way", "blue", "circle"),
        ActionStatus::AtRisk => ("At risk", "orange", "triangle"),
        ActionStatus::Done => ("Done", "green", "circle"),
        ActionStatus::Stopped => ("Stopped", "grey", "bar"),
    };
    Badge { text, colour, shape }
}
