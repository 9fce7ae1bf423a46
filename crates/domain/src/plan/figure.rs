use super::Unit;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A figure of the register that fills a measure when a quarter closes. It is that of the last twelve months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MeasuredFigure {
    /// Thefts.
    #[serde(rename = "thefts.total")]
    Thefts,
    /// The share of thefts whose bike was registered before.
    #[serde(rename = "thefts.registered")]
    Registered,
    /// The share of recovered bikes that got home.
    #[serde(rename = "recovered.home")]
    Home,
    /// Marks issued.
    #[serde(rename = "marked.total")]
    Marked,
    /// Marks issued at events.
    #[serde(rename = "marked.events")]
    MarkedAtEvents,
}

impl MeasuredFigure {
    /// Every figure, in the order in which a page lists them.
    pub const ALL: [Self; 5] = [
        Self::Thefts,
        Self::Registered,
        Self::Home,
        Self::Marked,
        Self::MarkedAtEvents,
    ];

    /// Returns the id of its definition, which a form sends.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Thefts => "thefts.total",
            Self::Registered => "thefts.registered",
            Self::Home => "recovered.home",
            Self::Marked => "marked.total",
            Self::MarkedAtEvents => "marked.events",
        }
    }

    /// Returns the figure with this definition; `None` if no measure can have it.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|figure| figure.slug() == raw)
    }

    /// Tells whether its values have a unit.
    pub fn is_in(self, unit: &Unit) -> bool {
        match self {
            Self::Thefts => matches!(unit, Unit::Incidents | Unit::Count),
            Self::Registered | Self::Home => *unit == Unit::Share,
            Self::Marked | Self::MarkedAtEvents => *unit == Unit::Count,
        }
    }
}

impl fmt::Display for MeasuredFigure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Thefts => "Thefts of bikes, a number of incidents",
            Self::Registered => "Thefts of registered bikes, as a percentage of all thefts",
            Self::Home => "Bikes that got home, as a percentage of recovered bikes",
            Self::Marked => "Marks issued, a number",
            Self::MarkedAtEvents => "Marks issued at events, a number",
        })
    }
}
