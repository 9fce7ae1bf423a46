//! The maker's number stamped on a frame.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{fold::fold, phrase, placeholder, symbol::key};

/// The maker's number stamped on a frame: stored as it was written, and compared by its key.
///
/// Two numbers are equal if their keys are, even if their spaces, hyphens or capitals differ.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FrameNumber {
    as_written: String,
    key: String,
}

/// Why a text is not a frame number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameNumberError {
    /// There is no letter or digit in it.
    #[error("Enter a frame number with letters or digits")]
    Empty,
    /// It is too long, even for several numbers in one box.
    #[error("Frame number must be {} characters or fewer", FrameNumber::MAX_WRITTEN)]
    TooLong,
    /// It contains control characters.
    #[error("Frame number must not contain hidden characters")]
    Control,
    /// It is not a number, but words which say that nobody read one.
    #[error("These words are not a frame number")]
    Words,
}

impl FrameNumber {
    /// The most characters in the box, including spaces and other numbers.
    pub const MAX_WRITTEN: usize = 100;
    /// The most letters and digits in the key.
    pub const MAX_KEY: usize = 64;

    /// Reads a frame number, and leaves "S/N", "frame no." and the like at the start out of its key.
    ///
    /// # Errors
    /// [`FrameNumberError`] when it has no letter or digit, is too long, has control characters, or is words such as
    /// "don't know".
    pub fn parse(text: &str) -> Result<Self, FrameNumberError> {
        let as_written = text.trim();
        // Count first, before anything is made from the text: a caller may hand in megabytes.
        if as_written.chars().take(Self::MAX_WRITTEN + 1).count() > Self::MAX_WRITTEN {
            return Err(FrameNumberError::TooLong);
        }
        if as_written
            .chars()
            .any(|c| c.is_control() && c != '\t' && c != '\n' && c != '\r')
        {
            return Err(FrameNumberError::Control);
        }
        if phrase::says(as_written).is_some() {
            return Err(FrameNumberError::Words);
        }
        let key = key(&phrase::without_label(as_written).replace(['º', '№'], " "));
        if key.is_empty() {
            return Err(FrameNumberError::Empty);
        }
        if key.len() > Self::MAX_KEY {
            return Err(FrameNumberError::TooLong);
        }
        Ok(Self {
            as_written: as_written.to_owned(),
            key,
        })
    }

    /// Returns the number as it was written, trimmed.
    #[must_use]
    pub fn as_written(&self) -> &str {
        &self.as_written
    }

    /// Returns only the letters and digits, in capitals. Numbers are compared by this key.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Tells whether it is a filler such as `123456` or `#NAME?`. A filler does not identify a bike, so we ask about
    /// it.
    #[must_use]
    pub fn is_filler(&self) -> bool {
        placeholder::is_filler(&self.as_written, &self.key)
    }

    /// Returns the key with look-alikes folded, for equality (see [`fold`]).
    #[must_use]
    pub fn folded(&self) -> String {
        fold(&self.key)
    }
}

impl fmt::Display for FrameNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.as_written)
    }
}

impl PartialEq for FrameNumber {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for FrameNumber {}

impl std::hash::Hash for FrameNumber {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

impl std::str::FromStr for FrameNumber {
    type Err = FrameNumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for FrameNumber {
    type Error = FrameNumberError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<FrameNumber> for String {
    fn from(number: FrameNumber) -> Self {
        number.as_written
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_was_written_and_compares_by_key() {
        for (written, key, folded) in [
            (" wtu 316-c2137n. ", "WTU316C2137N", "WTU316C2137N"),
            ("S/N: WSBC902120725N", "WSBC902120725N", "W58C902120725N"),
            ("Frame no. GF282833", "GF282833", "6F282833"),
            ("SNXDS17E10377", "SNXDS17E10377", "5NX0517E10377"),
            ("frame number K66011159", "K66011159", "K66011159"),
            ("custom 1234", "CUSTOM1234", "CU5T0M1234"),
        ] {
            let number = FrameNumber::parse(written).unwrap();
            assert_eq!(number.as_written(), written.trim());
            assert_eq!(number.key(), key);
            assert_eq!(number.folded(), folded);
            assert_eq!(number, FrameNumber::parse(key).unwrap());
        }
    }

    #[test]
    fn refuses_what_is_no_number() {
        for (text, error) in [
            ("", FrameNumberError::Empty),
            (" - ", FrameNumberError::Empty),
            ("🚲🚲", FrameNumberError::Empty),
            ("don't know", FrameNumberError::Words),
            ("AB\u{0}12", FrameNumberError::Control),
        ] {
            assert_eq!(FrameNumber::parse(text), Err(error), "{text:?}");
        }
        assert_eq!(
            FrameNumber::parse(&"1".repeat(10_000_000)),
            Err(FrameNumberError::TooLong)
        );
        assert_eq!(
            FrameNumber::parse(&"1".repeat(65)),
            Err(FrameNumberError::TooLong)
        );
    }
}
