//! The id that a desk's phone gives an entry, and why a person has to decide on an entry.

use crate::mark::MarkUnusable;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The id of one entry: a UUID that the phone makes, so that an entry which is sent twice still counts once.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EntryId(String);

/// The text is not a version 7 UUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an entry's id must be a version 7 UUID in lower case")]
pub struct NotAnEntryId;

impl EntryId {
    /// Reads the 36 characters of a version 7 UUID (RFC 9562).
    ///
    /// # Errors
    /// [`NotAnEntryId`] when it is anything else.
    pub fn parse(raw: &str) -> Result<Self, NotAnEntryId> {
        let is_right = |(place, byte): (usize, u8)| match place {
            8 | 13 | 18 | 23 => byte == b'-',
            14 => byte == b'7',
            19 => matches!(byte, b'8' | b'9' | b'a' | b'b'),
            _ => byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'),
        };
        if raw.len() == 36 && raw.bytes().enumerate().all(is_right) {
            Ok(Self(raw.to_owned()))
        } else {
            Err(NotAnEntryId)
        }
    }

    /// Returns the UUID as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the receipt number on the slip that the owner takes home: the last eight characters, in two halves. They
    /// come from the random part, so that no two slips of one day look alike.
    pub fn slip(&self) -> String {
        let tail = self.0.get(28..).unwrap_or_default().to_ascii_uppercase();
        let (left, right) = tail.split_at(tail.len() / 2);
        format!("{left}-{right}")
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for EntryId {
    type Error = NotAnEntryId;

    fn try_from(raw: String) -> Result<Self, NotAnEntryId> {
        Self::parse(&raw)
    }
}

impl From<EntryId> for String {
    fn from(id: EntryId) -> Self {
        id.0
    }
}

/// Why an entry is waiting for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NeedsPerson {
    /// Its mark is on another bike.
    OnABike,
    /// Its mark was withdrawn.
    Void,
    /// Its mark was replaced by another one.
    Replaced,
    /// Its mark does not belong to this event.
    NotOfThisEvent,
    /// Its mark was never made.
    UnknownMark,
    /// It cannot be opened.
    Unopened,
    /// Something that was typed is not valid.
    Invalid,
    /// Another bike of this event has its number.
    SameNumber,
    /// It withdraws a bike, but the desk may no longer do that by itself.
    Withdrawal,
}

impl NeedsPerson {
    const ALL: [Self; 9] = [
        Self::OnABike,
        Self::Void,
        Self::Replaced,
        Self::NotOfThisEvent,
        Self::UnknownMark,
        Self::Unopened,
        Self::Invalid,
        Self::SameNumber,
        Self::Withdrawal,
    ];

    /// Returns the short word that tables and phones use.
    pub fn slug(self) -> &'static str {
        match self {
            Self::OnABike => "on-a-bike",
            Self::Void => "void",
            Self::Replaced => "replaced",
            Self::NotOfThisEvent => "not-of-this-event",
            Self::UnknownMark => "unknown-mark",
            Self::Unopened => "unopened",
            Self::Invalid => "invalid",
            Self::SameNumber => "same-number",
            Self::Withdrawal => "withdrawal",
        }
    }

    /// Returns the reason that a slug stands for; `None` if there is no such reason.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.slug() == raw)
    }
}

impl From<MarkUnusable> for NeedsPerson {
    fn from(why: MarkUnusable) -> Self {
        match why {
            MarkUnusable::OnABike => Self::OnABike,
            MarkUnusable::Void => Self::Void,
            MarkUnusable::Replaced => Self::Replaced,
            MarkUnusable::NotYours | MarkUnusable::OtherEvent => Self::NotOfThisEvent,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_uuid_of_version_seven_is_an_entry() {
        let good = "019ab3c4-5d6e-7f80-9a1b-0123456789ab";
        let id = EntryId::parse(good).unwrap();
        assert_eq!((id.as_str(), id.slip().as_str()), (good, "4567-89AB"));
        for bad in [
            "",
            "019ab3c4-5d6e-4f80-9a1b-0123456789ab",
            "019ab3c4-5d6e-7f80-ca1b-0123456789ab",
            "019AB3C4-5D6E-7F80-9A1B-0123456789AB",
            "019ab3c45d6e7f809a1b0123456789ab",
            "019ab3c4-5d6e-7f80-9a1b-0123456789ab ",
            "019ab3c4-5d6e-7f80-9a1b-0123456789é",
        ] {
            assert_eq!(EntryId::parse(bad), Err(NotAnEntryId), "{bad}");
        }
    }

    #[test]
    fn every_reason_is_read_back() {
        for reason in NeedsPerson::ALL {
            assert_eq!(NeedsPerson::parse(reason.slug()), Some(reason));
        }
        assert_eq!(NeedsPerson::parse("no"), None);
    }
}
