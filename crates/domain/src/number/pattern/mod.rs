//! What can be read of a number: whole, with gaps, or several in one box.

mod parts;
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

/// One place of a [`Reading`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Token {
    /// One character, which is one of these: a plain letter or digit, `[8B]`, or `?` for any.
    One(SymbolSet),
    /// `*`: any run of characters, also none.
    Run,
}

/// One number as somebody read it, unreadable places and all.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reading {
    tokens: Vec<Token>,
}

/// What was typed in a box for numbers: one reading or more, each of which is tried.
///
/// Its `Display` is canonical and parses back to an equal pattern.
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
    /// It holds control characters.
    #[error("Number must not contain hidden control characters")]
    Control,
    /// A `[` has no `]`, a `]` has no `[`, or there is nothing between them.
    #[error("Put the choices for one character in square brackets, such as [8B]")]
    Brackets,
    /// It is words that say that no number was read.
    #[error("This is not a number. Enter what you can read")]
    Words,
    /// More numbers than one bike has.
    #[error(
        "Enter the numbers of one bike, at most {} at a time",
        FramePattern::MAX_READINGS
    )]
    TooMany,
}

impl Reading {
    /// The most places that one reading may have.
    pub const MAX_TOKENS: usize = 48;

    /// Its places, in order.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The whole number, when every character was read and nothing is left open.
    #[must_use]
    pub fn key(&self) -> Option<String> {
        self.tokens
            .iter()
            .map(|token| token.symbol().map(Symbol::as_char))
            .collect()
    }

    /// How many characters were read for certain.
    #[must_use]
    pub fn known(&self) -> usize {
        self.tokens
            .iter()
            .filter(|token| token.symbol().is_some())
            .count()
    }

    /// Takes places as they are, in canonical order: `?` before `*`, one `*` for many.
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

    /// The half, when the reading is one number typed twice.
    fn half(&self) -> Option<Self> {
        const SHORTEST: usize = 5;
        let middle = self.tokens.len() / 2;
        let (head, tail) = self.tokens.split_at(middle);
        (middle >= SHORTEST && head == tail && !head.contains(&Token::Run)).then(|| Self {
            tokens: head.to_vec(),
        })
    }

    /// Whether it is long enough to be a number of its own beside others in the same box.
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
    /// The one character that it is, when it was read for certain.
    #[must_use]
    pub fn symbol(self) -> Option<Symbol> {
        match self {
            Self::One(set) => set.only(),
            Self::Run => None,
        }
    }
}

impl FramePattern {
    /// The most characters that are read from a box.
    pub const MAX_WRITTEN: usize = 200;
    /// The most readings that one box gives.
    pub const MAX_READINGS: usize = 8;

    /// Reads a box: `?` is one unreadable character, `*` any run of them, `[8B]` one of these.
    ///
    /// Spaces, hyphens, full stops and case do not matter. Of a scanned address the last part counts. Commas
    /// and the like part numbers firmly; words apart are read as one number and also each by itself when it is
    /// long enough to be one, so "2019 WTU316C2137N" finds both ways. A number typed twice is read once too.
    ///
    /// # Errors
    /// When there is nothing to search for, it is too long or too many, or its brackets do not pair.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let text = text.trim();
        if text.chars().take(Self::MAX_WRITTEN + 1).count() > Self::MAX_WRITTEN {
            return Err(PatternError::TooLong);
        }
        if text
            .chars()
            .any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
        {
            return Err(PatternError::Control);
        }
        // As compatible forms these would be letters of the number.
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

    /// The readings, the likeliest first; there is at least one.
    #[must_use]
    pub fn readings(&self) -> &[Reading] {
        &self.readings
    }

    /// The readings in which every character was read: what equality can be asked for.
    pub fn keys(&self) -> impl Iterator<Item = String> {
        self.readings.iter().filter_map(Reading::key)
    }
}
