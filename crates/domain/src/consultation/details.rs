use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// The fewest issues that people can choose from.
pub const FEWEST_ISSUES: usize = 2;
/// The most issues that people can choose from.
pub const MOST_ISSUES: usize = 10;

/// The longest consultation.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 366);

/// Which answers count as coming from one source. It is chosen before a consultation opens, so that nobody can choose
/// the rule that gives the result that they like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sharing {
    /// Those from one browser. A household or a library behind one connection has several.
    Browser,
    /// Those from one browser, and those from one internet connection.
    Connection,
}

impl Sharing {
    /// Both rules, in the order in which a page lists them.
    pub const ALL: [Self; 2] = [Self::Browser, Self::Connection];

    /// Returns the short word that a form sends.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Connection => "connection",
        }
    }

    /// Reads a slug.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.slug() == raw)
    }
}

impl fmt::Display for Sharing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Browser => "one answer from each browser",
            Self::Connection => "one answer from each browser and from each internet connection",
        })
    }
}

/// The details of a consultation, as somebody enters them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// What it is called.
    pub title: String,
    /// The question.
    pub question: String,
    /// What people should know before they answer.
    pub background: Option<String>,
    /// When people can begin to answer.
    pub opens_at: Timestamp,
    /// When it closes.
    pub closes_at: Timestamp,
    /// What people can choose from.
    pub issues: Vec<String>,
    /// The question that people answer in their own words; `None` if there is none.
    pub asks: Option<String>,
    /// Who is asked, and how.
    pub asked: String,
    /// Which answers count as coming from one source.
    pub sharing: Sharing,
}

/// Why the details of a consultation are not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DetailsError {
    /// It would close before it opens.
    #[error("The consultation must close after it opens")]
    ClosesBeforeOpening,
    /// It would be too long.
    #[error("A consultation can be open for a year at most. Check when it opens and closes")]
    TooLong,
    /// There are too few issues, or too many.
    #[error("Enter {} to {} issues, one on each line", FEWEST_ISSUES, MOST_ISSUES)]
    HowManyIssues,
    /// An issue comes twice.
    #[error("The same issue is in the list twice. Remove one of them")]
    SameIssue,
}

impl Details {
    /// Checks that the times follow each other and the issues differ.
    ///
    /// # Errors
    /// [`DetailsError`], which says what is wrong.
    pub fn check(&self) -> Result<(), DetailsError> {
        if self.closes_at <= self.opens_at {
            return Err(DetailsError::ClosesBeforeOpening);
        }
        if self.closes_at.duration_since(self.opens_at) > LONGEST {
            return Err(DetailsError::TooLong);
        }
        if !(FEWEST_ISSUES..=MOST_ISSUES).contains(&self.issues.len()) {
            return Err(DetailsError::HowManyIssues);
        }
        let mut seen: Vec<String> = self.issues.iter().map(|issue| issue.to_lowercase()).collect();
        seen.sort_unstable();
        seen.dedup();
        if seen.len() < self.issues.len() {
            return Err(DetailsError::SameIssue);
        }
        Ok(())
    }
}
