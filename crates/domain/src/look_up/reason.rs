//! The reason that an officer gives. Without a reason nothing is searched or opened.

use crate::text::{self, TextError};
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// Why an officer is looking. It is kept with the look-up, so that it can be audited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Reason(String);

/// Why a reason is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ReasonError {
    /// Nothing, or next to nothing, was typed.
    #[error("Enter a reason for looking, such as a property or crime reference")]
    TooShort,
    /// It has more than 200 characters.
    #[error("Reason must be 200 characters or fewer")]
    TooLong,
    /// It contains characters that do not print.
    #[error("Reason must not contain hidden characters")]
    Control,
}

impl Reason {
    /// Parses a typed reason of 3 to 200 characters.
    ///
    /// # Errors
    /// [`ReasonError`] with what to enter.
    pub fn parse(raw: &str) -> Result<Self, ReasonError> {
        match text::line(raw, 200) {
            Ok(reason) if reason.chars().filter(|c| c.is_alphanumeric()).count() >= 3 => Ok(Self(reason)),
            Ok(_) | Err(TextError::Empty) => Err(ReasonError::TooShort),
            Err(TextError::TooLong { .. }) => Err(ReasonError::TooLong),
            Err(TextError::Control) => Err(ReasonError::Control),
        }
    }

    /// Makes a reason from a note that the register itself writes into its log, and keeps the first 200 characters.
    pub fn noted(note: &str) -> Self {
        Self(note.chars().take(200).collect())
    }

    /// Returns the words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons() {
        assert!(Reason::parse(" PS/2026/118 ").is_ok());
        assert_eq!(Reason::parse(""), Err(ReasonError::TooShort));
        assert_eq!(Reason::parse("-- ."), Err(ReasonError::TooShort));
        assert_eq!(Reason::parse(&"x".repeat(201)), Err(ReasonError::TooLong));
        assert_eq!(Reason::parse("abc\0"), Err(ReasonError::Control));
    }
}
