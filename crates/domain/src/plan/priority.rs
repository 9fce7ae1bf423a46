use super::{Action, Evaluation, Measure, Verdict};
use crate::id::AgencyId;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What kind of priority it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PriorityKind {
    /// A goal that the partnership has set itself for the year.
    Priority,
    /// Work that it does every year.
    BusinessAsUsual,
    /// A duty that the law gives it.
    StatutoryDuty,
}

impl PriorityKind {
    /// Every kind, in the order in which a page lists them.
    pub const ALL: [Self; 3] = [Self::Priority, Self::BusinessAsUsual, Self::StatutoryDuty];

    /// Returns the short word that a form sends.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Priority => "priority",
            Self::BusinessAsUsual => "business-as-usual",
            Self::StatutoryDuty => "statutory-duty",
        }
    }

    /// Returns the kind that a slug stands for; `None` if there is no such kind.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == raw)
    }
}

impl fmt::Display for PriorityKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Priority => "Priority",
            Self::BusinessAsUsual => "Business as usual",
            Self::StatutoryDuty => "Statutory duty",
        })
    }
}

/// How long an objective is for: this year, or longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Term {
    /// Within the year.
    Short,
    /// Over the next few years.
    Long,
}

impl Term {
    /// Both, in the order in which a page lists them.
    pub const ALL: [Self; 2] = [Self::Short, Self::Long];

    /// Returns the short word that a form sends.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Short => "short",
            Self::Long => "long",
        }
    }

    /// Returns the term that a slug stands for; `None` if there is no such term.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|term| term.slug() == raw)
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Short => "This year",
            Self::Long => "Over the next few years",
        })
    }
}

/// The details of a priority, as somebody enters them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriorityText {
    /// What kind of priority it is.
    pub kind: PriorityKind,
    /// Its title.
    pub title: String,
    /// Its topic, in the writer's own words.
    pub topic: String,
    /// Its areas of focus, from the plan's list.
    pub areas: Vec<String>,
    /// Why it was chosen.
    pub why: Option<String>,
    /// The agency that leads on it.
    pub lead: Option<AgencyId>,
}

/// A priority of a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Priority {
    /// Its number in the plan.
    pub id: u32,
    /// How many times it has been changed.
    pub version: u32,
    /// What was entered.
    pub text: PriorityText,
    /// What it should achieve.
    pub objectives: Vec<Objective>,
    /// Its evaluation at the end of the year.
    pub evaluation: Option<Evaluation>,
}

impl Priority {
    /// Tells whether it goes on in next year's plan.
    pub fn goes_on(&self) -> bool {
        let verdict = self.evaluation.as_ref().map(|evaluation| evaluation.verdict);
        verdict != Some(Verdict::Stop)
    }
}

/// Something that a priority should achieve.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Objective {
    /// Its number in the plan.
    pub id: u32,
    /// How many times it has been changed.
    pub version: u32,
    /// What should be achieved.
    pub text: String,
    /// For this year or for longer.
    pub term: Term,
    /// The numbers that show whether it is achieved.
    pub measures: Vec<Measure>,
    /// What agencies do for it.
    pub actions: Vec<Action>,
}
