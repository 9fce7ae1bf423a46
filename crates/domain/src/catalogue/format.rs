//! What makers' numbers look like, and the "check it again" hint that follows from it.
//!
//! Formats overlap, and many makers have more than are known: a hint is for the person who types, and never a
//! reason to refuse.

use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use super::{canonical_make, folded, rows};

const COLLECTED: &str = include_str!("../../../../fixtures/frame_formats.csv");

/// How good the evidence for a format is, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// The maker, or the body that issues the number, says so.
    A,
    /// Seen in real registers.
    B,
    /// Enthusiasts' guides say so.
    C,
    /// A weak source says so.
    D,
}

/// What a format is the format of.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Subject {
    /// The frame numbers of these makes, folded.
    Makes(Vec<String>),
    /// The same with characters missing or added: a slip, not a format.
    Slips,
    /// A mark of this scheme, which has its own place on the form.
    Mark(String),
    /// Something stamped or stuck near the number that is not it; of one make, or of any.
    NotTheNumber(Option<String>),
    /// Any number at all, or noise before it.
    Anything,
}

/// One format of numbers on bikes.
#[derive(Clone, Debug)]
pub struct FrameFormat {
    subject: Subject,
    /// The make as shown, or what else the format is of.
    pub of: String,
    /// A number in this format, letters and digits only.
    pub example: String,
    /// How good the evidence is.
    pub grade: Grade,
    /// How many real numbers were seen in it, where that was counted.
    pub samples: u32,
    pattern: Regex,
}

impl FrameFormat {
    /// Whether a number's key (letters and digits, upper case) is in this format.
    #[must_use]
    pub fn matches(&self, key: &str) -> bool {
        self.pattern.is_match(key)
    }

    /// The pattern of a number's key, as a regular expression that browsers read too.
    #[must_use]
    pub fn pattern(&self) -> &str {
        self.pattern.as_str()
    }

    /// The folded makes whose frame numbers have this format; none when it is the format of something else.
    #[must_use]
    pub fn makes(&self) -> &[String] {
        match &self.subject {
            Subject::Makes(makes) => makes,
            _ => &[],
        }
    }

    fn is_of_folded(&self, make: &str) -> bool {
        matches!(&self.subject, Subject::Makes(makes) if makes.iter().any(|known| known == make))
    }

    /// Good enough to say what most of a make's numbers are like.
    fn is_well_known(&self) -> bool {
        self.grade == Grade::A || (self.grade == Grade::B && self.samples > 1)
    }
}

/// A gentle word about a number that looks unusual.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatHint {
    /// What to tell the person who typed it.
    pub sentence: String,
    /// What it may have been meant to be: the number with look-alike characters exchanged.
    pub suggestion: Option<String>,
    /// How good the evidence is that the hint rests on.
    pub grade: Grade,
}

#[derive(Deserialize)]
struct Row {
    brand: String,
    pattern_description: String,
    regex: String,
    example: String,
}

static FORMATS: LazyLock<Vec<FrameFormat>> =
    LazyLock::new(|| rows::<Row>(COLLECTED).iter().filter_map(format).collect());

/// Lists every format that is known.
#[must_use]
pub fn frame_formats() -> &'static [FrameFormat] {
    &FORMATS
}

/// Lists the formats of a make's frame numbers, under any of the make's names.
#[must_use]
pub fn formats_of(make: &str) -> Vec<&'static FrameFormat> {
    let make = folded(&canonical_make(make));
    FORMATS
        .iter()
        .filter(|format| format.is_of_folded(&make))
        .collect()
}

fn format(row: &Row) -> Option<FrameFormat> {
    let note = &row.pattern_description;
    let grade = match note.rsplit_once('[')?.1.chars().next()? {
        'A' => Grade::A,
        'B' => Grade::B,
        'C' => Grade::C,
        'D' => Grade::D,
        _ => return None,
    };
    let samples = note.rsplit_once("n=").map_or(0, |(_, rest)| {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().unwrap_or(0)
    });
    // The patterns are about ASCII digits; without Unicode's tables `\d` would not compile.
    let pattern = Regex::new(&row.regex.replace(r"\d", "[0-9]")).ok()?;
    let (subject, of) = subject(&row.brand, note);
    let example = row
        .example
        .to_uppercase()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect();
    Some(FrameFormat {
        subject,
        of,
        example,
        grade,
        samples,
        pattern,
    })
}

fn subject(brand: &str, note: &str) -> (Subject, String) {
    let name = brand.split_once(" (").map_or(brand, |(name, _)| name).trim();
    if let Some(scheme) = brand.strip_prefix("MARK: ") {
        return (Subject::Mark(scheme.to_owned()), scheme.to_owned());
    }
    if let Some(what) = brand.strip_prefix("NOT-A-SERIAL: ") {
        let make = what.strip_suffix(" manufacturer number").map(folded);
        return (Subject::NotTheNumber(make), what.to_owned());
    }
    if note.starts_with("DATE CODE") {
        return (
            Subject::NotTheNumber(Some(folded(name))),
            format!("{name} date code"),
        );
    }
    if brand.ends_with("(tolerant)") {
        return (Subject::Slips, name.to_owned());
    }
    if ["DANISH VIN", "PREFIX NOISE", "GENERIC"]
        .iter()
        .any(|general| name.starts_with(general))
    {
        return (Subject::Anything, name.to_owned());
    }
    let makes = name
        .split(" / ")
        .map(|make| folded(&canonical_make(make)))
        .collect();
    (Subject::Makes(makes), name.to_owned())
}

/// Says what is unusual about a number of a make, if anything is. `make` may be empty; `key` is the number's
/// letters and digits in upper case.
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

/// It is something else that stands near the number, or another scheme's mark.
fn another_number(make: &str, key: &str) -> Option<FormatHint> {
    let format = FORMATS.iter().find(|format| {
        let applies = match &format.subject {
            Subject::NotTheNumber(of) => of.as_ref().is_none_or(|of| of == make),
            // The others are so wide that most frame numbers are in them.
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
            "{key} may not be the frame number: it looks like a {} near it. Look for another number on the frame.",
            format.of
        ),
    };
    Some(FormatHint {
        sentence,
        suggestion: None,
        grade: format.grade,
    })
}

/// It is not like the make's numbers.
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
            // Of several, the one whose beginning the number shares, then the one seen most.
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

/// Characters read for one another, the likelier first.
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

/// No maker's number is longer; a pasted text is not tried in all its spellings.
const LONGEST: usize = 24;

/// Exchanges one look-alike, or else two, so that the number is in one of the formats.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::lines;

    #[test]
    fn every_line_is_read_and_its_example_is_in_its_format() {
        assert_eq!(frame_formats().len(), lines(COLLECTED));
        for format in frame_formats() {
            assert!(
                format.matches(&format.example),
                "{}: {}",
                format.of,
                format.example
            );
        }
    }

    #[test]
    fn numbers_in_a_makers_format_need_no_hint() {
        for format in frame_formats() {
            if let Subject::Makes(makes) = &format.subject {
                for make in makes {
                    assert!(
                        format.grade > Grade::B || hint(make, &format.example).is_none(),
                        "{make} {}",
                        format.example
                    );
                }
            }
        }
        for (make, key) in [
            ("Brompton", "1406123456"),
            ("", "YP20987"),
            ("trek bikes", "WTU316C2137N"),
            ("Trek", ""),
        ] {
            assert_eq!(hint(make, key), None, "{make} {key}");
        }
    }

    #[test]
    fn unusual_numbers_get_a_gentle_word() {
        for (make, key, says, grade) in [
            ("Trek", "WTU3I6C2137N", "Could yours be WTU316C2137N?", Grade::B),
            ("Trek", "WTU3I6C2I37N", "Could yours be WTU316C2137N?", Grade::B),
            (
                "Specialized",
                "WSBC90212072N",
                "have 14 characters, like WSBC902120725N; yours has 13",
                Grade::B,
            ),
            (
                "specialised",
                "HELLO",
                "Most Specialized numbers are like",
                Grade::B,
            ),
            ("Liv", "GF28283", "have 8 characters", Grade::B),
            ("", "EN14764", "safety standard mark", Grade::D),
            ("Giant", "G0384", "Giant date code", Grade::C),
            ("Brompton", "12CB23QJ", "engraved later", Grade::C),
            ("", "ABCDEF", "digits in them", Grade::B),
            ("Unheard Of", "1234", "at least five characters", Grade::B),
        ] {
            let hint = hint(make, key).unwrap_or_else(|| panic!("{make} {key}"));
            assert!(hint.sentence.contains(says), "{make} {key}: {}", hint.sentence);
            assert_eq!(hint.grade, grade, "{make} {key}");
        }
    }

    #[test]
    fn thin_evidence_gives_no_hint_but_may_suggest() {
        // One Cube number is known: not enough to say what most are like.
        assert_eq!(hint("Cube", "AB12345678"), None);
        assert_eq!(
            hint("Cube", "SW056O2927").and_then(|hint| hint.suggestion),
            Some("SWO5602927".into())
        );
    }

    #[test]
    fn long_texts_are_taken_calmly() {
        assert!(hint("Trek", &"O0I1".repeat(1000)).is_some());
    }
}
