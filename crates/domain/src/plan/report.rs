use super::{ActionStatus, By, MeasureStatus, PriorityKind};
use crate::id::AgencyId;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A quarter's monitoring report: measures and actions as they were when it was drafted, and what agencies said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Its title, such as `Monitoring report 2026/27 Q2`.
    pub title: String,
    /// The last day of the quarter.
    pub until: Date,
    /// When its values were frozen.
    pub frozen_at: Timestamp,
    /// What the report says about the quarter in general.
    pub summary: Option<String>,
    /// The plan's priorities, with their measures and actions.
    pub priorities: Vec<ReportedPriority>,
    /// What agencies said, in the order in which they said it. If an agency sends another comment, it replaces the
    /// first.
    pub comments: Vec<Comment>,
}

/// A priority in a report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReportedPriority {
    /// What kind of priority it is.
    pub kind: PriorityKind,
    /// Its title.
    pub title: String,
    /// The measures of its objectives.
    pub measures: Vec<ReportedMeasure>,
    /// The actions of its objectives.
    pub actions: Vec<ReportedAction>,
}

/// A measure, as it was when the report was drafted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReportedMeasure {
    /// What is measured.
    pub name: String,
    /// Where it started, in words.
    pub baseline: String,
    /// Where it should be, in words.
    pub target: String,
    /// Its latest value, in words.
    pub latest: String,
    /// Its status.
    pub status: MeasureStatus,
    /// Why somebody set the status by hand.
    pub overruled: Option<String>,
    /// True if the interval covers both the path and the baseline, because the numbers are too small to tell.
    pub is_too_few: bool,
}

/// An action, as it was when the report was drafted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReportedAction {
    /// Its number in the plan.
    pub id: u32,
    /// What is done.
    pub title: String,
    /// The agency that is responsible for it.
    pub owner: AgencyId,
    /// The name of that agency.
    pub owner_name: String,
    /// How far it had got.
    pub status: ActionStatus,
    /// The day on which it was due.
    pub due: Date,
    /// The day on which it was first due.
    pub first_due: Date,
    /// How many times it was moved.
    pub moves: usize,
    /// True if it was late.
    pub is_late: bool,
    /// The last note about it.
    pub note: Option<String>,
}

/// What an agency said about a quarter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comment {
    /// The agency that said it.
    pub agency: AgencyId,
    /// Its name.
    pub name: String,
    /// What it said.
    pub text: String,
    /// Who entered it.
    pub by: By,
    /// When it was entered.
    pub at: Timestamp,
}

impl Report {
    /// Records what an agency said. It replaces what the agency said before.
    pub fn comment(&mut self, comment: Comment) {
        self.comments.retain(|known| known.agency != comment.agency);
        self.comments.push(comment);
    }

    /// Goes through the actions of all priorities.
    pub fn actions(&self) -> impl Iterator<Item = &ReportedAction> {
        self.priorities.iter().flat_map(|priority| &priority.actions)
    }

    /// Returns the agencies that are responsible for its actions, each once.
    pub fn owners(&self) -> Vec<AgencyId> {
        let mut owners: Vec<AgencyId> = self.actions().map(|action| action.owner).collect();
        owners.sort_unstable();
        owners.dedup();
        owners
    }
}
