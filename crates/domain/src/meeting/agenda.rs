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

/// What is written down about an item that is not open to the public, apart from the minutes that the public reads. It
/// stays with the group, even if the item opens later.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Apart {
    /// How many times it has been changed.
    pub version: u32,
    /// The minutes of the item.
    pub minutes: Option<String>,
    /// What the meeting decided.
    pub decision: Option<String>,
}

/// An item of an agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its number in the meeting. It stays the same when the item moves.
    pub id: u32,
    /// How many times it has been changed.
    pub version: u32,
    /// What was entered.
    pub item: NewItem,
    /// What the meeting decided.
    pub decision: Option<String>,
    /// What is written down about it while it is not open to the public.
    #[serde(default)]
    pub apart: Apart,
}

impl Item {
    /// The title that everybody reads if an item is not open to the public.
    pub const CLOSED: &'static str = "Item not open to the public";

    /// Takes away all that the public may not read. If the item is not open, the reason stays.
    pub(super) fn close(&mut self) {
        self.apart = Apart::default();
        if self.item.not_public.is_some() {
            Self::CLOSED.clone_into(&mut self.item.title);
            self.item.lead = None;
            self.item.report = None;
            self.decision = None;
        }
    }

    /// Keeps a decision of an item that was not open, when it opens, for those who could read it before.
    pub(super) fn keep_decision_apart(&mut self) {
        let Some(decision) = self.decision.take() else {
            return;
        };
        self.apart.version = self.apart.version.saturating_add(1);
        self.apart.decision = Some(match self.apart.decision.take() {
            Some(known) => format!("{known}\n\n{decision}"),
            None => decision,
        });
    }
}
