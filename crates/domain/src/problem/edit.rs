//! Changes to a case.

use super::{
    Answer, Closed, Counts, FEWEST_MONTHS, InCase, MOST_ENTRIES, MOST_RESPONSES, MOST_SQUARES, NewResponse,
    NextStep, Note, Outcome, Problem, Question, Response, Stage, SummaryText,
};
use crate::id::{AccountId, AgencyId, CampaignId};
use crate::london;
use crate::plan::{ActionStatus, PlanAction};
use jiff::Timestamp;
use jiff::civil::Date;
use thiserror::Error;

/// A change to a case. `seen` is how often the part had been changed when its form was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are named after what they change")]
pub enum Edit {
    /// Adds an entry at a stage.
    Write {
        stage: Stage,
        answers: Vec<Answer>,
        counts: Option<Counts>,
    },
    /// Adds a response.
    Respond(NewResponse),
    /// Says how far a response has got, and by when it will be done.
    Progress {
        response: u32,
        seen: u32,
        status: ActionStatus,
        due: Date,
        note: String,
    },
    /// Moves to a stage, and says what has to be done next.
    Move {
        seen: u32,
        stage: Stage,
        next_step: Option<NextStep>,
    },
    /// Takes an agency into the case.
    Join { seen: u32, agency: AgencyId },
    /// Ends an agency's involvement in the case.
    Leave {
        seen: u32,
        agency: AgencyId,
        why: String,
    },
    /// Closes the case.
    Close {
        seen: u32,
        outcome: Outcome,
        why: String,
    },
    /// Opens it again.
    Reopen { seen: u32, why: String },
    /// Writes the public summary. The public does not read it before somebody else publishes it.
    Summarise { seen: u32, text: SummaryText },
    /// Publishes the summary, as it was seen.
    Publish { seen: u32 },
    /// Takes the summary off the public pages.
    Withdraw { why: String },
    /// Chooses the actions and campaigns that the case belongs with.
    Link {
        seen: u32,
        actions: Vec<PlanAction>,
        campaigns: Vec<CampaignId>,
    },
}

/// Why a case was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EditError {
    /// The part does not exist.
    #[error("This part of the case no longer exists. Open the case again")]
    NotThere,
    /// Somebody has changed the part in the meantime.
    #[error(
        "Somebody has changed this since you opened the page. It now shows what they entered. Make your change again"
    )]
    ChangedMeanwhile,
    /// The case is closed.
    #[error("This case is closed. Open it again before you change it")]
    Closed,
    /// The case is not closed.
    #[error("This case is open already")]
    NotClosed,
    /// Nothing was written.
    #[error("Answer at least one question")]
    NothingWritten,
    /// A hypothesis says nothing about what would show it wrong.
    #[error("Say what would show that the hypothesis is wrong")]
    NotShownWrong,
    /// There is no room for another part.
    #[error(
        "A case has room for {} entries and {} responses",
        MOST_ENTRIES,
        MOST_RESPONSES
    )]
    Full,
    /// The case is at no place.
    #[error("Choose where the problem is")]
    NoSquares,
    /// The place is too large.
    #[error(
        "The place is too large: a case has room for {} squares of 200 metres",
        MOST_SQUARES
    )]
    TooManySquares,
    /// The periods are too short.
    #[error("Each period must be {} months long or longer", FEWEST_MONTHS)]
    TooShort,
    /// The response is due before it begins.
    #[error("The due date must be on or after the day on which the response begins")]
    DueBeforeStart,
    /// The response is due in the past.
    #[error("The due date must be today or later")]
    DueInPast,
    /// The agency is in the case.
    #[error("This agency is in the case already")]
    InCase,
    /// The case would have no agency.
    #[error("A case needs an agency. Add another one before you end this one’s part")]
    LastAgency,
    /// There is no summary.
    #[error("The case has no public summary yet. Write it first")]
    NoSummary,
    /// The publisher wrote the summary.
    #[error("You wrote this summary. Ask another coordinator of the lead organisation to publish it")]
    OwnSummary,
    /// The public reads it already.
    #[error("The public reads this summary already")]
    IsPublished,
    /// The public reads nothing.
    #[error("The public does not read a summary of this case now")]
    NotPublished,
    /// There are too many links.
    #[error(
        "Choose at most {} actions and {} campaigns",
        super::MOST_LINKS,
        super::MOST_LINKS
    )]
    TooManyLinks,
    /// The agency has something to do.
    #[error("This agency has a response to carry out. Say that it is done or stopped first")]
    HasResponses,
}

/// A case after an edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// The case.
    pub problem: Problem,
    /// What was done, in a sentence.
    pub said: String,
    /// Why.
    pub why: Option<String>,
    /// What the log of the whole register says about it, if it records it as well. It holds nothing of the case’s text.
    pub logged: Option<&'static str>,
}

impl Edited {
    pub(super) fn of(problem: Problem, said: impl Into<String>) -> Self {
        Self {
            problem,
            said: said.into(),
            why: None,
            logged: None,
        }
    }

    pub(super) fn logged(self, logged: &'static str, why: Option<String>) -> Self {
        Self {
            why,
            logged: Some(logged),
            ..self
        }
    }
}

impl Problem {
    /// Makes an edit by an account at an instant.
    ///
    /// # Errors
    /// [`EditError`], which says why it is not possible.
    pub fn edited(&self, edit: Edit, by: Option<AccountId>, now: Timestamp) -> Result<Edited, EditError> {
        let problem = self.clone();
        if !edit.fits_closed() && problem.closed.is_some() {
            return Err(EditError::Closed);
        }
        let today = london::date_of(now);
        match edit {
            Edit::Write {
                stage,
                answers,
                counts,
            } => problem.add_entry(stage, answers, counts, (by, now)),
            Edit::Respond(response) => problem.respond(response, today),
            Edit::Progress {
                response,
                seen,
                status,
                due,
                note,
            } => {
                let note = Note {
                    at: now,
                    status,
                    text: note,
                };
                problem.progress((response, seen), note, due)
            }
            Edit::Move {
                seen,
                stage,
                next_step,
            } => problem.move_to(seen, stage, next_step),
            Edit::Join { seen, agency } => problem.join(seen, agency, today),
            Edit::Leave { seen, agency, why } => problem.leave(seen, agency, why, today),
            Edit::Close { seen, outcome, why } => problem.close(
                seen,
                Closed {
                    outcome,
                    why,
                    on: today,
                },
            ),
            Edit::Reopen { seen, why } => problem.reopen(seen, why),
            Edit::Summarise { seen, text } => problem.summarise(seen, text, (by, now)),
            Edit::Publish { seen } => problem.publish(seen, (by, now)),
            Edit::Withdraw { why } => problem.withdraw(why),
            Edit::Link {
                seen,
                actions,
                campaigns,
            } => problem.link(seen, actions, campaigns),
        }
    }

    fn add_entry(
        mut self,
        stage: Stage,
        answers: Vec<Answer>,
        counts: Option<Counts>,
        by: (Option<AccountId>, Timestamp),
    ) -> Result<Edited, EditError> {
        if answers.is_empty() && counts.is_none() {
            return Err(EditError::NothingWritten);
        }
        let answers_to = |question| answers.iter().any(|answer| answer.question == question);
        if answers_to(Question::Hypothesis) && !answers_to(Question::ShownWrong) {
            return Err(EditError::NotShownWrong);
        }
        if counts
            .as_ref()
            .is_some_and(|counts| counts.months < FEWEST_MONTHS)
        {
            return Err(EditError::TooShort);
        }
        if self.entries.len() >= MOST_ENTRIES {
            return Err(EditError::Full);
        }
        let said = format!("Added an entry to {}", stage.heading().to_lowercase());
        self.write(stage, answers, counts, by);
        Ok(Edited::of(self, said))
    }

    fn respond(mut self, response: NewResponse, today: Date) -> Result<Edited, EditError> {
        if self.responses.len() >= MOST_RESPONSES {
            return Err(EditError::Full);
        }
        if response.due < response.starts {
            return Err(EditError::DueBeforeStart);
        }
        if response.due < today {
            return Err(EditError::DueInPast);
        }
        if !self.has(response.owner) {
            return Err(EditError::NotThere);
        }
        let said = format!("Added the response “{}”", response.text);
        let id = self.number();
        self.responses.push(Response {
            id,
            version: 0,
            first_due: response.due,
            response,
            status: ActionStatus::NotStarted,
            notes: Vec::new(),
        });
        Ok(Edited::of(self, said))
    }

    fn progress(mut self, (id, seen): (u32, u32), note: Note, due: Date) -> Result<Edited, EditError> {
        let mut all = self.responses.iter_mut();
        let known = all.find(|response| response.id == id);
        let known = known.ok_or(EditError::NotThere)?;
        if due < known.response.starts {
            return Err(EditError::DueBeforeStart);
        }
        bump(&mut known.version, seen)?;
        let moved = known.response.due != due;
        let name = &known.response.text;
        let said = if moved {
            format!("Moved the due date of “{name}” to {}", london::date(due))
        } else {
            format!("Said how far “{name}” has got")
        };
        let why = note.text.clone();
        (known.response.due, known.status) = (due, note.status);
        known.notes.push(note);
        let done = Edited::of(self, said);
        Ok(if moved {
            done.logged("Moved a due date", Some(why))
        } else {
            done
        })
    }

    fn move_to(mut self, seen: u32, stage: Stage, next: Option<NextStep>) -> Result<Edited, EditError> {
        bump(&mut self.version, seen)?;
        let said = if self.stage == stage {
            "Changed the next step".to_owned()
        } else {
            format!("Moved the case to {}", stage.heading().to_lowercase())
        };
        (self.stage, self.next_step) = (stage, next);
        Ok(Edited::of(self, said))
    }

    fn join(mut self, seen: u32, agency: AgencyId, today: Date) -> Result<Edited, EditError> {
        if self.has(agency) {
            return Err(EditError::InCase);
        }
        bump(&mut self.version, seen)?;
        self.agencies.push(InCase {
            agency,
            since: today,
            until: None,
        });
        Ok(Edited::of(self, "Took an agency into the case").logged("Took an agency into the case", None))
    }

    fn leave(mut self, seen: u32, agency: AgencyId, why: String, today: Date) -> Result<Edited, EditError> {
        let inside = self.agencies.iter().filter(|one| one.until.is_none()).count();
        if !self.has(agency) {
            return Err(EditError::NotThere);
        }
        if inside < 2 {
            return Err(EditError::LastAgency);
        }
        let mut own = self.responses.iter();
        if own.any(|response| response.response.owner == agency && !response.is_over()) {
            return Err(EditError::HasResponses);
        }
        bump(&mut self.version, seen)?;
        let mut of_agency = self.agencies.iter_mut();
        if let Some(one) = of_agency.find(|one| one.agency == agency && one.until.is_none()) {
            one.until = Some(today);
        }
        Ok(Edited::of(self, "Ended an agency’s involvement in the case")
            .logged("Ended an agency’s part", Some(why)))
    }

    fn close(mut self, seen: u32, closed: Closed) -> Result<Edited, EditError> {
        bump(&mut self.version, seen)?;
        let said = format!("Closed the case: {}", closed.outcome.to_string().to_lowercase());
        let why = closed.why.clone();
        (self.closed, self.next_step) = (Some(closed), None);
        Ok(Edited::of(self, said).logged("Closed the case", Some(why)))
    }

    fn reopen(mut self, seen: u32, why: String) -> Result<Edited, EditError> {
        if self.closed.is_none() {
            return Err(EditError::NotClosed);
        }
        bump(&mut self.version, seen)?;
        self.closed = None;
        Ok(Edited::of(self, "Opened the case again").logged("Opened the case again", Some(why)))
    }
}

/// Counts a change, if nobody has changed the part since it was seen.
pub(super) fn bump(version: &mut u32, seen: u32) -> Result<(), EditError> {
    if *version != seen {
        return Err(EditError::ChangedMeanwhile);
    }
    *version = version.saturating_add(1);
    Ok(())
}
