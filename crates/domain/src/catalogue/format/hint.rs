//! Hints about numbers that do not look like other numbers of the make.

use super::{FORMATS, FrameFormat, Grade, Subject};
use crate::catalogue::{canonical_make, folded};

/// A hint about a number that looks unusual.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatHint {
    /// What to tell the person who typed it.
    pub sentence: String,
    /// What the person may have meant: the number with look-alike characters swapped.
    pub suggestion: Option<String>,
    /// How good the evidence for the hint is.
    pub grade: Grade,
}

/// Returns a hint if a number is unusual for its make. `make` may be empty; `key` is the number's letters and digits in
/// upper case.
#[must_use]
pub fn hint(make: &str, key: &str) -> Option<FormatHint> {
    let shown = canonical_make(make);
    let make = folded(&shown);
    let own: Vec<&FrameFormat> = FORMATS
        .iter()
        .filter(|format| format.is_of_folded(&make))
        .collect();
    if key.is_empty()
        || own
            .iter()
            .any(|format| format.grade <= Grade::B && format.matches(key))
    {
        return None;
    }
    another_number(&folded(&shown), key).or_else(|| {
        if own.iter().any(|format| format.matches(key)) {
            return None;
        }
        of_make(&shown, &own, key).or_else(|| own.is_empty().then(|| of_any_make(key)).flatten())
    })
}

/// Hints that the number may be another one: something else near the frame number, or a mark of another scheme.
fn another_number(make: &str, key: &str) -> Option<FormatHint> {
    let format = FORMATS.iter().find(|format| {
        let applies = match &format.subject {
            Subject::NotTheNumber(of) => of.as_ref().is_none_or(|of| of == make),
            // The other schemes' formats are so wide that most frame numbers fit them.
            Subject::Mark(scheme) => ["UK postcode", "Germany EIN/FEIN"]
                .iter()
                .any(|known| scheme.starts_with(known)),
            _ => false,
        };
        applies && format.matches(key)
    })?;
    let sentence = match &format.subject {
        Subject::Mark(_) => format!(
            "{key} looks like a security code that was engraved later ({}). If so, enter it under other numbers, and \
             look for the maker's own number on the frame.",
            format.of
        ),
        _ => format!(
            "{key} looks like a {} and may not be the frame number. Look for another number on the frame.",
            format.of
        ),
    };
    Some(FormatHint {
        sentence,
        suggestion: None,
        grade: format.grade,
    })
}

/// Hints that the number does not look like this make's numbers.
fn of_make(make: &str, own: &[&FrameFormat], key: &str) -> Option<FormatHint> {
    let known: Vec<&FrameFormat> = own
        .iter()
        .copied()
        .filter(|format| format.grade <= Grade::B)
        .collect();
    if let Some((suggestion, format)) = exchanged(&known, key) {
        let sentence = format!(
            "Most {make} numbers are like {}. Could yours be {suggestion}? Check it again, and keep it if it is right.",
            format.example
        );
        return Some(FormatHint {
            sentence,
            suggestion: Some(suggestion),
            grade: format.grade,
        });
    }
    let format = known
        .iter()
        .filter(|format| format.is_well_known())
        .max_by_key(|format| {
            // Prefer the format whose example shares the longest start with the number, then the one that was seen most
            // often.
            let shared = format
                .example
                .chars()
                .zip(key.chars())
                .take_while(|(a, b)| a == b)
                .count();
            (shared, format.samples)
        })?;
    let (usual, length) = (format.example.chars().count(), key.chars().count());
    let lengths = format.example.chars().take(2).eq(key.chars().take(2)) && usual != length;
    let sentence = if lengths {
        format!(
            "Most {make} numbers that begin like this have {usual} characters, like {}; yours has {length}. Check it \
             again, and keep it if it is right.",
            format.example
        )
    } else {
        format!(
            "Most {make} numbers are like {}. Check yours again, and keep it if it is right.",
            format.example
        )
    };
    Some(FormatHint {
        sentence,
        suggestion: None,
        grade: format.grade,
    })
}

fn of_any_make(key: &str) -> Option<FormatHint> {
    let sentence = if !key.chars().any(|c| c.is_ascii_digit()) {
        "Most frame numbers have digits in them. Check yours again, and keep it if it is right."
    } else if key.chars().count() < 5 {
        "Most frame numbers have at least five characters. Check that you have all of it, and keep it if it is right."
    } else {
        return None;
    };
    Some(FormatHint {
        sentence: sentence.to_owned(),
        suggestion: None,
        grade: Grade::B,
    })
}

/// Characters that people mix up, the most likely first.
const LOOK_ALIKES: &[(char, &[char])] = &[
    ('O', &['0']),
    ('Q', &['0']),
    ('D', &['0']),
    ('I', &['1']),
    ('L', &['1']),
    ('Z', &['2']),
    ('S', &['5']),
    ('G', &['6']),
    ('T', &['7']),
    ('B', &['8']),
    ('0', &['O', 'D']),
    ('1', &['I', 'L']),
    ('2', &['Z']),
    ('5', &['S']),
    ('6', &['G']),
    ('7', &['T']),
    ('8', &['B']),
];

/// The longest number for which look-alikes are tried. No maker's number is longer, so a longer one is pasted text.
const LONGEST: usize = 24;

/// Swaps one look-alike character, or two, until the number fits one of the formats.
fn exchanged<'f>(formats: &[&'f FrameFormat], key: &str) -> Option<(String, &'f FrameFormat)> {
    let characters: Vec<char> = key.chars().collect();
    if characters.len() > LONGEST {
        return None;
    }
    let fits = |text: &[char]| {
        let text: String = text.iter().collect();
        formats
            .iter()
            .find(|format| format.matches(&text))
            .map(|format| (text, *format))
    };
    let once: Vec<Vec<char>> = exchanges(&characters, 0).map(|(_, text)| text).collect();
    if let Some(found) = once.iter().find_map(|text| fits(text)) {
        return Some(found);
    }
    exchanges(&characters, 0)
        .find_map(|(at, first)| exchanges(&first, at + 1).find_map(|(_, second)| fits(&second)))
}

fn exchanges(characters: &[char], from: usize) -> impl Iterator<Item = (usize, Vec<char>)> {
    characters
        .iter()
        .enumerate()
        .skip(from)
        .flat_map(move |(at, was)| {
            let others = LOOK_ALIKES
                .iter()
                .find(|(read, _)| read == was)
                .map_or(&[][..], |(_, others)| others);
            others.iter().map(move |&other| {
                let mut text = characters.to_vec();
                text[at] = other;
                (at, text)
            })
        })
}
