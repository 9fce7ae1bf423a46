//! Changes to a matrix.

mod issues;
mod marks;

use super::{
    Adds, Counted, Decision, Factor, InPlan, Issue, MOST_ISSUES, Mark, Matrix, NewIssue, Outcome, Source,
};
use crate::id::AccountId;
use jiff::Timestamp;
use std::collections::BTreeMap;
use thiserror::Error;

/// The marks of an issue, as somebody enters them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMarks {
    /// The marks by hand. A factor without one has the mark of the figures.
    pub marks: BTreeMap<Factor, Mark>,
    /// Why a mark differs from that of the figures.
    pub overrules: Option<String>,
    /// Whether the partnership can add to what agencies do alone.
    pub adds: Adds,
    /// What the marks rest on.
    pub evidence: String,
    /// Why it has these marks.
    pub reason: String,
}

/// A change to a matrix. `seen` is how often the part had been changed when its form was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are named after what they change")]
pub enum Edit {
    /// Changes the title and note.
    About {
        seen: u32,
        title: String,
        note: Option<String>,
    },
    /// Adds an issue.
    AddIssue(NewIssue),
    /// Changes what an issue is.
    ChangeIssue { id: u32, seen: u32, issue: NewIssue },
    /// Removes an issue about which nothing is decided.
    RemoveIssue { id: u32 },
    /// Marks an issue.
    Mark { id: u32, seen: u32, marks: NewMarks },
    /// Decides about an issue.
    Decide {
        id: u32,
        seen: u32,
        outcome: Outcome,
        reason: Option<String>,
    },
    /// Takes the marks of the last release.
    TakeFigures,
    /// Notes that a priority was made from a decision.
    PutInPlan { id: u32, in_plan: InPlan },
}

/// Why a matrix was not changed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EditError {
    /// The issue does not exist.
    #[error("This issue no longer exists. Open the matrix again")]
    NotThere,
    /// Somebody has changed the part in the meantime.
    #[error("Somebody has changed this since you opened the page. Read what they saved, and save again")]
    ChangedMeanwhile,
    /// There is no room for another issue.
    #[error("A matrix has room for {} issues", MOST_ISSUES)]
    Full,
    /// Another issue has the name.
    #[error("There is already an issue called “{0}”. Use another name")]
    SameTitle(String),
    /// Something was decided about the issue.
    #[error("This issue has a decision, so it stays. Decide “Not this year” instead")]
    Decided,
    /// A mark is missing, and the figures do not give it.
    #[error("The figures do not give this mark. Choose a mark from 1 to 4")]
    NoMark(Factor),
    /// A mark differs from that of the figures, and nobody says why.
    #[error("The figures say {0}. Say why you are marking it differently")]
    NoReasonToOverrule(Mark),
    /// A decision differs from the order, and nobody says why.
    #[error("This differs from the order. {0}. Say why you have decided this")]
    NoReasonToDiffer(String),
    /// The marks are those of the last release.
    #[error("These are already the marks of the last release")]
    NothingNewer,
    /// The figures mark none of the issues, or no quarter has been closed.
    #[error("There are no figures to take. They mark issues about stolen bikes, once a quarter has closed")]
    NoFigures,
}

/// A matrix after an edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// The matrix.
    pub matrix: Matrix,
    /// What was done, in a sentence.
    pub said: String,
    /// Why.
    pub why: Option<String>,
    /// Whether the log of the whole register records it as well.
    pub is_logged: bool,
}

/// What was done, why, and whether the log of the whole register records it.
type Done = (String, Option<String>, bool);

impl Matrix {
    /// Makes an edit at an instant. `figures` is what the last release says about thefts of bikes.
    ///
    /// # Errors
    /// [`EditError`], which says why it is not possible.
    pub fn edited(
        &self,
        edit: Edit,
        (by, now): (AccountId, Timestamp),
        figures: Option<&Counted>,
    ) -> Result<Edited, EditError> {
        let mut matrix = self.clone();
        let (said, why, is_logged) = match edit {
            Edit::About { seen, title, note } => {
                bump(&mut matrix.version, seen)?;
                (matrix.title, matrix.note) = (title, note);
                quietly("Changed the title or note")
            }
            Edit::AddIssue(issue) => matrix.add_issue(issue, figures)?,
            Edit::ChangeIssue { id, seen, issue } => matrix.change_issue((id, seen), issue, figures)?,
            Edit::RemoveIssue { id } => matrix.remove_issue(id)?,
            Edit::Mark { id, seen, marks } => matrix.mark((id, seen), marks, (by, now))?,
            Edit::Decide {
                id,
                seen,
                outcome,
                reason,
            } => matrix.decide((id, seen), outcome, reason, (by, now))?,
            Edit::TakeFigures => matrix.take_figures(figures)?,
            Edit::PutInPlan { id, in_plan } => {
                let issue = matrix.issue_mut(id)?;
                issue.in_plan = Some(in_plan);
                let said = format!("Added “{}” to the plan", issue.issue.title);
                (said, None, false)
            }
        };
        Ok(Edited {
            matrix,
            said,
            why,
            is_logged,
        })
    }

    fn decide(
        &mut self,
        (id, seen): (u32, u32),
        outcome: Outcome,
        reason: Option<String>,
        (by, now): (AccountId, Timestamp),
    ) -> Result<Done, EditError> {
        let issue = self.issue(id).ok_or(EditError::NotThere)?;
        let differs = self.differs(issue, outcome).map(|differs| differs.to_string());
        let issue = self.issue_mut(id)?;
        bump(&mut issue.version, seen)?;
        if let (Some(differs), None) = (&differs, &reason) {
            return Err(EditError::NoReasonToDiffer(differs.clone()));
        }
        issue.decision = Some(Decision {
            outcome,
            reason: reason.clone(),
            by,
            at: now,
            total: issue.total(),
            differs,
        });
        let said = format!(
            "Decided on “{}”: {}",
            issue.issue.title,
            outcome.to_string().to_lowercase()
        );
        Ok((said, reason, true))
    }

    fn take_figures(&mut self, figures: Option<&Counted>) -> Result<Done, EditError> {
        let figures = figures
            .filter(|_| self.takes_figures())
            .ok_or(EditError::NoFigures)?;
        let mut is_newer = false;
        for issue in &mut self.issues {
            if issue.issue.source == Source::BikeThefts && issue.counted.as_ref() != Some(figures) {
                issue.counted = Some(figures.clone());
                issue.version = issue.version.saturating_add(1);
                is_newer = true;
            }
        }
        if !is_newer {
            return Err(EditError::NothingNewer);
        }
        let said = format!("Took the marks of the release {}", figures.quarter);
        Ok((said, None, false))
    }

    fn issue_mut(&mut self, id: u32) -> Result<&mut Issue, EditError> {
        let found = self.issues.iter_mut().find(|issue| issue.id == id);
        found.ok_or(EditError::NotThere)
    }
}

fn quietly(said: &str) -> Done {
    (said.to_owned(), None, false)
}

/// Counts a change, if nobody has changed the part since it was seen.
fn bump(version: &mut u32, seen: u32) -> Result<(), EditError> {
    if *version != seen {
        return Err(EditError::ChangedMeanwhile);
    }
    *version = version.saturating_add(1);
    Ok(())
}
