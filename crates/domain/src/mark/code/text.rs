//! Turns what a person typed, or a camera saw, into ten characters.

use unicode_normalization::UnicodeNormalization;

use super::{MarkCode, NotAMark, reading::codeword, reed_solomon::LENGTH};
use crate::{crockford, number::as_latin, text::is_invisible};

/// Ten places. Each is a set of the symbols that it may be, with one bit for each symbol.
pub(super) type Places = [u32; LENGTH];

/// Any symbol: what `?` stands for.
pub(super) const ANY: u32 = u32::MAX;

/// The most characters that are read. A longer text is not a code.
const LONGEST: usize = 400;

/// Words that people write beside a code.
const LABELS: &[&str] = &[
    "BIKE",
    "CODE",
    "FRAMEMARK",
    "ID",
    "IS",
    "LABEL",
    "MARK",
    "MY",
    "NO",
    "NR",
    "NUMBER",
    "QR",
    "STICKER",
    "TAG",
    "THE",
];

/// Words of five characters that are not half of a code.
const NO_HALVES: &[&str] = &["FRAME", "LABEL", "MARKS"];

/// Returns the symbols that a character may mean.
fn symbol(character: char) -> Option<u32> {
    crockford::value(character).map(|value| 1 << value)
}

/// Letters, digits, `?` and brackets without a gap between them.
#[derive(Default)]
pub(super) struct Word {
    raw: String,
    places: Vec<u32>,
}

impl Word {
    fn is_label(&self) -> bool {
        LABELS.contains(&self.raw.as_str())
    }
}

/// Reads ten characters from a code with other words round it, or from a whole or partial address.
pub(super) fn places(text: &str) -> Result<Places, NotAMark> {
    let text = plain(text)?;
    if let Some(path) = address(&text)? {
        let words = words(code_of_path(path))?;
        return ten(&words).ok_or_else(|| wrong_length(&words));
    }
    let mut words = words(&text)?;
    let all = ten(&words);
    if let Some(places) = all
        && (codeword(&places) || !words.iter().any(Word::is_label))
    {
        return Ok(places);
    }
    match within(&words)? {
        Some(places) => Ok(places),
        None => {
            words.retain(|word| !word.is_label());
            ten(&words).or(all).ok_or_else(|| wrong_length(&words))
        }
    }
}

/// Returns the text in plain capitals, without invisible characters.
pub(super) fn plain(text: &str) -> Result<String, NotAMark> {
    if text.chars().take(LONGEST + 1).count() > LONGEST {
        return Err(NotAMark::TooLong);
    }
    Ok(text
        .nfkc()
        .filter(|c| !is_invisible(*c))
        .flat_map(char::to_uppercase)
        .map(as_latin)
        .collect())
}

/// Returns what comes after `/M/`, if the text is an address or the end of one.
pub(super) fn address(text: &str) -> Result<Option<&str>, NotAMark> {
    let path = text.split('#').next().unwrap_or(text);
    if let Some((_, code)) = path.split_once("/M/") {
        return Ok(Some(code));
    }
    let start = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    if let Some(code) = start.strip_prefix("M/") {
        return Ok(Some(code));
    }
    let host = text.split('/').next().unwrap_or(text);
    if text.contains("://") || start.starts_with("WWW.") || text.contains('/') && host.contains('.') {
        return Err(NotAMark::OtherAddress);
    }
    Ok(None)
}

/// Returns the code at the start of a path. A question mark after its tenth character begins the query.
fn code_of_path(path: &str) -> &str {
    let mut count = 0;
    for (at, c) in path.char_indices() {
        let ended = count == LENGTH && (c == '?' || c.is_whitespace());
        if ended || c == '/' || c == '#' {
            return &path[..at];
        }
        count += usize::from(c.is_alphanumeric() || c == '?');
    }
    path
}

/// Splits a text into words at everything that is not a letter or a digit.
pub(super) fn words(text: &str) -> Result<Vec<Word>, NotAMark> {
    let mut words = vec![Word::default()];
    let (mut set, mut inside) = (None, 0);
    for c in text.chars() {
        let Some(word) = words.last_mut() else { break };
        let symbols = match c {
            '?' => ANY,
            '[' if set.is_none() => {
                (set, inside) = (Some(0), 0);
                continue;
            }
            // If the brackets hold this many characters, they are round a whole code.
            ']' if inside > LENGTH / 2 => return self::words(&text.replace(['[', ']'], " ")),
            ']' => {
                if let Some(symbols @ 1..) = set.take() {
                    word.places.push(symbols);
                }
                continue;
            }
            c if c.is_alphanumeric() || c == 'Ø' => symbol(c).ok_or(NotAMark::Character(c))?,
            _ if set.is_some() || word.places.is_empty() => continue,
            _ => {
                words.push(Word::default());
                continue;
            }
        };
        if let Some(of) = &mut set {
            (*of, inside) = (*of | symbols, inside + 1);
        } else {
            word.raw.push(c);
            word.places.push(symbols);
        }
    }
    // A bracket that was never closed is only punctuation, so we ignore it.
    if set.is_some() {
        return self::words(&text.replace(['[', ']'], " "));
    }
    words.retain(|word| !word.places.is_empty());
    Ok(words)
}

/// Returns the places of these words, if they have ten in all.
fn ten(words: &[Word]) -> Option<Places> {
    let all: Vec<u32> = words
        .iter()
        .flat_map(|word| word.places.iter().copied())
        .collect();
    all.try_into().ok()
}

/// Finds a code among other words: one with valid checks, or if there is none, ten characters in one word or in two
/// words of five.
fn within(words: &[Word]) -> Result<Option<Places>, NotAMark> {
    let windows = |from: usize| {
        (from..words.len())
            .map(move |until| &words[from..=until])
            .take_while(|window| window.iter().map(|word| word.places.len()).sum::<usize>() <= LENGTH)
            .filter_map(|window| Some((window, ten(window)?)))
    };
    let all: Vec<(&[Word], Places)> = (0..words.len()).flat_map(windows).collect();
    let mut whole: Vec<Places> = all.iter().map(|(_, places)| *places).filter(codeword).collect();
    whole.dedup();
    match whole.as_slice() {
        [] => {}
        [one] => return Ok(Some(*one)),
        _ => return Err(NotAMark::Several),
    }
    let shaped = |window: &[Word]| {
        window.len() == 1
            || window.len() == 2
                && window
                    .iter()
                    .all(|word| word.places.len() == LENGTH / 2 && !NO_HALVES.contains(&word.raw.as_str()))
    };
    Ok(all
        .into_iter()
        .find(|(window, _)| shaped(window))
        .map(|(_, places)| places))
}

fn wrong_length(words: &[Word]) -> NotAMark {
    match words.iter().map(|word| word.places.len()).sum() {
        0 => NotAMark::Empty,
        few @ 1..LENGTH => NotAMark::TooShort(few),
        _ => NotAMark::TooLong,
    }
}

/// The first or last characters of a code, as on a torn label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartOfCode {
    /// The characters at the start.
    pub head: String,
    /// The characters at the end.
    pub tail: String,
}

impl PartOfCode {
    /// The fewest characters that we search by: half a code.
    pub const FEWEST: usize = LENGTH / 2;

    /// Reads a part: `9ZBK6*` or `9ZBK6-0Q1` is the start of a code, `*0Q1TY` the end; at least five characters of
    /// one end.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = plain(text).ok()?;
        let text = match address(&text).ok()? {
            Some(path) => code_of_path(path),
            None => &text,
        };
        let (head, tail) = text.split_once('*').unwrap_or((text, ""));
        let (head, tail) = (certain(head)?, certain(tail.trim_matches('*'))?);
        let enough = head.len() >= Self::FEWEST || tail.len() >= Self::FEWEST;
        (enough && head.len() + tail.len() < LENGTH).then_some(Self { head, tail })
    }

    /// Counts the characters that were read.
    #[must_use]
    pub fn known(&self) -> usize {
        self.head.len() + self.tail.len()
    }

    /// Tells whether a code has these characters at its ends.
    #[must_use]
    pub fn is_of(&self, code: MarkCode) -> bool {
        let compact = code.compact();
        compact.starts_with(&self.head) && compact.ends_with(&self.tail)
    }
}

/// Returns the characters of a text that holds only a code and the words beside it.
fn certain(text: &str) -> Option<String> {
    let mut words = words(text).ok()?;
    words.retain(|word| !word.is_label());
    words
        .iter()
        .flat_map(|word| &word.places)
        .map(|place| {
            place
                .is_power_of_two()
                .then(|| crockford::digit(place.trailing_zeros() as u8))
        })
        .collect()
}
