//! Writes a pattern as text, and reads the text back as an equal pattern.

use std::fmt;

use super::parts::words;
use super::{FramePattern, PatternError, Reading, SymbolSet, Token};

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Run => f.write_str("*"),
            Self::One(set) if *set == SymbolSet::ANY => f.write_str("?"),
            Self::One(set) if set.len() == 1 => set.iter().try_for_each(|s| write!(f, "{}", s.as_char())),
            Self::One(set) => {
                f.write_str("[")?;
                set.iter().try_for_each(|s| write!(f, "{}", s.as_char()))?;
                f.write_str("]")
            }
        }
    }
}

impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tokens.iter().try_for_each(|token| token.fmt(f))
    }
}

impl fmt::Display for FramePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, reading) in self.readings.iter().enumerate() {
            if at > 0 {
                f.write_str("; ")?;
            }
            reading.fmt(f)?;
        }
        Ok(())
    }
}

impl std::str::FromStr for FramePattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for FramePattern {
    type Error = PatternError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        standard(&text).map_or_else(|| Self::parse(&text), Ok)
    }
}

/// Reads the text that `Display` wrote, and returns `None` for any other. What was taken once is always read again: the
/// readings of a box may be longer together than what people may type, and letters whose spaces are gone may spell
/// words that would be refused from a person.
fn standard(text: &str) -> Option<FramePattern> {
    let reading = |part: &str| {
        let [tokens] = <[_; 1]>::try_from(words(part).ok()?).ok()?;
        let reading = Reading::new(tokens);
        let fits = (1..=Reading::MAX_TOKENS).contains(&reading.tokens.len());
        (fits && reading.to_string() == part).then_some(reading)
    };
    let readings: Vec<Reading> = text
        .split("; ")
        .take(FramePattern::MAX_READINGS + 1)
        .map(reading)
        .collect::<Option<_>>()?;
    (readings.len() <= FramePattern::MAX_READINGS).then_some(FramePattern { readings })
}

impl From<FramePattern> for String {
    fn from(pattern: FramePattern) -> Self {
        pattern.to_string()
    }
}
