//! The code on the paper slip that an owner takes home. With the mark's code, it lets them add an e-mail address once.

use crate::crockford;
use std::fmt;

/// How many characters a code has.
const LENGTH: usize = 8;

/// The code on a slip, shown as `7KQ4-2X9T`.
#[derive(Clone, PartialEq, Eq)]
pub struct ClaimCode(String);

/// Why a text is not a claim code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAClaimCode {
    /// Nothing was entered.
    #[error("Enter the claim code on the slip")]
    Empty,
    /// It has too few or too many characters, or one that codes do not use.
    #[error("A claim code has eight letters and digits, such as 7KQ4-2X9T")]
    Format,
}

impl ClaimCode {
    /// Makes a code from five bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 5]) -> Self {
        let all = bytes.iter().fold(0_u64, |all, byte| all << 8 | u64::from(*byte));
        let digits = (0..LENGTH).rev().map(|place| ((all >> (5 * place)) & 31) as u8);
        Self(digits.map(crockford::digit).collect())
    }

    /// Reads a code as it was typed.
    ///
    /// # Errors
    /// [`NotAClaimCode`] when it is not a claim code.
    pub fn parse(typed: &str) -> Result<Self, NotAClaimCode> {
        if typed.trim().is_empty() {
            return Err(NotAClaimCode::Empty);
        }
        let typed = typed.chars().filter(|typed| typed.is_alphanumeric());
        crockford::read(typed, LENGTH)
            .map(Self)
            .ok_or(NotAClaimCode::Format)
    }
}

impl fmt::Display for ClaimCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (left, right) = self.0.split_at(LENGTH / 2);
        write!(f, "{left}-{right}")
    }
}

impl fmt::Debug for ClaimCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClaimCode(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_is_typed() {
        let code = ClaimCode::from_bytes([0x08, 0x21, 0xff, 0x00, 0x3a]);
        assert_eq!(code.to_string(), "10GZ-Y01T");
        for typed in ["10GZ-Y01T", "10gz y01t", "IOGZYO1T", " (10GZ.Y01T) "] {
            assert_eq!(ClaimCode::parse(typed), Ok(code.clone()), "{typed}");
        }
        for (typed, why) in [
            ("", NotAClaimCode::Empty),
            ("  ", NotAClaimCode::Empty),
            ("10GZ-Y01", NotAClaimCode::Format),
            ("10GZ-Y01TT", NotAClaimCode::Format),
            ("10GZ-Y01Ж", NotAClaimCode::Format),
        ] {
            assert_eq!(ClaimCode::parse(typed), Err(why), "{typed}");
        }
        assert_eq!(ClaimCode::parse(&"A".repeat(1 << 20)), Err(NotAClaimCode::Format));
        assert!(!format!("{code:?}").contains("10GZ"));
    }
}
