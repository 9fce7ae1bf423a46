//! A partnership's assessment: sections of text beside frozen figures. Each edition is written, reviewed, approved and
//! published, and a published edition never changes.

mod block;
mod edit;
mod moved;
mod piece;
mod section;
mod state;
mod token;
mod what;

pub use block::{Block, Cell, Cited, Grid, Row, Token, row_key};
pub use edit::{Edit, EditError, Edited};
pub use moved::{Moved, moved};
pub use piece::{Bar, Piece};
pub use section::SectionKind;
pub use state::State;
pub use token::{Hint, Problem, hints, problems, written};
pub use what::What;

use crate::id::AccountId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The most characters in a section.
pub const MOST_TEXT: usize = 12_000;
/// The most characters in a comment, and in what a correction says.
pub const MOST_COMMENT: usize = 2_000;
/// The most comments on an edition.
pub const MOST_COMMENTS: usize = 200;

/// One edition of an assessment: its title, its sections and what reviewers said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// Its title.
    pub title: String,
    /// The topic of a quarterly edition, or `None` if it is about everything.
    pub topic: Option<String>,
    /// Its sections, in order.
    pub sections: Vec<Section>,
    /// What reviewers said, in the order in which they said it.
    pub comments: Vec<Comment>,
    /// What a corrected edition changes, and why.
    pub correction: Option<Correction>,
    /// How many times the title, topic and correction have been changed.
    pub version: u32,
}

/// A section of an assessment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Which one it is.
    pub kind: SectionKind,
    /// What it says. It names numbers by token, such as `[[thefts.total]]`.
    pub text: String,
    /// How many times it has been changed.
    pub version: u32,
}

/// What somebody said about an edition in review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// Who said it.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
    /// The section that it is about, or `None` if it is about all of them.
    pub section: Option<SectionKind>,
    /// What they said.
    pub text: String,
}

/// What a corrected edition changes, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// What changed.
    pub what: String,
    /// Why.
    pub why: String,
}

impl Assessment {
    /// Makes a first edition. `text` gives the draft of each section.
    pub fn new(title: String, text: impl Fn(SectionKind) -> String) -> Self {
        let sections = SectionKind::ALL.into_iter().map(|kind| Section {
            kind,
            text: text(kind),
            version: 0,
        });
        Self {
            title,
            topic: None,
            sections: sections.collect(),
            comments: Vec::new(),
            correction: None,
            version: 0,
        }
    }

    /// Finds a section.
    pub fn section(&self, kind: SectionKind) -> Option<&Section> {
        self.sections.iter().find(|section| section.kind == kind)
    }

    /// Makes the draft of an edition that corrects this one. Nobody has commented on it yet.
    #[must_use]
    pub fn corrected(&self, correction: Correction) -> Self {
        Self {
            comments: Vec::new(),
            correction: Some(correction),
            version: 0,
            ..self.clone()
        }
    }
}

/// Writes the number of an edition: `1.0` for the first, `1.1` for its first correction.
pub fn edition_number(edition: u32) -> String {
    format!("1.{edition}")
}

#[cfg(test)]
mod tests;
