//! From what a person typed, or a camera saw, to ten characters.

use super::{NotAMark, reed_solomon::LENGTH};

/// Crockford's base 32: a symbol's value is its place.
pub(super) const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Ten symbols, those that could not be read left out.
pub(super) type Seen = [Option<u8>; LENGTH];

/// The character of a symbol, which is below 32.
pub(super) fn character(symbol: u8) -> char {
    char::from(ALPHABET[usize::from(symbol & 31)])
}

fn symbol(character: char) -> Option<u8> {
    let upper = match character.to_ascii_uppercase() {
        'I' | 'L' => '1',
        'O' => '0',
        'U' => 'V',
        other => other,
    };
    let place = ALPHABET.iter().position(|&known| char::from(known) == upper)?;
    u8::try_from(place).ok()
}

/// Reads ten characters, `?` for one that cannot be read, out of a code or a whole scanned address.
pub(super) fn symbols(text: &str) -> Result<Seen, NotAMark> {
    let (code, from_address) = code_part(text.trim())?;
    let mut seen = [None; LENGTH];
    let mut count = 0;
    for character in code.chars() {
        // A question mark after the tenth character of an address starts its query.
        if from_address && (matches!(character, '/' | '#') || (character == '?' && count == LENGTH)) {
            break;
        }
        if is_separator(character) {
            continue;
        }
        let value = match character {
            '?' => None,
            other => Some(symbol(other).ok_or(NotAMark::Character(other))?),
        };
        *seen.get_mut(count).ok_or(NotAMark::TooLong)? = value;
        count += 1;
    }
    match count {
        0 => Err(NotAMark::Empty),
        LENGTH => Ok(seen),
        _ => Err(NotAMark::TooShort(count)),
    }
}

fn is_separator(character: char) -> bool {
    // Hyphen-minus, and the dashes that phones and word processors put in its place.
    character.is_whitespace() || matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ad}')
}

/// What stands after `/M/`, or the whole text when it is no address.
fn code_part(text: &str) -> Result<(&str, bool), NotAMark> {
    if !text.contains('/') {
        return Ok((text, false));
    }
    let path_end = text.find('#').unwrap_or(text.len());
    let path = text.get(..path_end).unwrap_or(text);
    // Ascii lower case keeps every byte in its place.
    let lower = path.to_ascii_lowercase();
    let start = lower.find("/m/").ok_or(NotAMark::OtherAddress)? + "/m/".len();
    path.get(start..)
        .map(|code| (code, true))
        .ok_or(NotAMark::OtherAddress)
}
