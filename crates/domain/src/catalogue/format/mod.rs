//! What makers' numbers look like, and the "check it again" hint.
//!
//! Formats overlap, and many makers have more formats than we know. So a hint only helps the person who is typing; it
//! is never a reason to refuse a number.

mod hint;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use super::{canonical_make, folded, rows};
pub use hint::{FormatHint, hint};

const COLLECTED: &str = include_str!("../../../../../fixtures/frame_formats.csv");

/// How good the evidence for a format is, best first.
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

/// The numbers that a format describes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Subject {
    /// The frame numbers of these makes, folded.
    Makes(Vec<String>),
    /// Frame numbers with missing or extra characters: a mistake, not a format.
    Slips,
    /// A mark of this scheme, which the form asks for separately.
    Mark(String),
    /// Something else that one make, or any make, stamps or sticks near the number.
    NotTheNumber(Option<String>),
    /// Any number at all, or text before a number.
    Anything,
}

/// One format of numbers on bikes.
#[derive(Clone, Debug)]
pub struct FrameFormat {
    subject: Subject,
    /// The name of the make, or of whatever else has this format.
    pub of: String,
    /// A number in this format, letters and digits only.
    pub example: String,
    /// How good the evidence is.
    pub grade: Grade,
    /// How many real numbers of this format were counted, if any were.
    pub samples: u32,
    pattern: Regex,
}

impl FrameFormat {
    /// Tells whether a number's key (letters and digits, in upper case) is in this format.
    #[must_use]
    pub fn matches(&self, key: &str) -> bool {
        self.pattern.is_match(key)
    }

    /// The pattern of a number's key, as a regular expression that browsers read too.
    #[must_use]
    pub fn pattern(&self) -> &str {
        self.pattern.as_str()
    }

    /// The folded names of the makes whose frame numbers have this format. The list is empty if the format describes
    /// something else.
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

    /// Tells whether the evidence is good enough to say what most of a make's numbers look like.
    fn is_well_known(&self) -> bool {
        self.grade == Grade::A || (self.grade == Grade::B && self.samples > 1)
    }
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
    // The patterns mean ASCII digits by `\d`, which would not compile without Unicode's tables.
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
