use super::By;
use crate::id::{AgencyId, EventId, PlanId};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// The action of a plan, for what is linked to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanAction {
    /// The plan.
    pub plan: PlanId,
    /// The number of the action in it.
    pub action: u32,
}

/// How far an action has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActionStatus {
    /// Nobody has started.
    NotStarted,
    /// Somebody is working on it.
    UnderWay,
    /// Somebody is working on it, but it may not be done in time.
    AtRisk,
    /// It is done.
    Done,
    /// It will not be done.
    Stopped,
}

impl ActionStatus {
    /// Every status, in the order in which a page lists them.
    pub const ALL: [Self; 5] = [
        Self::NotStarted,
        Self::UnderWay,
        Self::AtRisk,
        Self::Done,
        Self::Stopped,
    ];

    /// Returns the short word that a form sends.
    pub fn slug(self) -> &'static str {
        match self {
            Self::NotStarted => "not-started",
            Self::UnderWay => "under-way",
            Self::AtRisk => "at-risk",
            Self::Done => "done",
            Self::Stopped => "stopped",
        }
    }

    /// Returns the status that a slug stands for; `None` if there is no such status.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.slug() == raw)
    }

    /// Tells whether work on it has ended.
    pub fn is_end(self) -> bool {
        matches!(self, Self::Done | Self::Stopped)
    }
}

impl fmt::Display for ActionStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotStarted => "Not started",
            Self::UnderWay => "Under way",
            Self::AtRisk => "At risk",
            Self::Done => "Done",
            Self::Stopped => "Stopped",
        })
    }
}

/// A due date that was moved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Move {
    /// The due date before the move.
    pub from: Date,
    /// The due date after the move.
    pub to: Date,
    /// Why it was moved.
    pub reason: String,
    /// Who moved it.
    pub by: By,
    /// When it was moved.
    pub at: Timestamp,
}

/// What somebody said about an action.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// What they said.
    pub text: String,
    /// Who said it.
    pub by: By,
    /// When they said it.
    pub at: Timestamp,
}

/// The details of an action, as somebody enters them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAction {
    /// What will be done.
    pub title: String,
    /// The agency that is responsible for it.
    pub owner: AgencyId,
    /// The agencies that help.
    pub others: Vec<AgencyId>,
    /// The day on which it begins.
    pub start: Option<Date>,
    /// The day by which it should be done.
    pub due: Date,
}

/// An agency's report on how far an action has got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// How far the action has got.
    pub status: ActionStatus,
    /// A note about it.
    pub note: Option<String>,
    /// What shows that it is done.
    pub evidence: Option<String>,
}

/// Why an action, or a report of its progress, is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ActionError {
    /// It would be due before it begins.
    #[error("The due date must be on or after the start date")]
    Backwards,
    /// A new action would already be late.
    #[error("The due date must be today or later")]
    Past,
    /// It is already due on that day.
    #[error("This is already the due date. Enter another date")]
    SameDay,
    /// The action is done, but nothing shows it.
    #[error("Say what shows that the action is done")]
    NoEvidence,
    /// The action is stopped, but nobody says why.
    #[error("Say why the action has been stopped")]
    NoReason,
    /// Nothing was said.
    #[error("Choose another status or write a note")]
    Nothing,
}

impl NewAction {
    /// Checks that the dates are in order.
    ///
    /// # Errors
    /// [`ActionError::Backwards`] when it would be due before it begins.
    pub fn check(&self) -> Result<(), ActionError> {
        match self.start {
            Some(start) if start > self.due => Err(ActionError::Backwards),
            _ => Ok(()),
        }
    }
}

/// How an action stands against its due dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Its due date has not passed, or the work has ended.
    InTime,
    /// Its first due date has passed, but it was moved to a day that has not passed.
    LateByFirst,
    /// Its due date has passed.
    Late,
}

/// Something that an agency does for an objective.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Action {
    /// Its number in the plan.
    pub id: u32,
    /// How many times it has been changed.
    pub version: u32,
    /// What was entered.
    pub action: NewAction,
    /// The first due date.
    pub first_due: Date,
    /// Each change of the due date, with its reason.
    pub moves: Vec<Move>,
    /// How far it has got.
    pub status: ActionStatus,
    /// What shows that it is done.
    pub evidence: Option<String>,
    /// What was said about it, oldest first.
    pub notes: Vec<Note>,
    /// The marking events that count towards it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<EventId>,
}

impl Action {
    /// Tells whether it is late on the given day, and by which due date. An action is late from the day after its due
    /// date, whatever its notes say.
    pub fn due_on(&self, today: Date) -> Due {
        if self.status.is_end() {
            Due::InTime
        } else if self.action.due < today {
            Due::Late
        } else if self.first_due < today {
            Due::LateByFirst
        } else {
            Due::InTime
        }
    }

    /// Records how far the action has got.
    pub(super) fn progress(&mut self, told: Progress, by: By, at: Timestamp) -> Result<(), ActionError> {
        let evidence = told.evidence.or_else(|| self.evidence.clone());
        if told.status == ActionStatus::Done && evidence.is_none() {
            return Err(ActionError::NoEvidence);
        }
        if told.status == ActionStatus::Stopped && told.note.is_none() && self.status != told.status {
            return Err(ActionError::NoReason);
        }
        if told.status == self.status && told.note.is_none() && evidence == self.evidence {
            return Err(ActionError::Nothing);
        }
        self.status = told.status;
        self.evidence = evidence;
        if let Some(text) = told.note {
            self.notes.push(Note { text, by, at });
        }
        Ok(())
    }
}
