//! The codes of a bike's papers: its certificate, and the page that shares a theft.

use crate::crockford;
use serde::{Deserialize, Serialize};
use std::fmt;

const LENGTH: usize = 12;
const PREFIX: &str = "FMC";

/// Twelve characters without `I`, `L`, `O` and `U`; a certificate shows them as `FMC-7KQ4M2-X9TDWA`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PaperCode(String);

impl PaperCode {
    /// Makes a code from random bytes.
    #[must_use]
    pub fn from_random(bytes: [u8; LENGTH]) -> Self {
        Self(crockford::code(bytes))
    }

    /// Reads the code of a certificate as it was typed or scanned. It must begin with our prefix: anything else may be
    /// a bike's number.
    #[must_use]
    pub fn of_certificate(typed: &str) -> Option<Self> {
        let end = typed.trim().rsplit(['=', '/']).next()?;
        let plain: String = end
            .chars()
            .filter(|sign| !sign.is_whitespace() && *sign != '-')
            .flat_map(char::to_uppercase)
            .collect();
        Self::parse(plain.strip_prefix(PREFIX)?)
    }

    /// Reads a code without a prefix, from an address.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        crockford::read(typed.chars(), LENGTH).map(Self)
    }

    /// Returns the code in small letters, for an address.
    #[must_use]
    pub fn in_address(&self) -> String {
        self.0.to_lowercase()
    }

    /// Returns the code without prefix and hyphens.
    #[must_use]
    pub fn compact(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PaperCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, second) = self.0.split_at_checked(LENGTH / 2).unwrap_or((&self.0, ""));
        write!(f, "{PREFIX}-{first}-{second}")
    }
}

impl fmt::Debug for PaperCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PaperCode(***)")
    }
}

/// Returns the last three letters or digits of a number, which papers can show; `None` for a number that is so short
/// that three characters would give it away.
#[must_use]
pub fn tail(number: &str) -> Option<String> {
    let plain: Vec<char> = number.chars().filter(|sign| sign.is_alphanumeric()).collect();
    (plain.len() >= 7).then(|| plain.iter().skip(plain.len() - 3).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_told_from_a_number() {
        let code = PaperCode::from_random([7, 19, 23, 4, 20, 2, 29, 9, 26, 13, 28, 10]);
        assert_eq!(code.to_string(), "FMC-7KQ4M2-X9TDWA");
        for typed in [
            "FMC-7KQ4M2-X9TDWA",
            "fmc 7kq4m2x9tdwa",
            "https://bikes.example.org/check?number=FMC-7KQ4M2-X9TDWA",
        ] {
            assert_eq!(PaperCode::of_certificate(typed).as_ref(), Some(&code), "{typed}");
        }
        for typed in ["7KQ4M2X9TDWA", "FMC", "FMC123", "WTU123056K", "FM-000007-7"] {
            assert_eq!(PaperCode::of_certificate(typed), None, "{typed}");
        }
        assert_eq!(PaperCode::parse("7kq4m2x9tdwa"), Some(code));
    }

    #[test]
    fn a_short_number_shows_nothing() {
        assert_eq!(tail("WTU 123-056K").as_deref(), Some("56K"));
        assert_eq!(tail("123456"), None);
    }
}
