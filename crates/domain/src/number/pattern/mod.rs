//! What somebody could read of a number: all of it, part of it, or several numbers in one box.

mod parts;
mod several;
#[cfg(test)]
mod tests;
mod text;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::{
    phrase,
    symbol::{Symbol, SymbolSet, as_latin},
};
use parts::{Readings, firm_parts, last_of_address};
pub use several::{TypedNumber, numbers_in};

/// One place of a [`Reading`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Token {
    /// One character, with the choices for it: a plain letter or digit is one choice, `[8B]` is two, and `?` is any.
    One(SymbolSet),
    /// `*`: any number of characters, or none.
    Run,
}

/// One number as somebody read it, including the places that they could not read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reading {
    tokens: Vec<Token>,
}

/// What was typed in a box for numbers: one reading or more. Each of them is tried.
///
/// `Display` writes it in a standard form, which parses back to an equal pattern.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FramePattern {
    readings: Vec<Reading>,
}

/// Why a text cannot be searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// There is no letter or digit in it.
    #[error("Enter at least one letter or digit of the number")]
    Nothing,
    /// It is longer than any number can be.
    #[error("Number must be {} characters or fewer", Reading::MAX_TOKENS)]
    TooLong,
    /// It contains control characters.
    #[error("Number must not contain hidden characters")]
    Control,
    /// A bracket is not closed or not opened, or has nothing in it.
    #[error("Put the choices for one character in square brackets, such as [8B]")]
    Brackets,
    /// It is words which say that nobody read a number.
    #[error("This is not a number. Enter what you can read")]
    Words,
    /// There are more numbers than one bike has.
    #[error(
        "Enter the numbers of one bike, at most {} at a time",
        FramePattern::MAX_READINGS
    )]
    TooMany,
}

impl Reading {
    /// The most places that one reading may have.
    pub const MAX_TOKENS: usize = 48;

    /// Returns its places, in order.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Returns the whole number, if every character was read for certain.
    #[must_use]
    pub fn key(&self) -> Option<String> {
        self.tokens
            .iter()
            .map(|token| token.symbol().map(Symbol::as_char))
            .collect()
    }

    /// Counts the characters that were read for certain.
    #[must_use]
    pub fn known(&self) -> usize {
        self.tokens
            .iter()
            .filter(|token| token.symbol().is_some())
            .count()
    }

    /// Makes a reading from places, in standard order: `?` before `*`, and one `*` for several.
    fn new(tokens: impl IntoIterator<Item = Token>) -> Self {
        let mut canonical: Vec<Token> = Vec::new();
        for token in tokens {
            match (canonical.last(), token) {
                (Some(Token::Run), Token::Run) => {}
                (Some(Token::Run), Token::One(set)) if set == SymbolSet::ANY => {
                    let at = canonical.len() - 1;
                    canonical.insert(at, token);
                }
                _ => canonical.push(token),
            }
        }
        Self { tokens: canonical }
    }

    /// Returns half of the reading, if it is one number typed twice.
    fn half(&self) -> Option<Self> {
        const SHORTEST: usize = 5;
        let middle = self.tokens.len() / 2;
        let (head, tail) = self.tokens.split_at(middle);
        (middle >= SHORTEST && head == tail && !head.contains(&Token::Run)).then(|| Self {
            tokens: head.to_vec(),
        })
    }

    /// Tells whether it is long enough to be a number by itself when there are others in the box.
    fn stands_alone(&self) -> bool {
        let digits = self
            .tokens
            .iter()
            .filter(|token| token.symbol().is_some_and(Symbol::is_digit))
            .count();
        self.tokens.len() >= 7 && digits >= 3 && !self.tokens.contains(&Token::Run)
    }
}

impl Token {
    /// Returns the character, if it was read for certain.
    #[must_use]
    pub fn symbol(self) -> Option<Symbol> {
        match self {
            Self::One(set) => set.only(),
            Self::Run => None,
        }
    }
}

impl FramePattern {
    /// The most characters that we read from a box.
    pub const MAX_WRITTEN: usize = 200;
    /// The most readings that one box can give.
    pub const MAX_READINGS: usize = 8;

    /// Reads a box: `?` is one unreadable character, `*` is any number of them, and `[8B]` is an 8 or a B.
    ///
    /// Spaces, hyphens, full stops and case do not matter. Of a scanned address, only the last part counts. Commas and
    /// the like separate numbers. Words with spaces between them are read as one number, and each word that is long
    /// enough is also read by itself, so "2019 WTU316C2137N" is found both ways. If a number was typed twice, it is
    /// also read as typed once.
    ///
    /// # Errors
    /// [`PatternError`] when there is nothing to search for, there is too much text, or a bracket is not closed.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let text = text.trim();
        if text.chars().take(Self::MAX_WRITTEN + 1).count() > Self::MAX_WRITTEN {
            return Err(if numbers_in(text).len() > 1 {
                PatternError::TooMany
            } else {
                PatternError::TooLong
            });
        }
        if text
            .chars()
            .any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
        {
            return Err(PatternError::Control);
        }
        // In their compatible forms these characters would become letters of the number.
        let text: String = text.replace('№', "#").replace('º', "°").nfkd().collect();
        let mut readings = Readings::default();
        for part in firm_parts(last_of_address(&text)) {
            if !part.contains(['?', '*', '[']) && phrase::says(part).is_some() {
                readings.words = true;
            } else {
                readings.take_part(phrase::without_label(part))?;
            }
        }
        if readings.found.len() > Self::MAX_READINGS {
            return Err(PatternError::TooMany);
        }
        if readings.found.is_empty() {
            return Err(if readings.words {
                PatternError::Words
            } else {
                PatternError::Nothing
            });
        }
        Ok(Self {
            readings: readings.found,
        })
    }

    /// Returns the readings, the most likely first. There is at least one.
    #[must_use]
    pub fn readings(&self) -> &[Reading] {
        &self.readings
    }

    /// Tells whether the reading at this place is only a piece of a longer one, that is, one of several words that were
    /// typed together. Half of a number that was typed twice is a whole number.
    #[must_use]
    pub fn is_piece(&self, at: usize) -> bool {
        let Some(piece) = self.readings.get(at) else {
            return false;
        };
        self.readings.iter().any(|longer| {
            longer.tokens.len() > piece.tokens.len()
                && longer.half().as_ref() != Some(piece)
                && longer
                    .tokens
                    .windows(piece.tokens.len())
                    .any(|window| window == piece.tokens)
        })
    }

    /// Returns the readings in which every character was read, as keys that can be compared for equality.
    pub fn keys(&self) -> impl Iterator<Item = String> {
        self.readings.iter().filter_map(Reading::key)
    }
}
