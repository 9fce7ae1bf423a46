//! A pattern as text, which reads back as the same pattern.

use std::fmt;

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
        Self::parse(&text)
    }
}

impl From<FramePattern> for String {
    fn from(pattern: FramePattern) -> Self {
        pattern.to_string()
    }
}
