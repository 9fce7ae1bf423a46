use serde::{Deserialize, Serialize};
use std::fmt;

/// A bike's standing. It follows from the open reports and recoveries, and is never stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It has no open report or recovery.
    WithOwner,
    /// Its owner or the police have reported it stolen, and it has not come back.
    ReportedStolen,
    /// The police hold it, and an officer has matched it to this record.
    HeldByPolice,
    /// Scrapped, or taken off the register by its owner.
    Retired,
}

impl Standing {
    /// Works out the standing. Being held by the police counts more than an open report, and either counts more than
    /// being retired.
    pub fn derive(retired: bool, held_by_police: bool, open_theft_report: bool) -> Self {
        match (retired, held_by_police, open_theft_report) {
            (_, true, _) => Self::HeldByPolice,
            (_, _, true) => Self::ReportedStolen,
            (true, _, _) => Self::Retired,
            _ => Self::WithOwner,
        }
    }

    /// Returns the words that a signed-in owner or officer sees.
    pub fn label(self) -> &'static str {
        match self {
            Self::WithOwner => "With owner",
            Self::ReportedStolen => "Reported stolen",
            Self::HeldByPolice => "Held by police",
            Self::Retired => "No longer kept",
        }
    }

    /// Returns the short word that files and addresses use.
    pub fn slug(self) -> &'static str {
        match self {
            Self::WithOwner => "with-owner",
            Self::ReportedStolen => "reported-stolen",
            Self::HeldByPolice => "held-by-police",
            Self::Retired => "retired",
        }
    }

    /// Returns the standing that a slug stands for; `None` if there is no such standing.
    pub fn parse(raw: &str) -> Option<Self> {
        [
            Self::WithOwner,
            Self::ReportedStolen,
            Self::HeldByPolice,
            Self::Retired,
        ]
        .into_iter()
        .find(|standing| standing.slug() == raw)
    }

    /// Returns what anyone may know. A bike that the police hold counts as stolen, because a buyer must not buy it.
    pub fn public(self) -> PublicStatus {
        match self {
            Self::ReportedStolen | Self::HeldByPolice => PublicStatus::ReportedStolen,
            Self::WithOwner => PublicStatus::Registered,
            Self::Retired => PublicStatus::NoLongerKept,
        }
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

/// Everything that the public is told about a number: a status, never a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PublicStatus {
    /// Reported stolen.
    ReportedStolen,
    /// Registered, not reported stolen.
    Registered,
    /// Its owner has sold, scrapped or lost it, and keeps no record of it any more.
    NoLongerKept,
    /// Not on this register.
    NotOnRegister,
}

impl PublicStatus {
    /// Returns the words of the answer.
    pub fn label(self) -> &'static str {
        match self {
            Self::ReportedStolen => "Reported stolen",
            Self::Registered => "Registered, not reported stolen",
            Self::NoLongerKept => "The owner no longer has this bike",
            Self::NotOnRegister => "Not on this register",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_graver_fact_wins() {
        let cases = [
            (
                (false, false, false),
                Standing::WithOwner,
                PublicStatus::Registered,
            ),
            (
                (false, false, true),
                Standing::ReportedStolen,
                PublicStatus::ReportedStolen,
            ),
            (
                (false, true, false),
                Standing::HeldByPolice,
                PublicStatus::ReportedStolen,
            ),
            (
                (false, true, true),
                Standing::HeldByPolice,
                PublicStatus::ReportedStolen,
            ),
            (
                (true, false, true),
                Standing::ReportedStolen,
                PublicStatus::ReportedStolen,
            ),
            (
                (true, false, false),
                Standing::Retired,
                PublicStatus::NoLongerKept,
            ),
        ];
        for ((retired, held, stolen), standing, public) in cases {
            assert_eq!(Standing::derive(retired, held, stolen), standing);
            assert_eq!(standing.public(), public);
            assert_eq!(Standing::parse(standing.slug()), Some(standing));
        }
    }
}
