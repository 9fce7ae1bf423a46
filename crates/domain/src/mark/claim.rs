//! The code on the paper slip that an owner takes home: with the mark's code it adds an e-mail address, once.

use std::fmt;

/// The characters of a code: as on labels, so that none is taken for another.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// How many characters a code has.
const LENGTH: usize = 8;

/// The code on a slip, shown as `7KQ4-2X9T`.
#[derive(Clone, PartialEq, Eq)]
pub struct ClaimCode(String);

/// Says why a text is no code of a slip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAClaimCode {
    /// Nothing was entered.
    #[error("Enter the claim code on the slip")]
    Empty,
    /// It has too few or too many characters, or one that no code has.
    #[error("A claim code has eight letters and digits, such as 7KQ4-2X9T")]
    Format,
}

impl ClaimCode {
    /// Makes the code that five bytes say.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 5]) -> Self {
        let all = bytes.iter().fold(0_u64, |all, byte| all << 8 | u64::from(*byte));
        let characters = (0..LENGTH).rev().map(|place| {
            let symbol = (all >> (5 * place)) & 31;
            char::from(ALPHABET[symbol as usize])
        });
        Self(characters.collect())
    }

    /// Reads a code as it was typed.
    ///
    /// # Errors
    /// [`NotAClaimCode`] when it is none.
    pub fn parse(typed: &str) -> Result<Self, NotAClaimCode> {
        if typed.trim().is_empty() {
            return Err(NotAClaimCode::Empty);
        }
        let mut code = String::new();
        for typed in typed.chars().filter(|c| c.is_alphanumeric()).take(LENGTH + 1) {
            let upper = match typed.to_ascii_uppercase() {
                'I' | 'L' => '1',
                'O' => '0',
                'U' => 'V',
                other => other,
            };
            if !ALPHABET.iter().any(|known| char::from(*known) == upper) {
                return Err(NotAClaimCode::Format);
            }
            code.push(upper);
        }
        if code.len() == LENGTH {
            Ok(Self(code))
        } else {
            Err(NotAClaimCode::Format)
        }
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
