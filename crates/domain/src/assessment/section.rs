use serde::{Deserialize, Serialize};

/// A section of an assessment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SectionKind {
    /// Summary and findings.
    Summary,
    /// Area, sources and limits.
    Area,
    /// Progress on the last plan.
    Progress,
    /// Levels.
    Levels,
    /// Change.
    Change,
    /// Where.
    Where,
    /// When.
    When,
    /// What and how.
    What,
    /// What came back.
    Back,
    /// Marking and advice.
    Marking,
    /// What people told us.
    Told,
    /// Other issues.
    Issues,
    /// Matrix.
    Matrix,
    /// Recommendations.
    Recommendations,
    /// Definitions, and what is withheld or revised.
    Definitions,
}

impl SectionKind {
    /// Every section, in order.
    pub const ALL: [Self; 15] = [
        Self::Summary,
        Self::Area,
        Self::Progress,
        Self::Levels,
        Self::Change,
        Self::Where,
        Self::When,
        Self::What,
        Self::Back,
        Self::Marking,
        Self::Told,
        Self::Issues,
        Self::Matrix,
        Self::Recommendations,
        Self::Definitions,
    ];

    /// Returns its short word in addresses.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::Area => "area",
            Self::Progress => "progress",
            Self::Levels => "levels",
            Self::Change => "change",
            Self::Where => "where",
            Self::When => "when",
            Self::What => "what",
            Self::Back => "back",
            Self::Marking => "marking",
            Self::Told => "told",
            Self::Issues => "issues",
            Self::Matrix => "matrix",
            Self::Recommendations => "recommendations",
            Self::Definitions => "definitions",
        }
    }

    /// Reads a slug.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == raw)
    }

    /// Returns its heading.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Summary => "Summary and findings",
            Self::Area => "Area, sources and limits",
            Self::Progress => "Progress on the plan",
            Self::Levels => "Levels",
            Self::Change => "Change",
            Self::Where => "Where",
            Self::When => "When",
            Self::What => "What, and how",
            Self::Back => "What came back",
            Self::Marking => "Marking and advice",
            Self::Told => "What people told us",
            Self::Issues => "Other issues",
            Self::Matrix => "Priorities compared",
            Self::Recommendations => "Recommendations",
            Self::Definitions => "Definitions, and what is withheld or revised",
        }
    }

    /// Says what belongs in it.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Summary => "The main findings, for people who read nothing else",
            Self::Area => {
                "What the assessment covers, where its figures come from, and what they cannot tell"
            }
            Self::Progress => "How the measures of the last plan stand",
            Self::Levels => "How many bikes were stolen",
            Self::Change => "What changed since the year before, and how sure that is",
            Self::Where => "Which wards and groups of wards",
            Self::When => "Which hours of the day",
            Self::What => "Which kinds of bike, and how they were locked",
            Self::Back => "How many recovered bikes got home",
            Self::Marking => "Marking events and advice",
            Self::Told => {
                "What residents and groups said, whom you asked, and how. Name groups and roles, not people"
            }
            Self::Issues => "Other crime and disorder that the partnership looked at",
            Self::Matrix => {
                "For each issue: how much harm it does, how often it happens, whether it is rising or falling, what \
                 the public thinks, and whether you can add to what agencies do alone"
            }
            Self::Recommendations => "What the partnership should do, and which agency",
            Self::Definitions => "What the figures mean, and what is withheld or revised",
        }
    }

    /// Returns the ids of the frozen blocks that it contains.
    pub fn blocks(self) -> &'static [&'static str] {
        match self {
            Self::Levels => &["year"],
            Self::Change => &["months"],
            Self::Where => &["wards", "groups", "places"],
            Self::When => &["hours", "week"],
            Self::What => &["kinds", "locks"],
            Self::Back => &["back"],
            Self::Marking => &["events"],
            Self::Matrix => &["matrix"],
            Self::Summary
            | Self::Area
            | Self::Progress
            | Self::Told
            | Self::Issues
            | Self::Recommendations
            | Self::Definitions => &[],
        }
    }
}
