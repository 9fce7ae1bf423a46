use std::fmt;

/// How far an edition has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is being written.
    Draft,
    /// Its text is locked, and reviewers comment on it.
    InReview,
    /// Somebody other than its author has approved it.
    Approved,
    /// The public sees it. It never changes.
    Published,
    /// The public saw it once, and no longer does.
    Withdrawn,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 5] = [
        Self::Draft,
        Self::InReview,
        Self::Approved,
        Self::Published,
        Self::Withdrawn,
    ];

    /// Returns the short word that is stored.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::InReview => "in-review",
            Self::Approved => "approved",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads a slug.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.slug() == raw)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Draft => "Draft",
            Self::InReview => "In review",
            Self::Approved => "Approved",
            Self::Published => "Published",
            Self::Withdrawn => "Withdrawn",
        })
    }
}
