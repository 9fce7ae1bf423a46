//! A partnership's priority matrix for a year. It compares issues, with or without data about bikes: each has four
//! marks from 1 to 4, and the marks propose an order. A person decides what becomes a priority.
//!
//! A matrix is read and written whole. Each change is an [`Edit`], which returns the new matrix and says in a sentence
//! what was done.

mod decision;
mod edit;
mod factor;
mod issue;
mod order;

pub use decision::{Decision, Differs, Outcome};
pub use edit::{Edit, EditError, Edited, NewMarks};
pub use factor::{Adds, Factor, Mark, MarkError, Trend};
pub use issue::{Counted, HandMark, InPlan, Issue, NewIssue, Origin, Source};
pub use order::Ranked;

use serde::{Deserialize, Serialize};

/// The most issues that a matrix can have.
pub const MOST_ISSUES: usize = 40;
/// The highest total.
pub const MOST_TOTAL: u8 = 16;

/// A partnership's priority matrix for a financial year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matrix {
    /// Its title.
    pub title: String,
    /// Who marked the issues, and how.
    pub note: Option<String>,
    /// The calendar year in which the plan begins whose priorities it sets.
    pub year: i16,
    /// The issues, in the order in which they were added.
    pub issues: Vec<Issue>,
    /// How many times the title and note have been changed.
    pub version: u32,
    /// The number of the next issue.
    next: u32,
}

impl Matrix {
    /// Makes an empty matrix.
    pub fn new(title: String, year: i16) -> Self {
        Self {
            title,
            note: None,
            year,
            issues: Vec::new(),
            version: 0,
            next: 1,
        }
    }

    /// Returns the year in words, such as `2026/27`.
    pub fn year_said(&self) -> String {
        let next = self.year.saturating_add(1).rem_euclid(100);
        format!("{}/{next:02}", self.year)
    }

    /// Finds an issue.
    pub fn issue(&self, id: u32) -> Option<&Issue> {
        self.issues.iter().find(|issue| issue.id == id)
    }

    /// Tells whether the figures can mark one of its issues.
    pub fn takes_figures(&self) -> bool {
        let mut issues = self.issues.iter();
        issues.any(|issue| issue.issue.source == Source::BikeThefts)
    }

    /// Returns the matrix of another year with the same issues and the marks that people gave. Nothing is decided in it
    /// yet, and each issue says what its total was.
    #[must_use]
    pub fn copied(&self, title: String, year: i16) -> Self {
        Self {
            title,
            note: None,
            year,
            issues: self.issues.iter().map(Issue::for_next_year).collect(),
            version: 0,
            next: self.next,
        }
    }

    /// Returns the number for a new issue.
    fn number(&mut self) -> u32 {
        let number = self.next;
        self.next = self.next.saturating_add(1);
        number
    }
}

#[cfg(test)]
mod tests;
