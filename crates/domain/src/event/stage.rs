use serde::Serialize;

/// How far an event has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Planned, and seen only by those who plan it.
    Draft,
    /// Shown to everybody.
    Published,
    /// Cancelled.
    Cancelled,
    /// Over, with its figures written down.
    Closed,
}

impl Stage {
    const ALL: [Self; 4] = [Self::Draft, Self::Published, Self::Cancelled, Self::Closed];

    /// Returns the short word that the table keeps.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Cancelled => "cancelled",
            Self::Closed => "closed",
        }
    }

    /// Returns the word that a page shows.
    pub fn label(self) -> &'static str {
        match self {
            Self::Draft => "Draft",
            Self::Published => "Published",
            Self::Cancelled => "Cancelled",
            Self::Closed => "Closed",
        }
    }

    /// Returns the stage that a slug stands for; `None` if there is no such stage.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.slug() == raw)
    }

    /// Tells whether everybody may see the event.
    pub fn is_public(self) -> bool {
        self != Self::Draft
    }

    /// Tells whether the event can still be changed, staffed and booked.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::Published)
    }
}
