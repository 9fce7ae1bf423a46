//! Mark codes: what our labels say.
//!
//! A code is ten characters of Crockford's base 32, eight of them random and two Reed-Solomon checks (see the
//! `reed_solomon` module), so that one wrong character is put right and two unreadable ones are restored. A
//! corrected code is a *proposal*, because two or more wrong characters can look like one. So callers compare
//! it with the marks that really exist, and show what was changed.

mod deny;
mod gf32;
mod reading;
mod reed_solomon;
mod text;

#[cfg(test)]
mod tests;

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use reading::{Candidates, PutRight, Reading};
pub use text::PartOfCode;

/// The code of one of our marks, always with checks that agree, shown as `7KQ4M-2X9TD`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MarkCode(reed_solomon::Word);

/// Says why a text is no mark code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAMark {
    /// Nothing was entered.
    #[error("Enter a mark code, such as 7KQ4M-2X9TD")]
    Empty,
    /// A character that no mark code has.
    #[error("A mark code has only letters and digits, not \u{201c}{0}\u{201d}")]
    Character(char),
    /// Fewer than ten characters.
    #[error("A mark code has ten characters, and this has {0}. Type ? for each one that you cannot read")]
    TooShort(usize),
    /// More than ten characters.
    #[error("A mark code has ten characters, and this has more")]
    TooLong,
    /// Ten characters, of which more than one is wrong.
    #[error("That code is not right. Check it against the label")]
    Checks,
    /// Characters given as `?` where a whole code is needed, or more of them than can be resolved.
    #[error("{0} characters cannot be read")]
    Unreadable(usize),
    /// Two codes or more.
    #[error("Enter the code of one mark at a time")]
    Several,
    /// A web address that is not one of a mark.
    #[error("This web address is not the address of a label")]
    OtherAddress,
}

impl MarkCode {
    /// Makes the code whose eight data symbols are the low five bits of each byte.
    #[must_use]
    pub fn from_data(data: [u8; 8]) -> Self {
        Self(reed_solomon::encode(data.map(|byte| byte & 31)))
    }

    /// Draws a code that spells no unwanted word, asking `random` to fill eight bytes at a time.
    pub fn generate(random: &mut impl FnMut(&mut [u8])) -> Self {
        loop {
            let mut data = [0; 8];
            random(&mut data);
            let code = Self::from_data(data);
            if !deny::spells_a_word(&code.compact()) {
                return code;
            }
        }
    }

    /// Reads a whole and faultless code, as typed, whatever stands round it, or as a scanned address.
    ///
    /// # Errors
    /// When it has not ten characters of the alphabet, or its checks do not agree.
    pub fn parse(text: &str) -> Result<Self, NotAMark> {
        let places = text::places(text)?;
        let open = || places.iter().filter(|place| !place.is_power_of_two()).count();
        let word = reading::certain(&places).ok_or_else(|| NotAMark::Unreadable(open()))?;
        if reed_solomon::is_codeword(&word) {
            Ok(Self(word))
        } else {
            Err(NotAMark::Checks)
        }
    }

    /// Reads a code that may be worn or mistyped: `?` is a character that cannot be read, `[8B]` one of these.
    ///
    /// Quotation marks, brackets, "Mark" and the like may stand round it, and the address, or its end, before it.
    #[must_use]
    pub fn read(text: &str) -> Reading {
        text::places(text).map_or_else(Reading::NotAMark, reading::read)
    }

    /// Whether the code spells a word that is kept off labels, as none from [`MarkCode::generate`] does.
    #[must_use]
    pub fn spells_a_word(&self) -> bool {
        deny::spells_a_word(&self.compact())
    }

    /// The ten characters without the hyphen, as stored and as in the address of a QR code.
    #[must_use]
    pub fn compact(&self) -> String {
        self.0.into_iter().map(text::character).collect()
    }
}

impl fmt::Display for MarkCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let compact = self.compact();
        let (left, right) = compact.split_at(5);
        f.pad(&format!("{left}-{right}"))
    }
}

impl fmt::Debug for MarkCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MarkCode({self})")
    }
}

impl FromStr for MarkCode {
    type Err = NotAMark;

    fn from_str(text: &str) -> Result<Self, NotAMark> {
        Self::parse(text)
    }
}

impl Serialize for MarkCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for MarkCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}
