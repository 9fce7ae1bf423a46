use crate::crockford;
use crate::id::BikeId;
use serde::Serialize;
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// The short reference of a bike, which an owner can be told over the telephone: `FM-004GXX-M`.
///
/// It is the bike's number in Crockford's base 32, and a check digit: the number modulo 29. Because 29 is below 32, the
/// check is an ordinary digit (Crockford's own check, modulo 37, can be `*~$=`). The reference is not a secret and
/// gives access to nothing. The check catches one misheard digit or two swapped ones, except for pairs that are 29
/// apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BikeReference(BikeId);

/// A reference that was mistyped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("Enter a bike reference like FM-004GXX-M")]
pub struct ReferenceError;

const CHECK: u64 = 29;

impl BikeReference {
    /// Returns the reference of a bike.
    pub fn of(id: BikeId) -> Self {
        Self(id)
    }

    /// Returns the bike that the reference names.
    pub fn bike(self) -> BikeId {
        self.0
    }
}

impl fmt::Display for BikeReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = self.0.0.unsigned_abs();
        let (mut left, mut digits) = (id, Vec::new());
        while left > 0 || digits.len() < 6 {
            digits.push(crockford::digit((left % 32) as u8));
            left /= 32;
        }
        let digits: String = digits.iter().rev().collect();
        write!(f, "FM-{digits}-{}", crockford::digit((id % CHECK) as u8))
    }
}

impl Serialize for BikeReference {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl FromStr for BikeReference {
    type Err = ReferenceError;

    fn from_str(raw: &str) -> Result<Self, ReferenceError> {
        let symbols: String = raw
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .map(|c| c.to_ascii_uppercase())
            .take(24)
            .collect();
        let symbols = symbols.strip_prefix("FM").unwrap_or(&symbols);
        let mut chars = symbols.chars();
        let check = chars
            .next_back()
            .and_then(crockford::value)
            .ok_or(ReferenceError)?;
        let mut id: i64 = 0;
        let mut count = 0;
        for c in chars {
            let digit = crockford::value(c).ok_or(ReferenceError)?;
            id = id
                .checked_mul(32)
                .and_then(|v| v.checked_add(i64::from(digit)))
                .ok_or(ReferenceError)?;
            count += 1;
        }
        if count >= 6 && id.unsigned_abs() % CHECK == u64::from(check) {
            Ok(Self(BikeId(id)))
        } else {
            Err(ReferenceError)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn reads_back_what_it_prints(id in 0i64..i64::MAX / 64) {
            let printed = BikeReference::of(BikeId(id)).to_string();
            prop_assert_eq!(printed.parse(), Ok(BikeReference(BikeId(id))));
            prop_assert_eq!(printed.to_lowercase().replace('-', " ").parse(), Ok(BikeReference(BikeId(id))));
        }

        #[test]
        fn never_panics(raw in ".*") {
            let _ = raw.parse::<BikeReference>();
        }
    }

    #[test]
    fn a_misheard_character_is_noticed() {
        assert_eq!(BikeReference::of(BikeId(148_413)).to_string(), "FM-004GXX-M");
        assert_eq!("FM-004GXY-M".parse::<BikeReference>(), Err(ReferenceError));
    }
}
