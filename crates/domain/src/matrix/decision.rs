use crate::id::AccountId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a person decided about an issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It becomes a priority of the plan.
    Priority,
    /// Agencies go on with what they do every year.
    BusinessAsUsual,
    /// It is not taken up this year.
    NotNow,
}

impl Outcome {
    /// Every outcome, in the order in which a page lists them.
    pub const ALL: [Self; 3] = [Self::Priority, Self::BusinessAsUsual, Self::NotNow];

    /// Returns the short word that a form sends.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Priority => "priority",
            Self::BusinessAsUsual => "business-as-usual",
            Self::NotNow => "not-now",
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
            Self::Priority => "Priority",
            Self::BusinessAsUsual => "Business as usual",
            Self::NotNow => "Not this year",
        })
    }
}

/// A decision about an issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What was decided.
    pub outcome: Outcome,
    /// Why.
    pub reason: Option<String>,
    /// Who decided.
    pub by: AccountId,
    /// When they decided.
    pub at: Timestamp,
    /// The total at that time.
    pub total: Option<u8>,
    /// How the decision differed from the order at that time, in a sentence.
    pub differs: Option<String>,
}

/// How a decision differs from the order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Differs {
    /// The issue has no place in the order.
    NoPlace,
    /// The partnership cannot add to what agencies do alone.
    CannotAdd,
    /// Issues ahead of it in the order are no priorities.
    Ahead(Vec<String>),
    /// Issues behind it in the order are priorities.
    Behind(Vec<String>),
}

impl fmt::Display for Differs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoPlace => f.write_str("The issue has no place in the order, because a mark is missing"),
            Self::CannotAdd => f.write_str("The partnership cannot add to what agencies do alone"),
            Self::Ahead(titles) => write!(
                f,
                "Ahead of it in the order, and not decided as a priority: {}",
                titles.join("; ")
            ),
            Self::Behind(titles) => write!(
                f,
                "Behind it in the order, and decided as a priority: {}",
                titles.join("; ")
            ),
        }
    }
}
