use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// A telephone number as written, known to hold 7 to 15 digits (E.164's most).
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber(String);

/// What is wrong with a typed telephone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PhoneError {
    /// It has too few or too many digits, or letters in it.
    #[error("Enter a telephone number, like 01223 496 0000 or 07700 900 982")]
    Format,
}

impl PhoneNumber {
    /// Parses a typed number; spaces, brackets, hyphens, full stops and a leading `+` are kept.
    ///
    /// # Errors
    /// [`PhoneError::Format`] when it is not a telephone number.
    pub fn parse(raw: &str) -> Result<Self, PhoneError> {
        let raw = raw.trim();
        let rest = raw.strip_prefix('+').unwrap_or(raw);
        let digits = rest.chars().filter(char::is_ascii_digit).count();
        let clean = rest.chars().all(|c| c.is_ascii_digit() || " ().-".contains(c));
        if raw.len() <= 30 && clean && (7..=15).contains(&digits) {
            Ok(Self(raw.to_owned()))
        } else {
            Err(PhoneError::Format)
        }
    }

    /// Returns the number as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PhoneNumber(***)")
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = PhoneError;

    fn try_from(raw: String) -> Result<Self, PhoneError> {
        Self::parse(&raw)
    }
}

impl From<PhoneNumber> for String {
    fn from(number: PhoneNumber) -> String {
        number.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        for good in [
            "07700 900 982",
            "+44 (0)7700-900982",
            "01223.4960000",
            " 0122349 ",
        ] {
            assert!(PhoneNumber::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "12",
            "call me",
            "07700 900 982 x",
            "1234567890123456",
            "+",
            "٠٧٧٠٠٩٠٠",
            &"1".repeat(99),
        ] {
            assert_eq!(PhoneNumber::parse(bad), Err(PhoneError::Format), "{bad}");
        }
    }
}
