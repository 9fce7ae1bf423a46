//! The content of an entry. A phone records these things about a bike and its owner, then seals and sends them, so
//! the phone and the register must agree on their form. The form without JavaScript has the same fields.

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

/// The other numbers that a desk asks for.
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
    pub email_asked: String,
    pub phone: String,
    pub postcode: String,
    pub consent: String,
}

/// The content of an entry: the fields of the form, and a few more facts.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct EntryWords {
    /// The fields of the form, as they were typed.
    #[serde(flatten)]
    pub typed: Typed,
    /// When it was saved, in milliseconds since 1970 by the phone's clock.
    saved_at: Option<i64>,
    /// How many seconds the volunteer took.
    pub seconds: Option<u32>,
    /// A JPEG in base64.
    photo: Option<String>,
    /// The entry that this one withdraws. If there is one, this entry has no bike of its own.
    withdraws: Option<EntryId>,
}

/// A bike and its owner, with every field checked.
#[derive(Debug)]
pub struct Valid {
    /// The mark that was fixed to the bike.
    pub mark: MarkCode,
    /// The bike to register.
    pub bike: NewBike,
    /// How to reach its owner.
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

/// Why a field is not valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// It is empty but must not be.
    Missing,
    /// It is not one of the possible answers.
    NotOffered,
    /// The text is not valid.
    Text(TextError),
    /// It is not the code of a mark.
    NotAMark(NotAMark),
    /// The code was corrected or filled in, and nobody has agreed to that yet. The reading is `Corrected` or
    /// `Restored`.
    PutRight(Reading),
    /// Several codes fit.
    Unresolved,
    /// It is not a frame number.
    Frame(FrameNumberError),
    /// It is not a valid number.
    OtherNumber,
    /// It is not an e-mail address.
    Email(EmailError),
    /// It is not a telephone number.
    Phone(PhoneError),
    /// It is not a postcode.
    Postcode(PostcodeError),
}

/// The problems with an entry, in the order of the form, with one problem for each field.
pub type Problems = Vec<(Field, Problem)>;

impl EntryWords {
    /// Reads the content of an entry. If it cannot be read at all, every field is empty.
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

    /// Returns the entry that it withdraws, if any.
    #[must_use]
    pub fn withdraws(&self) -> Option<&EntryId> {
        self.withdraws.as_ref()
    }

    /// Returns true if a photo came with it.
    #[must_use]
    pub fn has_photo(&self) -> bool {
        self.photo.is_some()
    }

    /// Decodes the photo. If it is not base64, it is passed on unchanged, so that we can say that the photo was lost.
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
    /// Makes the form for a bike that has this mark.
    #[must_use]
    pub fn with_code(code: MarkCode) -> Self {
        let code = code.to_string();
        Self {
            code,
            ..Self::default()
        }
    }

    /// Returns true if any of the less common numbers has been typed.
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

    /// Reads the short form that a phone sends. The name is optional.
    ///
    /// # Errors
    /// [`Problems`], at least one.
    pub fn parse(&self) -> Result<Valid, Problems> {
        Reader::default().read(self, false)
    }

    /// Reads the form that asks for the owner's name.
    ///
    /// # Errors
    /// [`Problems`], at least one.
    pub fn parse_named(&self) -> Result<Valid, Problems> {
        Reader::default().read(self, true)
    }

    /// Reads the form for a bike that goes onto the register without a label.
    ///
    /// # Errors
    /// [`Problems`], at least one.
    pub fn parse_unlabelled(&self) -> Result<(NewBike, Contact), Problems> {
        // Any code will do, because it is read with the rest and then left out.
        let code = MarkCode::from_data([0; 8]).to_string();
        let valid = Self { code, ..self.clone() }.parse()?;
        Ok((valid.bike, valid.owner))
    }
}

#[cfg(test)]
mod tests;
