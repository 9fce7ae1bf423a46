use serde::{Deserialize, Serialize};
use std::fmt;

/// What happens to a priority after its evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It goes on as it is.
    Keep,
    /// It goes on with changes.
    Change,
    /// It ends.
    Stop,
}

impl Verdict {
    /// Every verdict, in the order in which a page lists them.
    pub const ALL: [Self; 3] = [Self::Keep, Self::Change, Self::Stop];

    /// Returns the short word that a form sends.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Change => "change",
            Self::Stop => "stop",
        }
    }

    /// Returns the verdict that a slug stands for; `None` if there is no such verdict.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.slug() == raw)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Keep => "Keep it as it is",
            Self::Change => "Keep it, with changes",
            Self::Stop => "Stop it",
        })
    }
}

/// The evaluation of a priority: what was done, what changed, and what else may explain the change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluation {
    /// What was done.
    pub done: String,
    /// What changed, and compared with what.
    pub changed: String,
    /// What else may explain the change.
    pub else_explains: String,
    /// What it cost.
    pub cost: Option<String>,
    /// What happens to the priority now.
    pub verdict: Verdict,
    /// How many times it has been changed.
    pub version: u32,
}
