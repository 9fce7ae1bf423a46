//! Reads the form of an entry, field by field.

use super::{Field, OTHER_KINDS, Problem, Problems, Typed, Valid};
use domain::MarkCode;
use domain::account::contact::{Contact, EmailAddress, PhoneNumber, Postcode};
use domain::bike::{BikeKind, Description, Identifier, IdentifierKind, NewBike};
use domain::catalogue::{canonical_make, colours};
use domain::mark::code::Reading;
use domain::number::Frame;
use domain::text::{self, TextError};

const MOST_OF_A_NAME: usize = 100;
const MOST_OF_FEATURES: usize = 300;

/// Reads one field after another and collects the problems.
#[derive(Default)]
pub(super) struct Reader(Problems);

impl Reader {
    pub(super) fn read(mut self, typed: &Typed, named: bool) -> Result<Valid, Problems> {
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

    /// Adds a problem. Only the first problem of a field is kept.
    fn add(&mut self, field: Field, problem: Problem) {
        if self.0.iter().all(|(known, _)| *known != field) {
            self.0.push((field, problem));
        }
    }

    fn keep<T>(&mut self, field: Field, read: Result<T, Problem>) -> Option<T> {
        read.map_err(|problem| self.add(field, problem)).ok()
    }

    /// Here and below, an outer `None` means that the field is not valid.
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

    /// If a number was typed, it counts, whatever else was chosen.
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

    /// An inner `None` means that there is no name on the bike.
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

    /// Reads another number and its kind.
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
