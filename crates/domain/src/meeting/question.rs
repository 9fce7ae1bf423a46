use crate::account::contact::EmailAddress;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A question to a meeting from a member of the public.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// What they ask.
    pub text: String,
    /// Their name, if they gave it.
    pub name: Option<String>,
    /// Where to send an answer, if they want one.
    pub email: Option<EmailAddress>,
    /// Whether they agreed that the public reads their name with the question.
    #[serde(default)]
    pub shows_name: bool,
}

impl Question {
    /// Returns the name that the public may read with the question.
    pub fn public_name(&self) -> Option<&str> {
        self.name.as_deref().filter(|_| self.shows_name)
    }
}

/// What came of a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the fields are named after what they hold")]
pub enum Outcome {
    /// The public reads the question, as it is written here, and the answer.
    Published { question: String, answer: String },
    /// The public reads nothing. The person who asked may have an answer.
    NotPublished { answer: Option<String>, why: String },
    /// The person who asked took it back.
    Withdrawn { why: String },
}

impl Outcome {
    /// Returns the answer that the person who asked reads.
    pub fn answer(&self) -> Option<&str> {
        match self {
            Self::Published { answer, .. } => Some(answer),
            Self::NotPublished { answer, .. } => answer.as_deref(),
            Self::Withdrawn { .. } => None,
        }
    }

    /// Tells whether the public reads it.
    pub fn is_published(&self) -> bool {
        matches!(self, Self::Published { .. })
    }

    /// Returns why the public does not read it.
    pub fn why(&self) -> Option<&str> {
        match self {
            Self::Published { .. } => None,
            Self::NotPublished { why, .. } | Self::Withdrawn { why } => Some(why),
        }
    }
}

/// What somebody who keeps the meeting wrote about a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// How many times it has been written.
    pub version: u32,
    /// When it was last written.
    pub at: Timestamp,
    /// What came of the question.
    pub outcome: Outcome,
}
