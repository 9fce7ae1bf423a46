//! Free text from people: trimmed, limited in length, and without characters that do not print.

use std::borrow::Cow;
use std::fmt::Display;
use thiserror::Error;

/// Why a piece of typed text is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TextError {
    /// Nothing was typed.
    #[error("is empty")]
    Empty,
    /// More characters than the field takes.
    #[error("must be {max} characters or fewer")]
    TooLong {
        /// The most characters that fit.
        max: usize,
    },
    /// A character that does not print, such as a null or an escape.
    #[error("must not contain hidden characters")]
    Control,
}

/// Writes a number with the words that belong to it: those for one, or those for any other number.
#[must_use]
pub fn counted<N: Display + PartialEq + From<u8>>(number: N, one: &str, many: &str) -> String {
    let words = if number == N::from(1) { one } else { many };
    format!("{number} {words}")
}

/// The characters that a formula may begin with. East Asian keyboards type the wide forms, and some spreadsheets treat
/// them like the others.
const FORMULAS: [char; 11] = [
    '=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
];

/// Tells whether a cell begins like a formula, after any apostrophes.
fn begins_like_a_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(FORMULAS)
}

/// Stops a spreadsheet from reading a cell as a formula: text that begins like a formula gets an apostrophe in front,
/// so that the spreadsheet takes it as text. [`from_spreadsheet`] takes the apostrophe off again.
#[must_use]
pub fn for_spreadsheet(cell: &str) -> Cow<'_, str> {
    if begins_like_a_formula(cell) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// Takes off the apostrophe that [`for_spreadsheet`] put in front.
#[must_use]
pub fn from_spreadsheet(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if begins_like_a_formula(rest) => rest,
        _ => cell,
    }
}

/// Parses one line of text: trims it, turns each run of white space into one space, and allows `max` characters. It
/// drops marks that change the direction of text, which can come with a pasted name.
///
/// # Errors
/// [`TextError`] when nothing is left, it is too long, or it has control characters.
pub fn line(raw: &str, max: usize) -> Result<String, TextError> {
    bounded(raw, max)?;
    if raw.chars().any(|c| c.is_control() && !c.is_whitespace()) {
        return Err(TextError::Control);
    }
    let folded = without_direction(raw);
    let folded = folded.split_whitespace().collect::<Vec<_>>().join(" ");
    finish(folded, max)
}

/// Parses text of several lines: trims it, keeps its line ends (as `\n`) and allows `max` characters.
///
/// # Errors
/// [`TextError`] when nothing is left, it is too long, or it has control characters.
pub fn prose(raw: &str, max: usize) -> Result<String, TextError> {
    bounded(raw, max)?;
    let text = without_direction(raw).replace("\r\n", "\n").replace('\r', "\n");
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
        return Err(TextError::Control);
    }
    finish(text.trim().to_owned(), max)
}

/// Parses text as [`line`] does, but returns `None` for an empty text instead of an error.
///
/// # Errors
/// [`TextError`] when it is too long or has control characters.
pub fn optional_line(raw: &str, max: usize) -> Result<Option<String>, TextError> {
    optional(line(raw, max))
}

/// Parses text as [`prose`] does, but returns `None` for an empty text instead of an error.
///
/// # Errors
/// [`TextError`] when it is too long or has control characters.
pub fn optional_prose(raw: &str, max: usize) -> Result<Option<String>, TextError> {
    optional(prose(raw, max))
}

fn optional(parsed: Result<String, TextError>) -> Result<Option<String>, TextError> {
    match parsed {
        Ok(text) => Ok(Some(text)),
        Err(TextError::Empty) => Ok(None),
        Err(other) => Err(other),
    }
}

/// Refuses megabytes of text before anything reads them. A character has at most four bytes.
fn bounded(raw: &str, max: usize) -> Result<(), TextError> {
    if raw.len() > max.saturating_mul(4).saturating_add(4096) {
        Err(TextError::TooLong { max })
    } else {
        Ok(())
    }
}

fn finish(text: String, max: usize) -> Result<String, TextError> {
    match text.chars().count() {
        0 => Err(TextError::Empty),
        n if n > max => Err(TextError::TooLong { max }),
        _ => Ok(text),
    }
}

/// Returns the text without direction marks and byte order marks. They are invisible, and some of them make one text
/// look like another.
fn without_direction(text: &str) -> String {
    text.chars().filter(|c| !is_direction(*c)).collect()
}

fn is_direction(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Tells whether a character is invisible: it changes the direction, joins characters or allows a break. In a code, a
/// number or a telephone number it means nothing.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    is_direction(c)
        || matches!(c, '\u{AD}' | '\u{34F}' | '\u{180E}' | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2064}'
            | '\u{206A}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FFF9}'..='\u{FFFB}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_has_words_of_its_own() {
        for (number, said) in [
            (0_u64, "0 bikes"),
            (1, "1 bike"),
            (2, "2 bikes"),
            (21, "21 bikes"),
        ] {
            assert_eq!(counted(number, "bike", "bikes"), said);
        }
    }

    #[test]
    fn what_begins_like_a_formula_is_marked_as_text() {
        for begins in [
            "=1+1",
            "+44 7700 900123",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\u{ff1d}1",
            // These keep their apostrophe, so that nothing is lost on the way back.
            "'=1",
            "''=1",
        ] {
            assert_eq!(for_spreadsheet(begins), format!("'{begins}"));
            assert_eq!(from_spreadsheet(&for_spreadsheet(begins)), begins);
        }
        for plain in ["", "Trek", "1-2", "a=b", " =1", "'", "'quoted'"] {
            assert_eq!(for_spreadsheet(plain), plain);
            assert_eq!(from_spreadsheet(plain), plain);
        }
    }

    #[test]
    fn lines_are_trimmed_folded_and_bounded() {
        let cases: &[(&str, usize, Result<&str, TextError>)] = &[
            ("  Mill   Road ", 20, Ok("Mill Road")),
            ("tab\tand\nnew line", 20, Ok("tab and new line")),
            ("", 20, Err(TextError::Empty)),
            (" \u{a0} ", 20, Err(TextError::Empty)),
            ("żółw 🐢", 6, Ok("żółw 🐢")),
            ("1234567", 6, Err(TextError::TooLong { max: 6 })),
            ("nul\0", 20, Err(TextError::Control)),
            ("esc\u{1b}[31m", 20, Err(TextError::Control)),
            ("turn\u{202e}ed", 20, Ok("turned")),
            ("\u{202a}Ada Byron\u{202c}\u{200f}", 20, Ok("Ada Byron")),
            ("\u{200e}", 20, Err(TextError::Empty)),
            ("<b>' OR 1=1 --", 20, Ok("<b>' OR 1=1 --")),
        ];
        for (raw, max, want) in cases {
            assert_eq!(line(raw, *max), want.map(str::to_owned), "{raw:?}");
        }
        assert_eq!(
            line(&"x".repeat(10_000_000), 100),
            Err(TextError::TooLong { max: 100 })
        );
    }

    #[test]
    fn prose_keeps_its_lines() {
        assert_eq!(prose(" one\r\ntwo\rthree ", 50), Ok("one\ntwo\nthree".into()));
        assert_eq!(prose("bell\u{7}", 50), Err(TextError::Control));
        assert_eq!(optional_prose(" \n ", 50), Ok(None));
    }
}
