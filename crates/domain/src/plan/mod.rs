//! A partnership's plan for a year. Each priority has objectives, and each objective has measures and actions.
//!
//! A plan is always read and written as a whole. Each change is an [`Edit`], which returns the new plan and says in a
//! sentence what was done.

mod action;
mod edit;
mod evaluation;
mod figure;
mod measure;
mod number;
mod priority;
mod report;
mod what;

pub use action::{Action, ActionError, ActionStatus, Due, Move, NewAction, Note, PlanAction, Progress};
pub use edit::{Edit, EditError, Edited};
pub use evaluation::{Evaluation, Verdict};
pub use figure::MeasuredFigure;
pub use measure::{
    Baseline, Direction, Measure, MeasureError, MeasureStatus, MeasuredValue, NewMeasure, OverruledStatus,
    Target, USUAL_TOLERANCE,
};
pub use number::{NumberError, Unit};
pub use priority::{Objective, Priority, PriorityKind, PriorityText, Term};
pub use report::{Comment, Report, ReportedAction, ReportedMeasure, ReportedPriority};
pub use what::What;

use crate::id::{AccountId, AgencyId};
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

/// The most priorities that a plan can have.
pub const MOST_PRIORITIES: usize = 40;
/// The most objectives, measures and actions that a plan can have, all together.
pub const MOST_PARTS: usize = 400;
/// The most marking events that an action can be linked to.
pub const MOST_EVENTS: usize = 40;

/// Who changed something: a signed-in account, or an agency through the link in its e-mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// A signed-in account.
    Account(AccountId),
    /// An agency that does not sign in.
    Agency(AgencyId),
    /// The register itself, and no person.
    Register,
}

impl By {
    /// Returns the account, if somebody was signed in.
    pub fn account(self) -> Option<AccountId> {
        match self {
            Self::Account(account) => Some(account),
            Self::Agency(_) | Self::Register => None,
        }
    }
}

/// A partnership's plan for a financial year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Its title.
    pub title: String,
    /// What it is about, in a few sentences.
    pub summary: Option<String>,
    /// The calendar year in which it begins, in April.
    pub year: i16,
    /// The areas of focus. Each priority can have some of them.
    pub areas: Vec<String>,
    /// What it sets out to do, in order.
    pub priorities: Vec<Priority>,
    /// How many times the title, summary and areas have been changed.
    pub version: u32,
    /// The number of the next part.
    next: u32,
}

impl Plan {
    /// Makes an empty plan.
    pub fn new(title: String, year: i16, areas: Vec<String>) -> Self {
        Self {
            title,
            summary: None,
            year,
            areas,
            priorities: Vec::new(),
            version: 0,
            next: 1,
        }
    }

    /// Returns its first day.
    pub fn starts(&self) -> Date {
        Date::new(self.year, 4, 1).unwrap_or(date(1, 4, 1))
    }

    /// Returns its last day.
    pub fn ends(&self) -> Date {
        Date::new(self.year.saturating_add(1), 3, 31).unwrap_or(date(1, 3, 31))
    }

    /// Finds a priority.
    pub fn priority(&self, id: u32) -> Option<&Priority> {
        self.priorities.iter().find(|priority| priority.id == id)
    }

    /// Goes through the objectives of all priorities.
    pub fn objectives(&self) -> impl Iterator<Item = &Objective> {
        self.priorities.iter().flat_map(|priority| &priority.objectives)
    }

    /// Goes through the measures of all priorities.
    pub fn measures(&self) -> impl Iterator<Item = &Measure> {
        self.objectives().flat_map(|objective| &objective.measures)
    }

    /// Goes through the actions of all priorities.
    pub fn actions(&self) -> impl Iterator<Item = &Action> {
        self.objectives().flat_map(|objective| &objective.actions)
    }

    /// Finds an objective.
    pub fn objective(&self, id: u32) -> Option<&Objective> {
        self.objectives().find(|objective| objective.id == id)
    }

    /// Finds a measure.
    pub fn measure(&self, id: u32) -> Option<&Measure> {
        self.measures().find(|measure| measure.id == id)
    }

    /// Finds an action.
    pub fn action(&self, id: u32) -> Option<&Action> {
        self.actions().find(|action| action.id == id)
    }

    /// Returns next year's plan, without the priorities whose evaluation says to stop them. Actions that have ended are
    /// left out; the others keep their first due dates, moves and notes.
    #[must_use]
    pub fn for_next_year(&self) -> Self {
        let mut next = self.clone();
        next.year = self.year.saturating_add(1);
        next.version = 0;
        next.priorities.retain(Priority::goes_on);
        for priority in &mut next.priorities {
            priority.evaluation = None;
            for objective in &mut priority.objectives {
                objective.actions.retain(|action| !action.status.is_end());
            }
        }
        next
    }

    /// Returns the number for a new part.
    fn number(&mut self) -> u32 {
        let number = self.next;
        self.next = self.next.saturating_add(1);
        number
    }

    fn parts(&self) -> usize {
        self.objectives().count() + self.measures().count() + self.actions().count()
    }

    fn priority_mut(&mut self, id: u32) -> Option<&mut Priority> {
        self.priorities.iter_mut().find(|priority| priority.id == id)
    }

    fn objective_mut(&mut self, id: u32) -> Option<&mut Objective> {
        let priorities = self.priorities.iter_mut();
        let mut all = priorities.flat_map(|priority| &mut priority.objectives);
        all.find(|objective| objective.id == id)
    }

    fn measure_mut(&mut self, id: u32) -> Option<&mut Measure> {
        let priorities = self.priorities.iter_mut();
        let objectives = priorities.flat_map(|priority| &mut priority.objectives);
        let mut all = objectives.flat_map(|objective| &mut objective.measures);
        all.find(|measure| measure.id == id)
    }

    fn action_mut(&mut self, id: u32) -> Option<&mut Action> {
        let priorities = self.priorities.iter_mut();
        let objectives = priorities.flat_map(|priority| &mut priority.objectives);
        let mut all = objectives.flat_map(|objective| &mut objective.actions);
        all.find(|action| action.id == id)
    }
}

#[cfg(test)]
mod tests;
