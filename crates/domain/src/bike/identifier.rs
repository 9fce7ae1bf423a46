use crate::number::FrameNumber;
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// What kind of number it is: a part's own number, or the mark of another scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each name says it; `label` gives the words")]
pub enum IdentifierKind {
    Frame,
    SecondFrame,
    Battery,
    Motor,
    Lock,
    Component,
    BikeRegister,
    Immobilise,
    Datatag,
    Shield529,
    Fnuci,
    Postcode,
    Ein,
    OtherMark,
}

const KINDS: [(IdentifierKind, &str, &str); 14] = [
    (IdentifierKind::Frame, "frame", "Frame number"),
    (
        IdentifierKind::SecondFrame,
        "second-frame",
        "Second number on the frame",
    ),
    (IdentifierKind::Battery, "battery", "Battery"),
    (IdentifierKind::Motor, "motor", "Motor"),
    (IdentifierKind::Lock, "lock", "Lock"),
    (
        IdentifierKind::Component,
        "component",
        "Part, such as a fork or wheel",
    ),
    (IdentifierKind::BikeRegister, "bikeregister", "BikeRegister mark"),
    (IdentifierKind::Immobilise, "immobilise", "Immobilise mark"),
    (IdentifierKind::Datatag, "datatag", "Datatag mark"),
    (IdentifierKind::Shield529, "529", "529 Garage shield"),
    (IdentifierKind::Fnuci, "fnuci", "French FNUCI number"),
    (IdentifierKind::Postcode, "postcode", "Engraved postcode"),
    (IdentifierKind::Ein, "ein", "German EIN code"),
    (IdentifierKind::OtherMark, "other-mark", "Other mark"),
];

impl IdentifierKind {
    /// Returns every kind, in the order in which a page lists them.
    pub fn all() -> impl Iterator<Item = Self> {
        KINDS.iter().map(|row| row.0)
    }

    fn row(self) -> &'static (Self, &'static str, &'static str) {
        // The table has a row for every kind (a test checks this).
        KINDS
            .iter()
            .find(|row| row.0 == self)
            .unwrap_or(&KINDS[KINDS.len() - 1])
    }

    /// Returns the short word that files use, such as `bikeregister`.
    pub fn slug(self) -> &'static str {
        self.row().1
    }

    /// Returns the words that a page shows.
    pub fn label(self) -> &'static str {
        self.row().2
    }

    /// Reads a slug; case does not matter, and an underscore is a hyphen.
    pub fn parse(raw: &str) -> Option<Self> {
        let wanted = raw.trim().to_ascii_lowercase().replace(['_', ' '], "-");
        KINDS.iter().find(|row| row.1 == wanted).map(|row| row.0)
    }
}

/// The words of all kinds, with commas.
fn all_slugs() -> String {
    let slugs: Vec<&str> = KINDS.iter().map(|row| row.1).collect();
    slugs.join(", ")
}

impl fmt::Display for IdentifierKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

/// A number that identifies a bike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identifier {
    /// What kind of number it is.
    pub kind: IdentifierKind,
    /// The number. Two numbers are equal if their keys are.
    pub number: FrameNumber,
}

/// Why a `kind:value` pair is not valid.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum IdentifierError {
    /// There is no colon in it.
    #[error("identifier {0:?} must be written kind:value, like battery:BAT123456")]
    NoKind(String),
    /// The word before the colon is not a kind.
    #[error("identifier kind {:?} is not one of {}", .0, all_slugs())]
    UnknownKind(String),
    /// The value has no letters or digits, or too many.
    #[error("identifier {0:?} must have 1 to 64 letters and digits")]
    Value(String),
}

impl Identifier {
    /// Makes an identifier of a kind from a typed value.
    ///
    /// # Errors
    /// [`IdentifierError::Value`] when the value is not a number that can be compared.
    pub fn new(kind: IdentifierKind, value: &str) -> Result<Self, IdentifierError> {
        let number = FrameNumber::parse(value).map_err(|_| IdentifierError::Value(shortened(value)))?;
        Ok(Self { kind, number })
    }

    /// Parses `kind:value`.
    ///
    /// # Errors
    /// [`IdentifierError`], which says what is wrong.
    pub fn parse(pair: &str) -> Result<Self, IdentifierError> {
        let (kind, value) = pair
            .split_once(':')
            .ok_or_else(|| IdentifierError::NoKind(shortened(pair)))?;
        let kind =
            IdentifierKind::parse(kind).ok_or_else(|| IdentifierError::UnknownKind(shortened(kind)))?;
        Self::new(kind, value)
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind.slug(), self.number.as_written())
    }
}

/// Shortens what was typed, so that no error message repeats a megabyte of text.
fn shortened(raw: &str) -> String {
    let mut short: String = raw.chars().filter(|c| !c.is_control()).take(40).collect();
    if raw.chars().count() > 40 {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_read_back_from_what_they_print() {
        for pair in ["battery:BAT 123-456", "529:ABCDEFG", "bikeregister:BR99887766"] {
            assert_eq!(Identifier::parse(pair).unwrap().to_string(), pair);
        }
        assert_eq!(
            Identifier::parse("Second_Frame: 12 ").unwrap().kind,
            IdentifierKind::SecondFrame
        );
    }

    #[test]
    fn bad_pairs_say_why() {
        assert!(matches!(
            Identifier::parse("BAT123"),
            Err(IdentifierError::NoKind(_))
        ));
        assert!(matches!(
            Identifier::parse("horn:1"),
            Err(IdentifierError::UnknownKind(_))
        ));
        assert!(matches!(
            Identifier::parse("motor:--"),
            Err(IdentifierError::Value(_))
        ));
        assert!(matches!(
            Identifier::parse("motor:"),
            Err(IdentifierError::Value(_))
        ));
    }
}
