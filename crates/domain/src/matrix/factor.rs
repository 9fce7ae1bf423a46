use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// A mark from 1 to 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Mark(u8);

/// A number that is not a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("Choose a mark from 1 to 4")]
pub struct MarkError;

impl Mark {
    /// Every mark, the lowest first.
    pub const ALL: [Self; 4] = [Self(1), Self(2), Self(3), Self(4)];

    /// Reads a mark that somebody sent.
    ///
    /// # Errors
    /// [`MarkError`] when it is not a whole number from 1 to 4.
    pub fn parse(raw: &str) -> Result<Self, MarkError> {
        raw.trim().parse::<u8>().map_err(|_| MarkError)?.try_into()
    }

    /// Returns its number.
    pub fn number(self) -> u8 {
        self.0
    }

    /// Returns the mark for how often something happens that was counted for a year.
    pub fn of_year(count: u64) -> Self {
        match count {
            // Less than once a month.
            0..12 => Self(1),
            // Less than once a week.
            12..52 => Self(2),
            // Less than every second day.
            52..183 => Self(3),
            _ => Self(4),
        }
    }
}

impl TryFrom<u8> for Mark {
    type Error = MarkError;

    fn try_from(number: u8) -> Result<Self, MarkError> {
        let known = Self::ALL.into_iter().find(|mark| mark.0 == number);
        known.ok_or(MarkError)
    }
}

impl From<Mark> for u8 {
    fn from(mark: Mark) -> Self {
        mark.0
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Which way something goes that was counted in two years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trend {
    /// Clearly fewer than in the year before.
    Fewer,
    /// No clear change.
    Unclear,
    /// Clearly more than in the year before.
    More,
    /// Clearly more, and by at least a half even at the low end of the interval.
    MuchMore,
}

impl Trend {
    /// Returns the mark for which way it goes.
    pub fn mark(self) -> Mark {
        match self {
            Self::Fewer => Mark(1),
            Self::Unclear => Mark(2),
            Self::More => Mark(3),
            Self::MuchMore => Mark(4),
        }
    }
}

/// What an issue is marked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Factor {
    /// How much harm it does.
    Harm,
    /// How often it happens.
    Often,
    /// Which way it goes.
    Way,
    /// How much it concerns the public.
    Concern,
}

impl Factor {
    /// Every factor, in the order in which a page lists them.
    pub const ALL: [Self; 4] = [Self::Harm, Self::Often, Self::Way, Self::Concern];

    /// Returns the short word that a form sends.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Harm => "harm",
            Self::Often => "often",
            Self::Way => "way",
            Self::Concern => "concern",
        }
    }

    /// Tells whether figures can give its mark.
    pub fn is_counted(self) -> bool {
        matches!(self, Self::Often | Self::Way)
    }

    /// Returns the question that its mark answers.
    pub fn question(self) -> &'static str {
        match self {
            Self::Harm => "How much harm does it do?",
            Self::Often => "How often does it happen?",
            Self::Way => "Which way is it going?",
            Self::Concern => "How much does it concern the public?",
        }
    }

    /// Says what a mark means.
    pub fn meaning(self, mark: Mark) -> &'static str {
        let meanings = match self {
            Self::Harm => [
                "Little: a nuisance, or a loss that people soon get over",
                "Some: a loss that people feel for weeks, or that changes what they do",
                "Serious: an injury, lasting fear, or a heavy loss",
                "Grave: a death, a serious injury, or damage that lasts for years",
            ],
            Self::Often => [
                "Rarely: less than once a month",
                "Now and then: at least once a month, but less than once a week",
                "Often: at least once a week, but less than every second day",
                "Very often: every second day or more",
            ],
            Self::Way => [
                "Down: clearly less than a year before",
                "Level: no clear change, or nobody can tell",
                "Up: clearly more than a year before",
                "Steeply up: clearly more, by at least a half",
            ],
            Self::Concern => [
                "Hardly anybody raises it",
                "Some people raise it, in one place or one group",
                "Many people raise it, in several places or groups",
                "It is one of the first things that people raise",
            ],
        };
        let at = usize::from(mark.0.saturating_sub(1));
        meanings.get(at).copied().unwrap_or_default()
    }
}

impl fmt::Display for Factor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Harm => "Harm",
            Self::Often => "How often",
            Self::Way => "Which way it goes",
            Self::Concern => "Concern of the public",
        })
    }
}

/// Whether the partnership can add to what agencies do alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Adds {
    /// It can.
    Yes,
    /// It cannot.
    No,
}

impl Adds {
    /// Both, in the order in which a page lists them.
    pub const ALL: [Self; 2] = [Self::Yes, Self::No];

    /// Returns the short word that a form sends.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
        }
    }

    /// Reads a slug.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|adds| adds.slug() == raw)
    }
}

impl fmt::Display for Adds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Yes => "Yes",
            Self::No => "No",
        })
    }
}
