use std::fmt;
use thiserror::Error;

/// How many recovery codes an account has.
pub const RECOVERY_CODES: usize = 10;

/// How many characters a code has: 60 bits.
const LENGTH: usize = 12;

/// The letters and digits of a code. None of them looks like another.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A code on paper that works once in place of a code from the app.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode([u8; LENGTH]);

/// The text is not a recovery code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RecoveryCodeError {
    /// Nothing was typed.
    #[error("Enter a recovery code")]
    Missing,
    /// It is too short or too long, or has other characters.
    #[error("A recovery code has 12 letters and digits, such as k3f9-t2wq-8hxn")]
    NotACode,
}

impl RecoveryCode {
    /// Makes a code of random bytes.
    pub fn new(random: [u8; LENGTH]) -> Self {
        Self(random.map(|byte| ALPHABET[usize::from(byte & 31)]))
    }

    /// Reads a code as people type it: capitals, spaces and hyphens do not matter, and letters that look like digits count
    /// as digits.
    ///
    /// # Errors
    /// [`RecoveryCodeError`] if it is not a code.
    pub fn parse(typed: &str) -> Result<Self, RecoveryCodeError> {
        let mut kept = Vec::with_capacity(LENGTH);
        for sign in typed.chars().filter(|sign| !sign.is_whitespace() && *sign != '-') {
            let folded = match sign.to_ascii_lowercase() {
                'o' => '0',
                'i' | 'l' => '1',
                other => other,
            };
            let known = u8::try_from(folded).ok().filter(|sign| ALPHABET.contains(sign));
            match known {
                Some(sign) if kept.len() < LENGTH => kept.push(sign),
                _ => return Err(RecoveryCodeError::NotACode),
            }
        }
        if kept.is_empty() {
            return Err(RecoveryCodeError::Missing);
        }
        kept.try_into().map(Self).map_err(|_| RecoveryCodeError::NotACode)
    }

    /// Returns its characters, to be hashed.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, sign) in self.0.iter().enumerate() {
            if at > 0 && at % 4 == 0 {
                f.write_str("-")?;
            }
            write!(f, "{}", char::from(*sign))?;
        }
        Ok(())
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_is_written_and_as_people_type_it() {
        let code = RecoveryCode::new([0, 1, 32, 33, 10, 31, 18, 255, 24, 9, 40, 13]);
        assert_eq!(code.to_string(), "0101-azjz-r98d");
        assert_eq!(format!("{code:?}"), "RecoveryCode(***)");
        for typed in [
            "0101-azjz-r98d",
            "0101azjzr98d",
            " O1OL  AZJZ r98d ",
            "oi01-AZJZ-R98D",
        ] {
            assert_eq!(RecoveryCode::parse(typed).as_ref(), Ok(&code), "{typed}");
        }
    }

    #[test]
    fn nothing_else_is_a_code() {
        for (typed, error) in [
            ("", RecoveryCodeError::Missing),
            (" - ", RecoveryCodeError::Missing),
            ("287082", RecoveryCodeError::NotACode),
            ("0101-azjz-r98", RecoveryCodeError::NotACode),
            ("0101-azjz-r98dd", RecoveryCodeError::NotACode),
            ("0101-azjz-r98u", RecoveryCodeError::NotACode),
            ("0101-azjz-r98é", RecoveryCodeError::NotACode),
            (&"a".repeat(1_000_000), RecoveryCodeError::NotACode),
        ] {
            assert_eq!(RecoveryCode::parse(typed), Err(error), "{typed:.20}");
        }
    }
}
