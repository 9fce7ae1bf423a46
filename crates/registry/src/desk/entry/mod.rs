//! The words of an entry: what a phone writes down of a bike and its owner, seals and sends. They are a contract
//! between the phone and the register; the form without script has the same fields.

mod reading;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::MarkCode;
use domain::account::contact::{Contact, EmailError, PhoneError, PostcodeError};
use domain::bike::{IdentifierKind, NewBike};
use domain::desk::EntryId;
use domain::mark::code::{NotAMark, Reading};
use domain::number::FrameNumberError;
use domain::text::TextError;
use jiff::Timestamp;
use reading::Reader;
use serde::Deserialize;
use std::fmt;

/// Other numbers that are worth the time at a stall.
pub const OTHER_KINDS: [IdentifierKind; 8] = [
    IdentifierKind::SecondFrame,
    IdentifierKind::Battery,
    IdentifierKind::Motor,
    IdentifierKind::BikeRegister,
    IdentifierKind::Immobilise,
    IdentifierKind::Datatag,
    IdentifierKind::Postcode,
    IdentifierKind::OtherMark,
];

/// The fields of the form, as they were typed.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "each is the field of its name")]
pub struct Typed {
    pub code: String,
    pub frame_number: String,
    pub frame_unread: String,
    pub make: String,
    pub model: String,
    pub colour: String,
    pub second_colour: String,
    pub kind: String,
    pub other_kind_1: String,
    pub other_number_1: String,
    pub other_kind_2: String,
    pub other_number_2: String,
    pub features: String,
    pub name: String,
    pub email: String,
    pub phone: String,
    pub postcode: String,
    pub consent: String,
}

/// The words of an entry: the fields of the form, and a few facts beside them.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct EntryWords {
    /// What was typed.
    #[serde(flatten)]
    pub typed: Typed,
    /// Milliseconds since 1970 by the phone's clock.
    saved_at: Option<i64>,
    /// How long it took, in seconds.
    pub seconds: Option<u32>,
    /// A JPEG in base64.
    photo: Option<String>,
    /// The entry that this one withdraws. Then it brings no bike.
    withdraws: Option<EntryId>,
}

/// A bike and its owner, every part of them valid.
#[derive(Debug)]
pub struct Valid {
    /// The mark.
    pub mark: MarkCode,
    /// The bike.
    pub bike: NewBike,
    /// Its owner.
    pub owner: Contact,
}

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the field of its name")]
pub enum Field {
    Code,
    FrameNumber,
    FrameUnread,
    Make,
    Model,
    Colour,
    SecondColour,
    Kind,
    OtherKind1,
    OtherNumber1,
    OtherKind2,
    OtherNumber2,
    Features,
    Name,
    Email,
    Phone,
    Postcode,
    Consent,
}

impl Field {
    /// Returns the field's name in the form and in an entry.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::FrameNumber => "frame_number",
            Self::FrameUnread => "frame_unread",
            Self::Make => "make",
            Self::Model => "model",
            Self::Colour => "colour",
            Self::SecondColour => "second_colour",
            Self::Kind => "kind",
            Self::OtherKind1 => "other_kind_1",
            Self::OtherNumber1 => "other_number_1",
            Self::OtherKind2 => "other_kind_2",
            Self::OtherNumber2 => "other_number_2",
            Self::Features => "features",
            Self::Name => "name",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Postcode => "postcode",
            Self::Consent => "consent",
        }
    }
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// It must be given and was not.
    Missing,
    /// It is not one of the answers that are offered.
    NotOffered,
    /// It is no text that can be kept.
    Text(TextError),
    /// It is no mark's code.
    NotAMark(NotAMark),
    /// It was put right, and a person has not said yes to that; the reading is `Corrected` or `Restored`.
    PutRight(Reading),
    /// Several codes fit.
    Unresolved,
    /// It is no frame number.
    Frame(FrameNumberError),
    /// It is no other number.
    OtherNumber,
    /// It is no e-mail address.
    Email(EmailError),
    /// It is no telephone number.
    Phone(PhoneError),
    /// It is no postcode.
    Postcode(PostcodeError),
}

/// What is wrong with an entry, in the order of the form, one problem a field.
pub type Problems = Vec<(Field, Problem)>;

impl EntryWords {
    /// Reads the words of an entry. If they cannot be read at all, nothing was typed.
    #[must_use]
    pub fn of(json: &str) -> Self {
        serde_json::from_str(json).unwrap_or_default()
    }

    /// Returns when it was saved, by the phone's clock.
    #[must_use]
    pub fn saved_at(&self) -> Option<Timestamp> {
        Timestamp::from_millisecond(self.saved_at?).ok()
    }

    /// Returns the mark, if its code can be read.
    #[must_use]
    pub fn mark(&self) -> Option<MarkCode> {
        MarkCode::parse(&self.typed.code).ok()
    }

    /// Returns the entry that it withdraws, if that is what it is for.
    #[must_use]
    pub fn withdraws(&self) -> Option<&EntryId> {
        self.withdraws.as_ref()
    }

    /// Tells whether a photo came with it.
    #[must_use]
    pub fn has_photo(&self) -> bool {
        self.photo.is_some()
    }

    /// Decodes the photo. One that is no base64 is handed on as it is, so that its loss is told.
    #[must_use]
    pub fn photo(&self) -> Option<Vec<u8>> {
        let photo = self.photo.as_ref()?;
        let decoded = STANDARD.decode(photo);
        Some(decoded.unwrap_or_else(|_| photo.clone().into_bytes()))
    }
}

impl fmt::Debug for EntryWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EntryWords(***)")
    }
}

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Typed(***)")
    }
}

impl Typed {
    /// Makes the form of a bike that has this mark.
    #[must_use]
    pub fn with_code(code: MarkCode) -> Self {
        let code = code.to_string();
        Self {
            code,
            ..Self::default()
        }
    }

    /// Tells whether any of the less common numbers is given.
    #[must_use]
    pub fn has_other_numbers(&self) -> bool {
        let others = [
            &self.other_kind_1,
            &self.other_number_1,
            &self.other_kind_2,
            &self.other_number_2,
        ];
        others.iter().any(|typed| !typed.is_empty())
    }

    /// Reads the shortest form, which a phone sends: a name is welcome but not asked for.
    ///
    /// # Errors
    /// [`Problems`], at least one.
    pub fn parse(&self) -> Result<Valid, Problems> {
        Reader::default().read(self, false)
    }

    /// Reads the form, on which the owner's name is asked for.
    ///
    /// # Errors
    /// [`Problems`], at least one.
    pub fn parse_named(&self) -> Result<Valid, Problems> {
        Reader::default().read(self, true)
    }

    /// Reads the form of a bike that goes onto the register without a label.
    ///
    /// # Errors
    /// [`Problems`], at least one.
    pub fn parse_unlabelled(&self) -> Result<(NewBike, Contact), Problems> {
        // Any code does: it is read with the rest and left out.
        let code = MarkCode::from_data([0; 8]).to_string();
        let valid = Self { code, ..self.clone() }.parse()?;
        Ok((valid.bike, valid.owner))
    }
}

#[cfg(test)]
mod tests;
