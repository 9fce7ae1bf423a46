use crate::id::{AgencyId, ReportId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What an item is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// The meeting decides something.
    Decision,
    /// The meeting hears something.
    Information,
}

impl Purpose {
    /// Both, in the order in which a page lists them.
    pub const ALL: [Self; 2] = [Self::Decision, Self::Information];

    /// Returns the short word that is sent by a form.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Decision => "decision",
            Self::Information => "information",
        }
    }

    /// Reads a slug.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.slug() == raw)
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Decision => "For decision",
            Self::Information => "For information",
        })
    }
}

/// An item of an agenda, as somebody enters it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewItem {
    /// What it is about.
    pub title: String,
    /// The agency that leads it.
    pub lead: Option<AgencyId>,
    /// How many minutes it takes.
    pub minutes: Option<u16>,
    /// Whether the meeting decides something or hears something.
    pub purpose: Purpose,
    /// Why it is not open to the public; `None` if it is open.
    pub not_public: Option<String>,
    /// The monitoring report that it is about.
    pub report: Option<ReportId>,
}

/// An item of an agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its number in the meeting. It stays when the item moves.
    pub id: u32,
    /// How many times it has been changed.
    pub version: u32,
    /// What was entered.
    pub item: NewItem,
    /// What the meeting decided.
    pub decision: Option<String>,
}

impl Item {
    /// The title that everybody reads if an item is not open to the public.
    pub const CLOSED: &'static str = "Item not open to the public";

    /// Takes away all that the public may not read, if the item is not open. The reason stays.
    pub(super) fn close(&mut self) {
        if self.item.not_public.is_some() {
            Self::CLOSED.clone_into(&mut self.item.title);
            self.item.lead = None;
            self.item.report = None;
            self.decision = None;
        }
    }
}
