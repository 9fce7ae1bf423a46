//! Problem cases: what agencies find out about a problem at a place, what they do about it, and what changed.
//!
//! A case is read and written whole. Each change is an [`Edit`], which returns the new case and says in a sentence what
//! was done. A case holds no person: no names, no telephone numbers, no suspects.

mod edit;
mod entry;
mod response;
mod stage;
mod summary;

pub use edit::{Edit, EditError, Edited};
pub use entry::{Answer, BeforeAfter, ControlCounts, Counts, Entry, Question};
pub use response::{NewResponse, Note, Response};
pub use stage::{Outcome, Stage};
pub use summary::{Links, MOST_LINKS, Summary, SummaryText};

use crate::id::{AccountId, AgencyId};
use crate::london;
use edit::bump;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The most squares that a case can have.
pub const MOST_SQUARES: usize = 40;
/// The most entries that a case can have.
pub const MOST_ENTRIES: usize = 200;
/// The most responses that a case can have.
pub const MOST_RESPONSES: usize = 40;
/// The fewest months that a period of counts has.
pub const FEWEST_MONTHS: u8 = 6;

/// A square of 200 m, counted east and north of the origin of the grid.
pub type Square = (i32, i32);

/// An agency that is or was in a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InCase {
    /// The agency.
    pub agency: AgencyId,
    /// The day on which it joined.
    pub since: Date,
    /// The day on which it left; `None` while it is in the case.
    pub until: Option<Date>,
}

/// What has to be done next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextStep {
    /// What.
    pub text: String,
    /// By which day.
    pub by: Option<Date>,
}

/// That a case is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// How it ended.
    pub outcome: Outcome,
    /// Why.
    pub why: String,
    /// On which day.
    pub on: Date,
}

/// A case, as somebody opens it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewProblem {
    /// What it is called.
    pub title: String,
    /// The agency that raises it.
    pub raised_by: AgencyId,
    /// Where it is, in words.
    pub place: String,
    /// Its squares.
    pub squares: Vec<Square>,
    /// What the agency knows already.
    pub answers: Vec<Answer>,
    /// What has to be done next.
    pub next_step: Option<NextStep>,
}

/// A problem case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What it is called.
    pub title: String,
    /// The agency that raised it.
    pub raised_by: AgencyId,
    /// The day on which it was raised.
    pub raised_on: Date,
    /// Where it is, in words.
    pub place: String,
    /// Its squares. They stay as they are, so that its figures are always about the same place.
    pub squares: Vec<Square>,
    /// How far it has got.
    pub stage: Stage,
    /// What has to be done next.
    pub next_step: Option<NextStep>,
    /// That it is closed.
    pub closed: Option<Closed>,
    /// The agencies that are or were in it.
    pub agencies: Vec<InCase>,
    /// What was written at each stage, oldest first.
    pub entries: Vec<Entry>,
    /// What is done about it.
    pub responses: Vec<Response>,
    /// What the public may read about it.
    #[serde(default)]
    pub summary: Option<Summary>,
    /// What it belongs with.
    #[serde(default)]
    pub links: Links,
    /// How many times its stage, its end and its agencies have been changed.
    pub version: u32,
    /// The number of the next part.
    next: u32,
}

impl Problem {
    /// Opens a case.
    ///
    /// # Errors
    /// [`EditError`] when it has no squares or too many.
    pub fn new(new: NewProblem, by: Option<AccountId>, now: Timestamp) -> Result<Self, EditError> {
        let mut squares = new.squares;
        squares.sort_unstable();
        squares.dedup();
        if squares.is_empty() {
            return Err(EditError::NoSquares);
        }
        if squares.len() > MOST_SQUARES {
            return Err(EditError::TooManySquares);
        }
        let today = london::date_of(now);
        let mut problem = Self {
            title: new.title,
            raised_by: new.raised_by,
            raised_on: today,
            place: new.place,
            squares,
            stage: Stage::Scanning,
            next_step: new.next_step,
            closed: None,
            agencies: vec![InCase {
                agency: new.raised_by,
                since: today,
                until: None,
            }],
            entries: Vec::new(),
            responses: Vec::new(),
            summary: None,
            links: Links::default(),
            version: 0,
            next: 1,
        };
        if !new.answers.is_empty() {
            problem.write(Stage::Scanning, new.answers, None, (by, now));
        }
        Ok(problem)
    }

    /// Tells whether an agency is in the case now.
    pub fn has(&self, agency: AgencyId) -> bool {
        self.agencies
            .iter()
            .any(|one| one.agency == agency && one.until.is_none())
    }

    /// Returns how many days old it is, or was when it was closed.
    pub fn age_on(&self, day: Date) -> i32 {
        let end = self.closed.as_ref().map_or(day, |closed| closed.on);
        (end - self.raised_on).get_days()
    }

    /// Finds a response.
    pub fn response(&self, id: u32) -> Option<&Response> {
        self.responses.iter().find(|response| response.id == id)
    }

    /// Returns the entries of a stage, oldest first.
    pub fn entries_of(&self, stage: Stage) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.stage == stage)
    }

    /// Returns the first day on which a response began.
    pub fn first_response(&self) -> Option<Date> {
        self.responses
            .iter()
            .map(|response| response.response.starts)
            .min()
    }

    /// Tells whether a place to compare with was written down before the first response began.
    pub fn has_control_in_time(&self) -> bool {
        let named = |entry: &&Entry| {
            let mut answers = entry.answers.iter();
            answers.any(|answer| answer.question == Question::Control)
        };
        let first = self.entries.iter().find(named);
        let on = first.map(|entry| london::date_of(entry.at));
        on.zip(self.first_response())
            .is_some_and(|(on, began)| on < began)
    }

    /// Returns the counts that were typed last.
    pub fn latest_counts(&self) -> Option<&Counts> {
        self.entries.iter().rev().find_map(|entry| entry.counts.as_ref())
    }

    /// Adds an entry.
    fn write(
        &mut self,
        stage: Stage,
        answers: Vec<Answer>,
        counts: Option<Counts>,
        (by, at): (Option<AccountId>, Timestamp),
    ) {
        let id = self.number();
        self.entries.push(Entry {
            id,
            at,
            by,
            stage,
            answers,
            counts,
        });
    }

    /// Returns the number for a new part.
    fn number(&mut self) -> u32 {
        let number = self.next;
        self.next = self.next.saturating_add(1);
        number
    }
}

#[cfg(test)]
mod tests;
