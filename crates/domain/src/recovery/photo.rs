use serde::{Deserialize, Serialize};

/// What a photo of a recovered bike shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PhotoShows {
    /// A number, a stamp or a label on it.
    Stamp,
    /// The bike as a whole.
    Bike,
}

impl PhotoShows {
    /// Both, in the order in which a page lists them.
    pub const ALL: [Self; 2] = [Self::Stamp, Self::Bike];

    /// The most photos that one recovered bike can have.
    pub const MOST: usize = 12;

    /// Returns the short word that the table and forms use.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Stamp => "stamp",
            Self::Bike => "bike",
        }
    }

    /// Returns the words that a page shows.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Stamp => "A number or label",
            Self::Bike => "The bike",
        }
    }

    /// Returns the subject that a slug stands for; `None` if there is no such subject.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shows| shows.slug() == raw)
    }
}
