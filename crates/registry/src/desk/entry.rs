//! The words of an entry: what a phone writes down of a bike and its owner, seals and sends. They are a contract
//! between the phone and the register; the form without script has the same fields.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::MarkCode;
use domain::account::contact::{
    Contact, EmailAddress, EmailError, PhoneError, PhoneNumber, Postcode, PostcodeError,
};
use domain::bike::{BikeKind, Description, Identifier, IdentifierKind, NewBike};
use domain::catalogue::{canonical_make, colours};
use domain::mark::code::{NotAMark, Reading};
use domain::number::{Frame, FrameNumberError};
use domain::text::{self, TextError};
use jiff::Timestamp;
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

const MOST_OF_A_NAME: usize = 100;
const MOST_OF_FEATURES: usize = 300;

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

/// Reads field after field and gathers what is wrong.
#[derive(Default)]
struct Reader(Problems);

impl Reader {
    fn read(mut self, typed: &Typed, named: bool) -> Result<Valid, Problems> {
        let mark = self.code(&typed.code);
        let frame = self.frame(typed);
        let make = self.make(&typed.make);
        let model = self.optional(Field::Model, &typed.model, MOST_OF_A_NAME);
        let colours = self.colours(typed);
        let kind = self.kind(&typed.kind);
        let others = [
            self.other(
                (Field::OtherKind1, typed.other_kind_1.as_str()),
                (Field::OtherNumber1, typed.other_number_1.as_str()),
            ),
            self.other(
                (Field::OtherKind2, typed.other_kind_2.as_str()),
                (Field::OtherNumber2, typed.other_number_2.as_str()),
            ),
        ];
        let features = self.optional(Field::Features, &typed.features, MOST_OF_FEATURES);
        let owner = self.owner(typed, named);
        if typed.consent != "yes" {
            self.add(Field::Consent, Problem::Missing);
        }
        let valid = || {
            let [first, second] = others;
            let description = Description {
                make: make?,
                model: model?,
                colours: colours?,
                kind: kind?,
                features: features?,
            };
            Some(Valid {
                mark: mark?,
                bike: NewBike {
                    frame: frame?,
                    description,
                    identifiers: [first?, second?].into_iter().flatten().collect(),
                },
                owner: owner?,
            })
        };
        match valid() {
            Some(valid) if self.0.is_empty() => Ok(valid),
            _ => Err(self.0),
        }
    }

    /// Adds a problem; a field's first one stays.
    fn add(&mut self, field: Field, problem: Problem) {
        if self.0.iter().all(|(known, _)| *known != field) {
            self.0.push((field, problem));
        }
    }

    fn keep<T>(&mut self, field: Field, read: Result<T, Problem>) -> Option<T> {
        read.map_err(|problem| self.add(field, problem)).ok()
    }

    /// The outer `None` says that it is wrong, here and below.
    fn optional(&mut self, field: Field, typed: &str, most: usize) -> Option<Option<String>> {
        self.keep(field, text::optional_line(typed, most).map_err(Problem::Text))
    }

    fn line(&mut self, field: Field, typed: &str, most: usize) -> Option<String> {
        let read = text::line(typed, most).map_err(|error| match error {
            TextError::Empty => Problem::Missing,
            other => Problem::Text(other),
        });
        self.keep(field, read)
    }

    fn code(&mut self, typed: &str) -> Option<MarkCode> {
        let read = match MarkCode::read(typed) {
            Reading::Exact(code) => Ok(code),
            Reading::NotAMark(why) => Err(Problem::NotAMark(why)),
            Reading::Unresolved { .. } => Err(Problem::Unresolved),
            put_right @ (Reading::Corrected { .. } | Reading::Restored { .. }) => {
                Err(Problem::PutRight(put_right))
            }
        };
        self.keep(Field::Code, read)
    }

    /// A number that was typed counts, whatever else is said of it.
    fn frame(&mut self, typed: &Typed) -> Option<Frame> {
        if !typed.frame_number.trim().is_empty() {
            return self.keep(
                Field::FrameNumber,
                Frame::parse(&typed.frame_number).map_err(Problem::Frame),
            );
        }
        match typed.frame_unread.as_str() {
            "yes" => Some(Frame::Unknown),
            "none" => Some(Frame::Unnumbered),
            "" => self.keep(Field::FrameNumber, Err(Problem::Missing)),
            _ => self.keep(Field::FrameUnread, Err(Problem::NotOffered)),
        }
    }

    /// The inner `None` says that there is no name on the bike.
    fn make(&mut self, typed: &str) -> Option<Option<String>> {
        let typed = self.line(Field::Make, typed, MOST_OF_A_NAME)?;
        let unknown = typed.eq_ignore_ascii_case("unknown") || typed.eq_ignore_ascii_case("none");
        Some((!unknown).then(|| canonical_make(&typed).into_owned()))
    }

    fn colours(&mut self, typed: &Typed) -> Option<Vec<String>> {
        let known = |slug: &str| colours().iter().any(|colour| colour.slug == slug);
        let main = match typed.colour.as_str() {
            "" => Err(Problem::Missing),
            slug if known(slug) => Ok(slug.to_owned()),
            _ => Err(Problem::NotOffered),
        };
        let second = match typed.second_colour.as_str() {
            "" => Ok(None),
            slug if known(slug) => Ok(Some(slug.to_owned()).filter(|slug| *slug != typed.colour)),
            _ => Err(Problem::NotOffered),
        };
        let main = self.keep(Field::Colour, main);
        let second = self.keep(Field::SecondColour, second);
        Some(std::iter::once(main?).chain(second?).collect())
    }

    fn kind(&mut self, typed: &str) -> Option<Option<BikeKind>> {
        if typed.is_empty() {
            return Some(None);
        }
        let kind = BikeKind::all().find(|kind| kind.slug() == typed);
        self.keep(Field::Kind, kind.ok_or(Problem::NotOffered)).map(Some)
    }

    /// Another number and what it is of.
    fn other(&mut self, kind: (Field, &str), number: (Field, &str)) -> Option<Option<Identifier>> {
        match (kind.1.is_empty(), text::optional_line(number.1, 100)) {
            (true, Ok(None)) => Some(None),
            (true, Ok(Some(_))) => self.keep(kind.0, Err(Problem::Missing)),
            (false, Ok(None)) => self.keep(number.0, Err(Problem::Missing)),
            (_, Err(error)) => self.keep(number.0, Err(Problem::Text(error))),
            (false, Ok(Some(typed))) => {
                let known = IdentifierKind::parse(kind.1).filter(|kind| OTHER_KINDS.contains(kind));
                let known = self.keep(kind.0, known.ok_or(Problem::NotOffered))?;
                let read = Identifier::new(known, &typed).map_err(|_| Problem::OtherNumber);
                self.keep(number.0, read).map(Some)
            }
        }
    }

    fn owner(&mut self, typed: &Typed, named: bool) -> Option<Contact> {
        let name = if named {
            self.line(Field::Name, &typed.name, MOST_OF_A_NAME).map(Some)
        } else {
            self.optional(Field::Name, &typed.name, MOST_OF_A_NAME)
        };
        let given = |typed: &str| !typed.trim().is_empty();
        let email = given(&typed.email).then(|| EmailAddress::parse(&typed.email).map_err(Problem::Email));
        let email = self.keep(Field::Email, email.transpose());
        let phone = given(&typed.phone).then(|| PhoneNumber::parse(&typed.phone).map_err(Problem::Phone));
        let phone = self.keep(Field::Phone, phone.transpose());
        if !given(&typed.email) && !given(&typed.phone) {
            self.add(Field::Email, Problem::Missing);
        }
        let postcode =
            given(&typed.postcode).then(|| Postcode::parse(&typed.postcode).map_err(Problem::Postcode));
        let postcode = self.keep(Field::Postcode, postcode.transpose());
        Some(Contact {
            name: name?,
            email: email?,
            phone: phone?,
            postcode: postcode?,
        })
    }
}

#[cfg(test)]
mod tests;
