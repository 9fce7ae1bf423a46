use crate::text::{self, TextError};
use thiserror::Error;

/// The most characters that a note can have.
pub const MOST_NOTED: usize = 2_000;

/// What a supervisor says about a look-up in a sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// They asked the officer, and wrote down the answer.
    Asked(String),
    /// They read it and have no question. They can say why.
    NoQuestion(Option<String>),
}

/// Why a finding is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum FindingError {
    /// Neither was chosen.
    #[error("Choose whether you asked about this look-up")]
    NotChosen,
    /// They asked, and there is no answer.
    #[error("Enter what the officer answered")]
    NoAnswer,
    /// The note is too long.
    #[error("The note must be 2,000 characters or fewer")]
    TooLong,
    /// The note has characters that do not print.
    #[error("The note must not contain hidden characters")]
    Control,
}

impl Finding {
    /// The slugs of both findings, each with what a page says.
    pub const WORDS: [(&'static str, &'static str); 2] = [
        ("asked", "I asked, and noted the answer"),
        ("no-question", "I have no question"),
    ];

    /// Reads a finding as it was chosen and typed.
    ///
    /// # Errors
    /// [`FindingError`] with what to do.
    pub fn parse(chosen: &str, note: &str) -> Result<Self, FindingError> {
        let note = text::optional_prose(note, MOST_NOTED).map_err(|error| match error {
            TextError::TooLong { .. } => FindingError::TooLong,
            TextError::Empty | TextError::Control => FindingError::Control,
        })?;
        match (chosen, note) {
            ("asked", Some(note)) => Ok(Self::Asked(note)),
            ("asked", None) => Err(FindingError::NoAnswer),
            ("no-question", note) => Ok(Self::NoQuestion(note)),
            _ => Err(FindingError::NotChosen),
        }
    }

    /// Returns the short word that is kept.
    pub fn slug(&self) -> &'static str {
        match self {
            Self::Asked(_) => "asked",
            Self::NoQuestion(_) => "no-question",
        }
    }

    /// Returns what a page says.
    pub fn words(&self) -> &'static str {
        match self {
            Self::Asked(_) => "Asked, answer noted",
            Self::NoQuestion(_) => "No question",
        }
    }

    /// Returns the note.
    pub fn note(&self) -> Option<&str> {
        match self {
            Self::Asked(note) => Some(note),
            Self::NoQuestion(note) => note.as_deref(),
        }
    }
}
