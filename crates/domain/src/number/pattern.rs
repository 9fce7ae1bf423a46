//! What can be read of a number: whole, with gaps, or several in one box.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::{
    phrase,
    symbol::{Symbol, SymbolSet, as_latin},
};

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

/// Readings as they are found: no duplicates, none without a letter or digit.
#[derive(Default)]
struct Readings {
    found: Vec<Reading>,
    words: bool,
}

impl Readings {
    /// Takes a part of a box: all its words together, and those that stand alone.
    fn take_part(&mut self, part: &str) -> Result<(), PatternError> {
        let words = words(part)?;
        let together = Reading::new(words.iter().flatten().copied());
        let apart: Vec<Reading> = if words.len() > 1 {
            words
                .into_iter()
                .map(Reading::new)
                .filter(Reading::stands_alone)
                .collect()
        } else {
            Vec::new()
        };
        if together.tokens.len() <= Reading::MAX_TOKENS {
            self.add(together);
        } else if apart.is_empty() || apart.iter().any(|one| one.tokens.len() > Reading::MAX_TOKENS) {
            return Err(PatternError::TooLong);
        }
        apart.into_iter().for_each(|reading| self.add(reading));
        Ok(())
    }

    /// Adds a reading, then its half when it is a number typed twice.
    fn add(&mut self, reading: Reading) {
        let mut next = Some(reading);
        while let Some(reading) = next {
            next = reading.half();
            if reading.key().is_some_and(|key| phrase::is_words(&key)) {
                self.words = true;
                continue;
            }
            let something = reading
                .tokens
                .iter()
                .any(|t| matches!(t, Token::One(set) if *set != SymbolSet::ANY));
            if something && !self.found.contains(&reading) {
                self.found.push(reading);
            }
        }
    }
}

/// The last part of a scanned or copied address, or the text itself.
fn last_of_address(text: &str) -> &str {
    let lower = text.to_ascii_lowercase();
    let schemed = ["http://", "https://", "www.", "m/"]
        .into_iter()
        .any(|start| lower.starts_with(start));
    if !schemed && !lower.contains("/m/") || text.contains(char::is_whitespace) {
        return text;
    }
    let path = text
        .split(['?', '#'])
        .next()
        .unwrap_or(text)
        .trim_end_matches('/');
    path.rsplit('/').next().unwrap_or(path)
}

/// The parts of a box that commas, semicolons, lines, bars and "and" keep apart.
fn firm_parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', '|', '\n', '\r'])
        .flat_map(|part| part.split(" / "))
        .flat_map(|part| part.split(" & "))
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" or "))
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// The words of a part as places; marks of punctuation are dropped.
fn words(part: &str) -> Result<Vec<Vec<Token>>, PatternError> {
    let mut words = vec![Vec::new()];
    let mut set: Option<SymbolSet> = None;
    // The last symbol between brackets, and whether a hyphen followed it.
    let mut range: Option<(Symbol, bool)> = None;
    for c in part.chars().flat_map(char::to_uppercase).map(as_latin) {
        let symbol = u8::try_from(c).ok().and_then(Symbol::from_ascii);
        let token = match (c, set, symbol) {
            ('[', None, _) => {
                (set, range) = (Some(SymbolSet::NONE), None);
                continue;
            }
            // `[0-9]` is a range; in `[8-B]` the hyphen means nothing.
            ('-', Some(_), None) => {
                range = range.map(|(from, _)| (from, true));
                continue;
            }
            (']', Some(of), _) if !of.is_empty() => {
                set = None;
                Token::One(of)
            }
            ('[' | ']', ..) => return Err(PatternError::Brackets),
            (_, Some(of), Some(symbol)) => {
                set = Some(match range {
                    Some((from, true)) => of.with_range(from, symbol),
                    _ => of.with(symbol),
                });
                range = Some((symbol, false));
                continue;
            }
            ('?', Some(_), _) => {
                set = Some(SymbolSet::ANY);
                continue;
            }
            (_, Some(_), None) => continue,
            (_, None, Some(symbol)) => Token::One(SymbolSet::just(symbol)),
            ('?', None, None) => Token::One(SymbolSet::ANY),
            ('*', None, None) => Token::Run,
            (c, None, None) => {
                if c.is_whitespace() && words.last().is_some_and(|word| !word.is_empty()) {
                    words.push(Vec::new());
                }
                continue;
            }
        };
        if let Some(word) = words.last_mut() {
            word.push(token);
        }
    }
    if set.is_some() {
        return Err(PatternError::Brackets);
    }
    words.retain(|word| !word.is_empty());
    Ok(words)
}

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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn canonical_forms() {
        for (typed, canonical) in [
            ("wtu-316 c2137n.", "WTU316C2137N"),
            ("WTU?8*46J", "WTU?8*46J"),
            ("W?U3?6C?13?N", "W?U3?6C?13?N"),
            ("**1*?**", "*1?*"),
            ("wtu[b8]1", "WTU[8B]1"),
            ("wtu[8]1", "WTU81"),
            ("wtu[8 - b]1", "WTU[8B]1"),
            ("wtu[0-3]1", "WTU[0123]1"),
            ("wtu[x a-c]1", "WTU[ABCX]1"),
            ("wtu[3-0]1", "WTU[03]1"),
            ("[1?]2", "?2"),
            ("WTU 268 T 0046 J", "WTU268T0046J"),
            (
                "B1A114504S WBK946971S",
                "B1A114504SWBK946971S; B1A114504S; WBK946971S",
            ),
            ("WTU316C2137N 54CM", "WTU316C2137N54CM; WTU316C2137N"),
            ("2019 WTU316C2137N", "2019WTU316C2137N; WTU316C2137N"),
            ("K17FTJ02980K17FTJ02980", "K17FTJ02980K17FTJ02980; K17FTJ02980"),
            ("GF282833, WSBC902120725N", "GF282833; WSBC902120725N"),
            ("GF282833 and WSBC902120725N", "GF282833; WSBC902120725N"),
            ("S/N: GF282833", "GF282833"),
            ("Nº282833", "282833"),
            ("№GF282833", "GF282833"),
            ("GF282833; unknown", "GF282833"),
            ("HTTPS://MARKS.EXAMPLE.ORG/M/7KQ4M2X9TD", "7KQ4M2X9TD"),
            ("https://marks.example.org/m/7kq4m-2x9td/?a=b", "7KQ4M2X9TD"),
            ("marks.example.org/m/7kq4m-2x9td", "7KQ4M2X9TD"),
            ("m/9ZBK6-0Q1TY", "9ZBK60Q1TY"),
            ("Ａ55Ø6805", "A5506805"),
            ("“GF282833”", "GF282833"),
            ("FTA9C180+2", "FTA9C1802"),
            ("ＧＦ２８？８３３", "GF28?833"),
            ("a", "A"),
        ] {
            assert_eq!(
                FramePattern::parse(typed).map(|p| p.to_string()).as_deref(),
                Ok(canonical),
                "{typed}"
            );
        }
    }

    #[test]
    fn refusals() {
        for (typed, error) in [
            ("", PatternError::Nothing),
            ("*", PatternError::Nothing),
            ("🚲", PatternError::Nothing),
            ("????", PatternError::Nothing),
            ("wtu[8b", PatternError::Brackets),
            ("wtu]8b", PatternError::Brackets),
            ("wtu[[8b]]", PatternError::Brackets),
            ("wtu[]", PatternError::Brackets),
            ("don't know", PatternError::Words),
            ("ab\u{7}12", PatternError::Control),
            (
                "A111,B222,C333,D444,E555,F666,G777,H888,J999",
                PatternError::TooMany,
            ),
        ] {
            assert_eq!(FramePattern::parse(typed), Err(error), "{typed}");
        }
        assert_eq!(FramePattern::parse(&"?".repeat(300)), Err(PatternError::TooLong));
        assert_eq!(
            FramePattern::parse(&"1".repeat(10_000)),
            Err(PatternError::TooLong)
        );
        assert_eq!(FramePattern::parse(&"1".repeat(60)), Err(PatternError::TooLong));
    }

    #[test]
    fn whole_numbers_have_keys() {
        let keys = |typed| FramePattern::parse(typed).unwrap().keys().collect::<Vec<_>>();
        assert_eq!(keys("wtu-1"), ["WTU1"]);
        assert!(keys("wtu?1").is_empty());
        assert!(keys("wtu1*").is_empty());
    }

    proptest! {
        #[test]
        fn never_panics_and_prints_what_parses_back(typed in "\\PC{0,60}") {
            if let Ok(pattern) = FramePattern::parse(&typed) {
                prop_assert_eq!(FramePattern::parse(&pattern.to_string()), Ok(pattern));
            }
        }

        #[test]
        fn prints_what_parses_back(typed in "[A-C0-2?*\\[\\] ,;/-]{0,60}") {
            if let Ok(pattern) = FramePattern::parse(&typed) {
                prop_assert!(!pattern.readings().is_empty());
                prop_assert_eq!(FramePattern::parse(&pattern.to_string()), Ok(pattern));
            }
        }

        #[test]
        fn spaces_hyphens_and_case_do_not_matter(number in "[A-E]{2}[0-9]{3}[A-Z0-9]{2}", gaps in "[ -]{6}") {
            let spaced: String = number.chars().zip(gaps.chars().chain(['-'])).flat_map(|(c, gap)| [c, gap]).collect();
            let plain = FramePattern::parse(&number);
            prop_assert_eq!(FramePattern::parse(&spaced.to_lowercase()).map(|p| p.readings()[0].clone()),
                plain.map(|p| p.readings()[0].clone()));
        }
    }
}
