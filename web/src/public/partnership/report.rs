//! A monitoring report in words.

use super::view::{Badge, action_badge, measure_badge};
use crate::shared::london;
use domain::plan::{Report, ReportedAction, ReportedMeasure};

/// A monitoring report, as its pages show it.
pub(crate) struct ReportView {
    pub(crate) frozen: String,
    pub(crate) summary: Option<String>,
    pub(crate) priorities: Vec<PriorityView>,
    pub(crate) comments: Vec<(String, String)>,
}

pub(crate) struct PriorityView {
    pub(crate) kind: String,
    pub(crate) title: String,
    pub(crate) measures: Vec<MeasureView>,
    pub(crate) actions: Vec<ActionView>,
}

pub(crate) struct MeasureView {
    pub(crate) name: String,
    pub(crate) baseline: String,
    pub(crate) target: String,
    pub(crate) latest: String,
    pub(crate) status: Badge,
    pub(crate) overruled: Option<String>,
    pub(crate) is_too_few: bool,
}

pub(crate) struct ActionView {
    pub(crate) title: String,
    pub(crate) owner: String,
    pub(crate) due: String,
    pub(crate) moved: Option<String>,
    pub(crate) status: Badge,
    pub(crate) is_late: bool,
    pub(crate) note: Option<String>,
}

/// Puts a report into words.
pub(crate) fn report_view(report: &Report) -> ReportView {
    let priorities = report.priorities.iter().map(|priority| PriorityView {
        kind: priority.kind.to_string(),
        title: priority.title.clone(),
        measures: priority.measures.iter().map(measure).collect(),
        actions: priority.actions.iter().map(action).collect(),
    });
    let comments = report.comments.iter();
    ReportView {
        frozen: london::day(report.frozen_at),
        summary: report.summary.clone(),
        priorities: priorities.collect(),
        comments: comments
            .map(|comment| (comment.name.clone(), comment.text.clone()))
            .collect(),
    }
}

fn measure(measure: &ReportedMeasure) -> MeasureView {
    MeasureView {
        name: measure.name.clone(),
        baseline: measure.baseline.clone(),
        target: measure.target.clone(),
        latest: measure.latest.clone(),
        status: measure_badge(measure.status),
        overruled: measure.overruled.clone(),
        is_too_few: measure.is_too_few,
    }
}

fn action(action: &ReportedAction) -> ActionView {
    let first = london::date(action.first_due);
    ActionView {
        title: action.title.clone(),
        owner: action.owner_name.clone(),
        due: london::date(action.due),
        moved: match action.moves {
            0 => None,
            1 => Some(format!("First due {first}, moved once")),
            2 => Some(format!("First due {first}, moved twice")),
            more => Some(format!("First due {first}, moved {more} times")),
        },
        status: action_badge(action.status),
        is_late: action.is_late,
        note: action.note.clone(),
    }
}
