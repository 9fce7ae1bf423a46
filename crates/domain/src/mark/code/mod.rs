//! The codes on our labels.
//!
//! A code is ten characters of Crockford's base 32: eight random ones and two Reed-Solomon checks (see the
//! `reed_solomon` module). With them we can correct one wrong character, or fill in two unreadable ones. A corrected
//! code is only a *proposal*, because two or more wrong characters can look like one. Callers compare it with the marks
//! that really exist, and show what was changed.

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

/// The code of one of our marks. Its check characters are always valid. It is shown as `7KQ4M-2X9TD`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MarkCode(reed_solomon::Word);

/// Why a text is not a mark code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAMark {
    /// Nothing was entered.
    #[error("Enter a mark code, such as 7KQ4M-2X9TD")]
    Empty,
    /// It has a character that mark codes do not use.
    #[error("A mark code has only letters and digits, not \u{201c}{0}\u{201d}")]
    Character(char),
    /// It has fewer than ten characters.
    #[error("A mark code has ten characters, and this has {0}. Type ? for each one that you cannot read")]
    TooShort(usize),
    /// It has more than ten characters.
    #[error("A mark code has ten characters, and this has more")]
    TooLong,
    /// It has ten characters, and more than one is wrong.
    #[error("That code is not right. Check it against the label")]
    Checks,
    /// It has `?` where a whole code is needed, or more of these than we can fill in.
    #[error("{} cannot be read", crate::text::counted(*.0, "character", "characters"))]
    Unreadable(usize),
    /// There are two or more codes.
    #[error("Enter the code of one mark at a time")]
    Several,
    /// It is a web address, but not the address of a mark.
    #[error("This web address is not the address of a label")]
    OtherAddress,
}

impl MarkCode {
    /// Makes a code from eight bytes: the low five bits of each byte give one symbol.
    #[must_use]
    pub fn from_data(data: [u8; 8]) -> Self {
        Self(reed_solomon::encode(data.map(|byte| byte & 31)))
    }

    /// Makes a random code that does not spell a rude word. It asks `random` to fill eight bytes at a time.
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

    /// Reads a whole code without mistakes: as typed, with other words round it, or as a scanned address.
    ///
    /// # Errors
    /// [`NotAMark`] when it does not have ten valid characters, or its check characters are wrong.
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

    /// Reads a code that may be worn or mistyped: `?` is a character that nobody can read, and `[8B]` is an 8 or a B.
    ///
    /// There may be quotation marks, brackets or words such as "Mark" round the code, and the address of the mark, or
    /// the end of that address, in front.
    #[must_use]
    pub fn read(text: &str) -> Reading {
        text::places(text).map_or_else(Reading::NotAMark, reading::read)
    }

    /// Tells whether the code spells a word that we keep off labels. Codes from [`MarkCode::generate`] never do.
    #[must_use]
    pub fn spells_a_word(&self) -> bool {
        deny::spells_a_word(&self.compact())
    }

    /// Returns the ten characters without the hyphen, as they are stored and as the QR code has them in its address.
    #[must_use]
    pub fn compact(&self) -> String {
        self.0.into_iter().map(crate::crockford::digit).collect()
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
