use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// A United Kingdom postcode, in capitals with its space: `CB1 2AB`.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Postcode(String);

/// Why a typed postcode is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PostcodeError {
    /// Nothing was typed.
    #[error("Enter a postcode")]
    Empty,
    /// It does not look like a postcode.
    #[error("Enter a full UK postcode, like CB1 2AB")]
    Format,
}

impl Postcode {
    /// Parses a typed postcode, with or without its space, in any case.
    ///
    /// # Errors
    /// [`PostcodeError`] when it is empty or not a postcode.
    pub fn parse(raw: &str) -> Result<Self, PostcodeError> {
        if raw.len() > 64 {
            return Err(PostcodeError::Format);
        }
        let compact: String = raw
            .chars()
            .filter(|c| !c.is_whitespace() && !"-.".contains(*c))
            .collect::<String>()
            .to_uppercase();
        if compact.is_empty() {
            return Err(PostcodeError::Empty);
        }
        if !compact.is_ascii() || !(5..=7).contains(&compact.len()) {
            return Err(PostcodeError::Format);
        }
        let (outward, inward) = compact.split_at(compact.len() - 3);
        if outward_is_fine(outward) && inward_is_fine(inward) {
            Ok(Self(format!("{outward} {inward}")))
        } else {
            Err(PostcodeError::Format)
        }
    }

    /// Returns the whole postcode, `CB1 2AB`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the first half, `CB1`, which thousands of households share.
    pub fn outward(&self) -> &str {
        self.0.split(' ').next().unwrap_or_default()
    }
}

/// The shapes A9, A99, AA9, AA99, A9A and AA9A (BS 7666).
fn outward_is_fine(outward: &str) -> bool {
    let shape: String = outward
        .chars()
        .map(|c| if c.is_ascii_digit() { '9' } else { 'A' })
        .collect();
    outward.chars().all(|c| c.is_ascii_alphanumeric())
        && ["A9", "A99", "AA9", "AA99", "A9A", "AA9A"].contains(&shape.as_str())
}

/// A digit and two letters, never C I K M O V (BS 7666).
fn inward_is_fine(inward: &str) -> bool {
    let mut chars = inward.chars();
    chars.next().is_some_and(|c| c.is_ascii_digit())
        && chars.all(|c| c.is_ascii_uppercase() && !"CIKMOV".contains(c))
}

impl fmt::Debug for Postcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Postcode(***)")
    }
}

impl TryFrom<String> for Postcode {
    type Error = PostcodeError;

    fn try_from(raw: String) -> Result<Self, PostcodeError> {
        Self::parse(&raw)
    }
}

impl From<Postcode> for String {
    fn from(postcode: Postcode) -> String {
        postcode.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postcodes() {
        let cases: &[(&str, Result<&str, PostcodeError>)] = &[
            ("cb12ab", Ok("CB1 2AB")),
            (" CB25  9qd ", Ok("CB25 9QD")),
            ("ec1a-1bb", Ok("EC1A 1BB")),
            ("", Err(PostcodeError::Empty)),
            ("CB1", Err(PostcodeError::Format)),
            ("CB1 2AC", Err(PostcodeError::Format)),
            ("CB1 2A🚲", Err(PostcodeError::Format)),
            ("12345", Err(PostcodeError::Format)),
        ];
        for (raw, want) in cases {
            assert_eq!(Postcode::parse(raw), want.map(|s| Postcode(s.into())), "{raw:?}");
        }
        assert_eq!(Postcode::parse("CB25 9QD").unwrap().outward(), "CB25");
    }
}
