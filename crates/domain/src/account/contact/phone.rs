use crate::text::is_invisible;
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// A telephone number as it was written. It has 7 to 15 digits; E.164 allows no more than 15.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber(String);

/// Why a typed telephone number is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PhoneError {
    /// It has too few or too many digits, or letters in it.
    #[error("Enter a telephone number, like 01223 496 0000 or 07700 900 982")]
    Format,
}

impl PhoneNumber {
    /// The most characters that a written number may have.
    const LONGEST: usize = 40;

    /// Parses a typed or pasted number. It keeps spaces, brackets, hyphens, full stops, a leading `+` and an extension,
    /// and drops characters that nobody can see.
    ///
    /// # Errors
    /// [`PhoneError::Format`] when it is not a telephone number.
    pub fn parse(raw: &str) -> Result<Self, PhoneError> {
        if raw.len() > 4 * Self::LONGEST {
            return Err(PhoneError::Format);
        }
        let written = tidied(raw);
        let number = without_extension(&written);
        let rest = number.strip_prefix('+').unwrap_or(number);
        let digits = rest.chars().filter(char::is_ascii_digit).count();
        let clean = rest.chars().all(|c| c.is_ascii_digit() || " ().-".contains(c));
        if written.len() <= Self::LONGEST && clean && (7..=15).contains(&digits) {
            Ok(Self(written))
        } else {
            Err(PhoneError::Format)
        }
    }

    /// Returns the number as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Returns the text without invisible characters, and with plain spaces and hyphens.
fn tidied(raw: &str) -> String {
    let seen = raw.chars().filter(|c| !is_invisible(*c)).map(|c| match c {
        c if c.is_whitespace() => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}' => '-',
        '\u{ff0b}' => '+',
        c => c,
    });
    seen.collect::<String>().trim().to_owned()
}

/// Returns the number before "ext 12", "extension 12" or "x12".
fn without_extension(written: &str) -> &str {
    let digits = written.trim_end_matches(|c: char| c.is_ascii_digit());
    if digits.len() == written.len() {
        return written;
    }
    let before = digits.trim_end_matches([' ', '.', ':']);
    let lower = before.to_ascii_lowercase();
    ["extension", "extn", "ext", "x", "#"]
        .into_iter()
        .find(|word| lower.ends_with(word))
        .and_then(|word| before.get(..before.len() - word.len()))
        .map_or(written, |number| number.trim_end_matches([' ', ',', ';']))
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PhoneNumber(***)")
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = PhoneError;

    fn try_from(raw: String) -> Result<Self, PhoneError> {
        Self::parse(&raw)
    }
}

impl From<PhoneNumber> for String {
    fn from(number: PhoneNumber) -> String {
        number.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        for good in [
            "07700 900 982",
            "+44 (0)7700-900982",
            "01223.4960000",
            " 0122349 ",
            "\u{202a}07700\u{a0}900\u{2011}982\u{202c}",
            "01223 496 0000 ext 12",
            "01223 496 0000, Ext. 4",
            "01223 4960000 x12",
            "\u{ff0b}44 7700 900982",
        ] {
            assert!(PhoneNumber::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "12",
            "call me",
            "07700 900 982 x",
            "1234567890123456",
            "+",
            "٠٧٧٠٠٩٠٠",
            &"1".repeat(99),
        ] {
            assert_eq!(PhoneNumber::parse(bad), Err(PhoneError::Format), "{bad}");
        }
    }
}
