//! Issues are added, changed and removed.

use super::{Done, EditError, bump};
use crate::matrix::{Counted, Issue, MOST_ISSUES, Matrix, NewIssue, Source};

impl Matrix {
    pub(super) fn add_issue(
        &mut self,
        issue: NewIssue,
        figures: Option<&Counted>,
    ) -> Result<Done, EditError> {
        if self.issues.len() >= MOST_ISSUES {
            return Err(EditError::Full);
        }
        self.no_other(None, &issue.title)?;
        let said = format!("Added the issue “{}”", issue.title);
        let mut issue = Issue::new(self.number(), issue);
        issue.count(figures);
        self.issues.push(issue);
        Ok((said, None, false))
    }

    pub(super) fn change_issue(
        &mut self,
        (id, seen): (u32, u32),
        changed: NewIssue,
        figures: Option<&Counted>,
    ) -> Result<Done, EditError> {
        self.no_other(Some(id), &changed.title)?;
        let issue = self.issue_mut(id)?;
        bump(&mut issue.version, seen)?;
        let said = format!("Changed the issue “{}”", changed.title);
        if issue.issue.source != changed.source {
            issue.counted = None;
        }
        issue.issue = changed;
        if issue.counted.is_none() {
            issue.count(figures);
        }
        Ok((said, None, false))
    }

    pub(super) fn remove_issue(&mut self, id: u32) -> Result<Done, EditError> {
        let issue = self.issue(id).ok_or(EditError::NotThere)?;
        if issue.decision.is_some() {
            return Err(EditError::Decided);
        }
        let said = format!("Removed the issue “{}”", issue.issue.title);
        self.issues.retain(|issue| issue.id != id);
        Ok((said, None, false))
    }

    /// Makes sure that no other issue has a title.
    fn no_other(&self, id: Option<u32>, title: &str) -> Result<(), EditError> {
        let mut others = self.issues.iter().filter(|issue| Some(issue.id) != id);
        match others.find(|issue| issue.issue.title.to_lowercase() == title.to_lowercase()) {
            Some(other) => Err(EditError::SameTitle(other.issue.title.clone())),
            None => Ok(()),
        }
    }
}

impl Issue {
    /// Takes what the figures say, if they can mark this issue.
    fn count(&mut self, figures: Option<&Counted>) {
        if self.issue.source == Source::BikeThefts {
            self.counted = figures.cloned();
        }
    }
}
