//! A number on a recovered bike, as far as somebody could read it.

use crate::bike::{Identifier, IdentifierError, IdentifierKind};
use crate::number::{FrameNumber, FramePattern, PatternError, key};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The characters that separate numbers in the box of a look-up. Inside one number they mean nothing.
const BETWEEN: [char; 3] = [',', ';', '|'];

/// A number on a recovered bike, with `?`, `*` and `[8B]` where it could not be read, and the part or label that it is
/// on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberRead {
    /// Which part or label it is on.
    pub kind: IdentifierKind,
    #[serde(rename = "number")]
    written: String,
}

impl NumberRead {
    /// The most numbers that one recovered bike can have, besides its frame number.
    pub const MOST: usize = 20;

    /// Reads one number in the way in which a box of a look-up is read.
    ///
    /// # Errors
    /// [`PatternError`], which says what to enter instead.
    pub fn new(kind: IdentifierKind, typed: &str) -> Result<Self, PatternError> {
        let written = typed.trim();
        if written.chars().take(FrameNumber::MAX_WRITTEN + 1).count() > FrameNumber::MAX_WRITTEN
            || key(written).len() > FrameNumber::MAX_KEY
        {
            return Err(PatternError::TooLong);
        }
        FramePattern::parse(written)?;
        Ok(Self {
            kind,
            written: written.to_owned(),
        })
    }

    /// Reads what `Display` wrote.
    ///
    /// # Errors
    /// [`IdentifierError`] when it is not written in this way.
    pub fn kept(pair: &str) -> Result<Self, IdentifierError> {
        let (kind, written) = pair
            .split_once(':')
            .ok_or_else(|| IdentifierError::NoKind(pair.to_owned()))?;
        let kind =
            IdentifierKind::parse(kind).ok_or_else(|| IdentifierError::UnknownKind(kind.to_owned()))?;
        Ok(Self {
            kind,
            written: written.to_owned(),
        })
    }

    /// Returns the number as it was written, with the places that could not be read.
    #[must_use]
    pub fn as_written(&self) -> &str {
        &self.written
    }

    /// Returns the text for one box of a look-up. If a box could not read the number, or would read it as several, only
    /// the letters and digits are kept.
    #[must_use]
    pub fn as_box(&self) -> String {
        if self.written.contains(BETWEEN) || FramePattern::parse(&self.written).is_err() {
            key(&self.written)
        } else {
            self.written.clone()
        }
    }
}

impl From<&Identifier> for NumberRead {
    fn from(whole: &Identifier) -> Self {
        Self {
            kind: whole.kind,
            written: whole.number.as_written().to_owned(),
        }
    }
}

impl fmt::Display for NumberRead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind.slug(), self.written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_far_as_they_go() {
        for (typed, read) in [
            (" BAT?7 ", Ok("BAT?7")),
            ("[8B]12*", Ok("[8B]12*")),
            ("[8", Err(PatternError::Brackets)),
            ("??", Err(PatternError::Nothing)),
            ("unknown", Err(PatternError::Words)),
            ("A1;B2", Ok("A1;B2")),
            (&"A".repeat(101), Err(PatternError::TooLong)),
        ] {
            let new = NumberRead::new(IdentifierKind::Battery, typed);
            assert_eq!(
                new.as_ref().map(NumberRead::as_written),
                read.as_ref().copied(),
                "{typed}"
            );
            if let Ok(new) = new {
                assert_eq!(NumberRead::kept(&new.to_string()).unwrap(), new);
            }
        }
    }

    #[test]
    fn one_number_is_one_box() {
        for (written, looked_for) in [
            ("BAT-77 120", "BAT-77 120"),
            ("BAT;77120", "BAT77120"),
            ("M7,7|8", "M778"),
            ("L[8", "L8"),
            ("L?8", "L?8"),
        ] {
            let kept = NumberRead::kept(&format!("battery:{written}")).unwrap();
            assert_eq!(kept.as_box(), looked_for, "{written}");
        }
        assert!(NumberRead::kept("B1").is_err() && NumberRead::kept("horn:1").is_err());
    }
}
