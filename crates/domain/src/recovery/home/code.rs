//! The reference with which staff at the counter find a collection.

use crate::crockford;
use serde::{Deserialize, Serialize};
use std::fmt;

const LENGTH: usize = 8;

/// Eight characters without `I`, `L`, `O` and `U`, shown as `7KQ4-M2X9`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CollectionCode(String);

impl CollectionCode {
    /// Makes a code from random bytes.
    #[must_use]
    pub fn from_random(bytes: [u8; LENGTH]) -> Self {
        Self(crockford::code(bytes))
    }

    /// Reads a code as it was typed or scanned, or from the end of the address that its QR code holds.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let end = typed.trim().rsplit(['=', '/']).next()?;
        let typed = end
            .chars()
            .filter(|typed| !typed.is_whitespace() && *typed != '-');
        crockford::read(typed, LENGTH).map(Self)
    }

    /// Returns the code without its hyphen.
    #[must_use]
    pub fn compact(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CollectionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, second) = self.0.split_at_checked(LENGTH / 2).unwrap_or((&self.0, ""));
        write!(f, "{first}-{second}")
    }
}

impl fmt::Debug for CollectionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CollectionCode(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_back_however_it_is_typed() {
        let code = CollectionCode::from_random([7, 19, 23, 4, 20, 2, 29, 9]);
        assert_eq!(code.to_string(), "7KQ4-M2X9");
        for typed in [
            "7KQ4-M2X9",
            " 7kq4 m2x9 ",
            "https://bikes.example.org/police/collections?reference=7KQ4M2X9",
        ] {
            assert_eq!(CollectionCode::parse(typed).as_ref(), Some(&code), "{typed}");
        }
        for typed in ["", "7KQ4-M2X", "7KQ4-M2X9A", "7KQ4-M2*9", "7KQ4-M2Xé"] {
            assert_eq!(CollectionCode::parse(typed), None, "{typed}");
        }
        assert_eq!(format!("{code:?}"), "CollectionCode(***)");
    }
}
