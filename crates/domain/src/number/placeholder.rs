//! Fillers that people and spreadsheets write when they have no number. A filler does not identify a bike.

use std::sync::LazyLock;

use regex::Regex;

/// The fewest characters of a run such as `12345`.
const SHORTEST_RUN: usize = 5;
/// The fewest times that a character must be repeated.
const FEWEST_TWINS: usize = 4;

/// Keys along a keyboard.
const KEYBOARD: [&str; 3] = ["QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM"];

/// What a spreadsheet writes when a formula fails or a number is too long.
static SPREADSHEET: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^(#(name\?|n/?a|ref!|value!|num!|null!|div/0!|spill!|calc!)|#+|\d([.,]\d+)?e\+\d{1,3})$")
        .ok()
});

/// Tells whether a written number is a filler: `123456`, `0000000`, `#NAME?`, `1.23E+11`.
///
/// It may be a bike's real number after all, so we ask about it but never refuse it.
#[must_use]
pub fn is_filler(as_written: &str, key: &str) -> bool {
    let spreadsheet = SPREADSHEET
        .as_ref()
        .is_some_and(|of| of.is_match(as_written.trim()));
    spreadsheet || is_filler_key(key)
}

/// Tells the same from a number's key alone.
pub(super) fn is_filler_key(key: &str) -> bool {
    let bytes = key.as_bytes();
    let all = |agrees: fn(u8, u8) -> bool| bytes.windows(2).all(|pair| agrees(pair[0], pair[1]));
    let twins = bytes.len() >= FEWEST_TWINS && all(|a, b| a == b);
    let run = bytes.len() >= SHORTEST_RUN && (all(|a, b| next(a) == b) || all(|a, b| next(b) == a));
    let keyboard = bytes.len() >= SHORTEST_RUN && KEYBOARD.iter().any(|row| row.contains(key));
    twins || run || keyboard
}

/// Returns the character that follows another one; after 9 comes 0.
fn next(byte: u8) -> u8 {
    match byte {
        b'9' => b'0',
        b'Z' => 0,
        other => other + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::key;

    #[test]
    fn fillers() {
        for filler in [
            "123456",
            "12345",
            "1234567890",
            "0123456789",
            "987654321",
            "0000000",
            "1111",
            "XXXXXX",
            "abcdef",
            "qwerty",
            "#NAME?",
            "#REF!",
            "#N/A",
            "#####",
            "1.23E+11",
            "1,2345e+5",
            "00-00-00",
        ] {
            assert!(is_filler(filler, &key(filler)), "{filler}");
        }
        for number in [
            "WTU316C2137N",
            "ABC123",
            "AB12345",
            "123457",
            "1234",
            "000",
            "1E11",
            "12E456",
            "110011",
            "123123",
            "M12345678",
        ] {
            assert!(!is_filler(number, &key(number)), "{number}");
        }
    }
}
