use serde::{Deserialize, Serialize};
use std::fmt;

/// How far a case has got. A case that is closed keeps the stage at which it was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Somebody describes the problem.
    Scanning,
    /// The agencies find out more about it.
    Analysis,
    /// They do something about it.
    Response,
    /// They look at what changed.
    Assessment,
}

impl Stage {
    /// Every stage, in order.
    pub const ALL: [Self; 4] = [Self::Scanning, Self::Analysis, Self::Response, Self::Assessment];

    /// Returns the short word that addresses and forms use.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Scanning => "scanning",
            Self::Analysis => "analysis",
            Self::Response => "response",
            Self::Assessment => "assessment",
        }
    }

    /// Reads a slug.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.slug() == raw)
    }

    /// Returns the heading of what is written at this stage.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Scanning => "Scanning",
            Self::Analysis => "Analysis",
            Self::Response => "Response",
            Self::Assessment => "Assessment",
        }
    }
}

impl fmt::Display for Stage {
    /// Writes what a list says about a case at this stage.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Scanning => "Proposed",
            Self::Analysis => "Analysing",
            Self::Response => "Responding",
            Self::Assessment => "Assessing",
        })
    }
}

/// How a case ended, as the agencies in it judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The problem is solved.
    Worked,
    /// It is solved in part.
    Partly,
    /// Nobody sees a difference.
    NoDifference,
    /// The responses were not carried out.
    NotCarriedOut,
    /// Somebody else goes on with it.
    HandedOver,
}

impl Outcome {
    /// Every outcome, in the order in which a page lists them.
    pub const ALL: [Self; 5] = [
        Self::Worked,
        Self::Partly,
        Self::NoDifference,
        Self::NotCarriedOut,
        Self::HandedOver,
    ];

    /// Returns the short word that is sent by a form.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Worked => "worked",
            Self::Partly => "partly",
            Self::NoDifference => "no-difference",
            Self::NotCarriedOut => "not-carried-out",
            Self::HandedOver => "handed-over",
        }
    }

    /// Reads a slug.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.slug() == raw)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Worked => "Worked",
            Self::Partly => "Partly worked",
            Self::NoDifference => "No difference seen",
            Self::NotCarriedOut => "Not carried out",
            Self::HandedOver => "Handed over",
        })
    }
}
