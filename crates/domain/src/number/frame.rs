//! A frame's number: known, unknown, or never stamped.

use serde::{Deserialize, Serialize};

use super::{
    frame_number::{FrameNumber, FrameNumberError},
    phrase::{Says, says},
};

/// A frame's number, or the reason why there is none. "Nobody knows it" and "it was made without one" are two different
/// answers.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Frame {
    /// It has this number.
    Numbered(FrameNumber),
    /// It has one, but nobody knows it.
    Unknown,
    /// It was made without one.
    Unnumbered,
}

impl Frame {
    /// Reads what was written in the box for a frame number; an empty box is [`Frame::Unknown`].
    ///
    /// # Errors
    /// [`FrameNumberError`] when it is neither words nor a number: it is too long, has control characters, or has no
    /// letter or digit.
    pub fn parse(text: &str) -> Result<Self, FrameNumberError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Self::Unknown);
        }
        match FrameNumber::parse(text) {
            Ok(number) => Ok(Self::Numbered(number)),
            Err(FrameNumberError::Words) if says(text) == Some(Says::Unnumbered) => Ok(Self::Unnumbered),
            Err(FrameNumberError::Words) => Ok(Self::Unknown),
            Err(FrameNumberError::Empty) if text.chars().all(|c| "-–—.?/_ ".contains(c)) => {
                Ok(Self::Unknown)
            }
            Err(error) => Err(error),
        }
    }

    /// Returns the number, if it is known.
    #[must_use]
    pub fn number(&self) -> Option<&FrameNumber> {
        match self {
            Self::Numbered(number) => Some(number),
            Self::Unknown | Self::Unnumbered => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_answers() {
        assert_eq!(Frame::parse("  "), Ok(Frame::Unknown));
        assert_eq!(Frame::parse("---"), Ok(Frame::Unknown));
        assert_eq!(Frame::parse("no idea"), Ok(Frame::Unknown));
        assert_eq!(Frame::parse("made without one"), Ok(Frame::Unnumbered));
        let numbered = Frame::parse("frame no GF282833").unwrap();
        assert_eq!(numbered.number().map(FrameNumber::key), Some("GF282833"));
        assert_eq!(Frame::parse("🚲"), Err(FrameNumberError::Empty));
    }
}
