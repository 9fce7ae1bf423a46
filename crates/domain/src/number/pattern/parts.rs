//! Splits a box into parts and words, and makes readings from them.

use super::{PatternError, Reading, Symbol, SymbolSet, Token, as_latin, phrase};

/// Collects readings, without duplicates and without any that has no letter or digit.
#[derive(Default)]
pub(super) struct Readings {
    pub(super) found: Vec<Reading>,
    pub(super) words: bool,
}

impl Readings {
    /// Reads a part of a box: all its words together, and the words that could be numbers by themselves.
    pub(super) fn take_part(&mut self, part: &str) -> Result<(), PatternError> {
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

    /// Adds a reading. If it is a number that was typed twice, adds half of it as well.
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

/// Returns the last part of a scanned or copied address, or the text itself.
pub(super) fn last_of_address(text: &str) -> &str {
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

/// Splits a box at commas, semicolons, line breaks, bars and "and".
pub(super) fn firm_parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', '|', '\n', '\r'])
        .flat_map(|part| part.split(" / "))
        .flat_map(|part| part.split(" & "))
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" or "))
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// Returns the words of a part as places, without punctuation.
pub(super) fn words(part: &str) -> Result<Vec<Vec<Token>>, PatternError> {
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
