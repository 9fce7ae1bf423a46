use super::{Adds, Decision, Factor, Mark};
use crate::id::{AccountId, PlanId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Where the marks for how often and which way come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// People mark the issue themselves.
    ByHand,
    /// The figures of thefts of bikes give these marks.
    BikeThefts,
}

impl Source {
    /// Both, in the order in which a page lists them.
    pub const ALL: [Self; 2] = [Self::ByHand, Self::BikeThefts];

    /// Returns the short word that a form sends.
    pub fn slug(self) -> &'static str {
        match self {
            Self::ByHand => "by-hand",
            Self::BikeThefts => "bike-thefts",
        }
    }

    /// Reads a slug.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.slug() == raw)
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ByHand => "No: we mark it ourselves",
            Self::BikeThefts => "Yes: it is about stolen bikes, so the figures can mark it",
        })
    }
}

/// The details of an issue, as somebody enters them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewIssue {
    /// Its name.
    pub title: String,
    /// What it covers.
    pub about: Option<String>,
    /// Where the marks for how often and which way come from.
    pub source: Source,
}

/// A mark that a person gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandMark {
    /// The mark.
    pub mark: Mark,
    /// Why it differs from that of the figures.
    pub why: Option<String>,
    /// Who gave it.
    pub by: AccountId,
    /// When they gave it.
    pub at: Timestamp,
}

/// What the figures of a release say about an issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// The number of the release.
    pub release: i64,
    /// Its quarter in words, such as `2026/27 Q2`.
    pub quarter: String,
    /// What was counted, in a sentence.
    pub said: String,
    /// The mark for how often, or `None` if the release does not show the count.
    pub often: Option<Mark>,
    /// The mark for which way it goes, or `None` if there are too few to say.
    pub way: Option<Mark>,
}

impl Counted {
    /// Returns the mark that the figures give for a factor.
    pub fn mark(&self, factor: Factor) -> Option<Mark> {
        match factor {
            Factor::Often => self.often,
            Factor::Way => self.way,
            Factor::Harm | Factor::Concern => None,
        }
    }
}

/// Where a mark comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin<'i> {
    /// A person gave it.
    Hand(&'i HandMark),
    /// The figures gave it.
    Figures(&'i Counted),
    /// A person gave it instead of the mark of the figures.
    Overruled(&'i HandMark, Mark),
}

/// A priority of a plan that was made from a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InPlan {
    /// The plan.
    pub plan: PlanId,
    /// The number of the priority in it.
    pub priority: u32,
}

/// An issue that a matrix compares with others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// Its number in the matrix.
    pub id: u32,
    /// How many times it has been changed.
    pub version: u32,
    /// What was entered.
    pub issue: NewIssue,
    /// The marks that people gave.
    pub hand: BTreeMap<Factor, HandMark>,
    /// What the figures say.
    pub counted: Option<Counted>,
    /// Whether the partnership can add to what agencies do alone.
    pub adds: Option<Adds>,
    /// What the marks rest on.
    pub evidence: Option<String>,
    /// Why it has these marks.
    pub reason: Option<String>,
    /// Its total in the matrix that this one was copied from.
    pub before: Option<u8>,
    /// What was decided.
    pub decision: Option<Decision>,
    /// The priority that was made from the decision.
    pub in_plan: Option<InPlan>,
}

impl Issue {
    /// Makes an issue without marks.
    pub(super) fn new(id: u32, issue: NewIssue) -> Self {
        Self {
            id,
            version: 0,
            issue,
            hand: BTreeMap::new(),
            counted: None,
            adds: None,
            evidence: None,
            reason: None,
            before: None,
            decision: None,
            in_plan: None,
        }
    }

    /// Returns the mark for a factor, and where it comes from.
    pub fn given(&self, factor: Factor) -> Option<(Mark, Origin<'_>)> {
        let figures = self.counted.as_ref();
        let figures = figures.and_then(|counted| Some((counted.mark(factor)?, counted)));
        match (self.hand.get(&factor), figures) {
            (Some(hand), Some((mark, _))) if hand.mark != mark => {
                Some((hand.mark, Origin::Overruled(hand, mark)))
            }
            (_, Some((mark, counted))) => Some((mark, Origin::Figures(counted))),
            (Some(hand), None) => Some((hand.mark, Origin::Hand(hand))),
            (None, None) => None,
        }
    }

    /// Returns the mark for a factor.
    pub fn mark(&self, factor: Factor) -> Option<Mark> {
        self.given(factor).map(|(mark, _)| mark)
    }

    /// Returns the sum of its marks, or `None` while one is missing.
    pub fn total(&self) -> Option<u8> {
        let marks = Factor::ALL.map(|factor| self.mark(factor).map(Mark::number));
        marks.into_iter().sum()
    }

    /// Returns the issue as next year's matrix begins with it: with its marks, and without a decision.
    pub(super) fn for_next_year(&self) -> Self {
        Self {
            version: 0,
            before: self.total(),
            counted: None,
            decision: None,
            in_plan: None,
            ..self.clone()
        }
    }
}
