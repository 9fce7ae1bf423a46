//! Several numbers that were typed in one box, each in the form in which it was typed.

use super::parts::{firm_parts, last_of_address, words};
use super::{Reading, Token, phrase};

/// One of the numbers in a box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedNumber {
    written: String,
    keys: Vec<String>,
}

impl TypedNumber {
    /// Returns the number as it was typed.
    #[must_use]
    pub fn written(&self) -> &str {
        &self.written
    }

    /// Returns the keys that the number may have on record: the key of the whole text, and the keys of words in the
    /// text that could be numbers by themselves.
    #[must_use]
    pub fn keys(&self) -> &[String] {
        &self.keys
    }
}

/// Splits a box into its numbers: at commas, line breaks and the like, and also at spaces between words that can each
/// be a number. Unlike [`FramePattern::parse`](super::FramePattern::parse) it takes text of any length.
#[must_use]
pub fn numbers_in(text: &str) -> Vec<TypedNumber> {
    let mut numbers: Vec<TypedNumber> = Vec::new();
    for part in firm_parts(last_of_address(text.trim())) {
        if !part.contains(['?', '*', '[']) && phrase::says(part).is_some() {
            continue;
        }
        let part = phrase::without_label(part).trim();
        let pieces: Vec<(&str, Reading)> = part
            .split_whitespace()
            .filter_map(|piece| Some((piece, reading(piece)?)))
            .collect();
        if pieces.len() > 1 && pieces.iter().all(|(_, reading)| reading.stands_alone()) {
            numbers.extend(pieces.into_iter().map(|(piece, reading)| TypedNumber {
                written: piece.to_owned(),
                keys: reading.key().into_iter().collect(),
            }));
        } else if part.chars().any(char::is_alphanumeric) {
            let alone = pieces.iter().map(|(_, reading)| reading);
            let alone = alone.filter(|reading| pieces.len() > 1 && reading.stands_alone());
            let whole = reading(part).and_then(|reading| reading.key());
            numbers.push(TypedNumber {
                written: part.to_owned(),
                keys: whole.into_iter().chain(alone.filter_map(Reading::key)).collect(),
            });
        }
    }
    numbers
}

/// Reads all words of a text as one number, or returns `None` if there is nothing to read.
fn reading(text: &str) -> Option<Reading> {
    let tokens: Vec<Token> = words(text).ok()?.into_iter().flatten().collect();
    (!tokens.is_empty()).then(|| Reading::new(tokens))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_several_bikes_are_parted_and_those_of_one_stay_together() {
        for (text, written) in [
            ("WTU123456K", &["WTU123456K"][..]),
            ("WTU 123 456K", &["WTU 123 456K"]),
            ("WTU123456K GF28283377", &["WTU123456K", "GF28283377"]),
            ("WTU123456K\r\nGF28283377\n\n", &["WTU123456K", "GF28283377"]),
            (
                "WTU123456K, 7KQ4M-2X9TD; U21B?95005",
                &["WTU123456K", "7KQ4M-2X9TD", "U21B?95005"],
            ),
            ("2019 WTU316C2137N", &["2019 WTU316C2137N"]),
            ("unknown, WTU123456K", &["WTU123456K"]),
            ("Frame no: WTU123456K", &["WTU123456K"]),
            ("--, ;", &[]),
            ("", &[]),
        ] {
            let numbers = numbers_in(text);
            let found: Vec<&str> = numbers.iter().map(TypedNumber::written).collect();
            assert_eq!(found, written, "{text:?}");
        }
        let many = "WTU123456K ".repeat(5_000);
        assert_eq!(numbers_in(&many).len(), 5_000, "none is dropped");
    }

    #[test]
    fn only_whole_numbers_have_keys() {
        let keys = |text: &str| numbers_in(text).remove(0).keys().to_vec();
        assert_eq!(keys("wtu-123 456k"), ["WTU123456K"]);
        assert_eq!(keys("2019 WTU316C2137N"), ["2019WTU316C2137N", "WTU316C2137N"]);
        assert!(keys("WTU12?456K").is_empty());
        assert!(keys("WTU[12]").is_empty());
    }
}
