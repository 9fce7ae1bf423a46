//! What the owner and the insurer say about a bike, if the insurer has paid for it. The register does not take sides.

use crate::account::contact::EmailAddress;
use serde::{Deserialize, Serialize};

/// An answer to the question of who keeps a bike that an insurer has paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InsuranceAnswer {
    /// The owner keeps it and pays the insurer back.
    Keeps,
    /// The owner gives it up to the insurer.
    GivesUp,
    /// The insurer does not want it.
    NotWanted,
}

impl InsuranceAnswer {
    /// What owners can answer.
    pub const OWNERS: [Self; 2] = [Self::Keeps, Self::GivesUp];
    /// What insurers can answer.
    pub const INSURERS: [Self; 3] = [Self::GivesUp, Self::Keeps, Self::NotWanted];

    /// Returns the short word that forms use.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Keeps => "keeps",
            Self::GivesUp => "gives-up",
            Self::NotWanted => "not-wanted",
        }
    }

    /// Returns the words that a page shows to everybody.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Keeps => "The owner keeps the bike and pays the insurer back",
            Self::GivesUp => "The owner gives the bike up, and the insurer takes it",
            Self::NotWanted => "The insurer does not want the bike",
        }
    }

    /// Returns the answer that a slug stands for; `None` if there is no such answer.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        [Self::Keeps, Self::GivesUp, Self::NotWanted]
            .into_iter()
            .find(|answer| answer.slug() == raw)
    }

    /// Tells whether the owner keeps the bike under this answer.
    #[must_use]
    pub fn is_owners(self) -> bool {
        self != Self::GivesUp
    }
}

/// The insurer, as the owner names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Insurer {
    /// Its name.
    pub name: String,
    /// Its reference for the claim.
    pub claim: String,
    /// The address to which we send our question.
    pub email: Option<EmailAddress>,
}

/// What we were told about an insurer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Insurance {
    /// True if an insurer has paid; `None` until the owner has told us.
    pub paid: Option<bool>,
    /// The insurer that has paid, as the owner named it.
    pub insurer: Option<Insurer>,
    /// What the owner answered.
    pub owner: Option<InsuranceAnswer>,
    /// What the insurer answered.
    pub by_insurer: Option<InsuranceAnswer>,
}

impl Insurance {
    /// Tells whether we have all the answers that we need.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        self.paid != Some(true)
            || self.by_insurer == Some(InsuranceAnswer::NotWanted)
            || (self.owner.is_some() && self.by_insurer.is_some())
    }

    /// Tells whether the owner and the insurer disagree.
    #[must_use]
    pub fn is_disagreed(&self) -> bool {
        let differ = |(owner, insurer): (InsuranceAnswer, InsuranceAnswer)| {
            insurer != InsuranceAnswer::NotWanted && owner != insurer
        };
        self.owner.zip(self.by_insurer).is_some_and(differ)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use InsuranceAnswer::{GivesUp, Keeps, NotWanted};

    #[test]
    fn both_are_waited_for_unless_the_insurer_does_not_want_it() {
        for (paid, owner, insurer, answered, disagreed) in [
            (None, None, None, true, false),
            (Some(false), None, None, true, false),
            (Some(true), None, None, false, false),
            (Some(true), Some(Keeps), None, false, false),
            (Some(true), None, Some(NotWanted), true, false),
            (Some(true), Some(Keeps), Some(Keeps), true, false),
            (Some(true), Some(Keeps), Some(GivesUp), true, true),
            (Some(true), Some(GivesUp), Some(NotWanted), true, false),
        ] {
            let said = Insurance {
                paid,
                insurer: None,
                owner,
                by_insurer: insurer,
            };
            assert_eq!(
                (said.is_answered(), said.is_disagreed()),
                (answered, disagreed),
                "{said:?}"
            );
        }
    }
}
