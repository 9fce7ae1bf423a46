//! What a volunteer types about a bike and its owner.

use super::words;
use crate::shared::Errors;
use crate::shared::proposal::Proposal;
use domain::MarkCode;
use domain::account::contact::{Contact, EmailAddress, PhoneNumber, Postcode};
use domain::bike::{BikeKind, Description, Identifier, IdentifierKind, NewBike};
use domain::catalogue::{canonical_make, colours};
use domain::mark::code::Reading;
use domain::number::Frame;
use domain::text;
use serde::Deserialize;

/// A code as it was typed, if the form was sent at all.
#[derive(Debug, Default, Deserialize)]
pub(super) struct TypedCode {
    pub(super) code: Option<String>,
}

/// The form as it was typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct MarkForm {
    pub(super) code: String,
    pub(super) frame_number: String,
    pub(super) frame_unread: String,
    pub(super) make: String,
    pub(super) model: String,
    pub(super) colour: String,
    pub(super) second_colour: String,
    pub(super) kind: String,
    pub(super) other_kind_1: String,
    pub(super) other_number_1: String,
    pub(super) other_kind_2: String,
    pub(super) other_number_2: String,
    pub(super) features: String,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) phone: String,
    pub(super) postcode: String,
    pub(super) consent: String,
}

/// The form, every part of it valid.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) code: MarkCode,
    pub(super) bike: NewBike,
    pub(super) owner: Contact,
}

const MOST_OF_A_NAME: usize = 100;
const MOST_OF_FEATURES: usize = 300;

impl MarkForm {
    pub(super) fn with_code(code: MarkCode) -> Self {
        Self {
            code: code.to_string(),
            ..Self::default()
        }
    }

    /// Writes a code that was put right into the box: sending the form again is the volunteer's yes.
    pub(super) fn take_proposal(&mut self) {
        if let Some(proposal) = Proposal::of(&MarkCode::read(&self.code)) {
            self.code = proposal.code.to_string();
        }
    }

    /// Whether the less common numbers were filled in, so that they are not folded away.
    pub(super) fn has_other_numbers(&self) -> bool {
        [
            &self.other_kind_1,
            &self.other_number_1,
            &self.other_kind_2,
            &self.other_number_2,
        ]
        .iter()
        .any(|typed| !typed.is_empty())
    }

    /// Reads the whole form.
    pub(super) fn parse(&self) -> Result<Parsed, Errors> {
        self.read(true)
    }

    /// Reads what a phone has sent: the shortest form, on which a name is welcome but not asked for.
    pub(super) fn parse_short(&self) -> Result<Parsed, Errors> {
        self.read(false)
    }

    /// Reads what is known of a bike that goes onto the register without a label.
    pub(super) fn parse_unlabelled(&self) -> Result<(NewBike, Contact), Errors> {
        // Any code does: it is read with the rest and left out.
        let code = MarkCode::from_data([0; 8]).to_string();
        let parsed = Self { code, ..self.clone() }.parse_short()?;
        Ok((parsed.bike, parsed.owner))
    }

    fn read(&self, named: bool) -> Result<Parsed, Errors> {
        let mut errors = Errors::default();
        let code = self.code(&mut errors);
        let frame = self.frame(&mut errors);
        let make = self.make(&mut errors);
        let model = errors.optional_line("model", "Model", &self.model, MOST_OF_A_NAME);
        let chosen = self.colours(&mut errors);
        let kind = self.kind(&mut errors);
        let others = [
            other_number(&mut errors, "1", &self.other_kind_1, &self.other_number_1),
            other_number(&mut errors, "2", &self.other_kind_2, &self.other_number_2),
        ];
        let features = errors.optional_line(
            "features",
            "Distinguishing features",
            &self.features,
            MOST_OF_FEATURES,
        );
        let owner = self.owner(named, &mut errors);
        if self.consent != "yes" {
            errors.add("consent", "Ask the owner, then tick that they agree");
        }
        let parsed = || {
            let description = Description {
                make: make?,
                model: model?,
                colours: chosen?,
                kind: kind?,
                features: features?,
            };
            let [first, second] = others;
            let identifiers = [first?, second?].into_iter().flatten().collect();
            Some(Parsed {
                code: code?,
                bike: NewBike {
                    frame: frame?,
                    description,
                    identifiers,
                },
                owner: owner?,
            })
        };
        let parsed = parsed();
        errors.finish(parsed)
    }

    fn code(&self, errors: &mut Errors) -> Option<MarkCode> {
        match read_code(&self.code) {
            Ok((code, None)) => Some(code),
            Ok((code, Some(proposal))) => {
                let ask = format!(
                    "{}. If the label says {code}, send the form again",
                    proposal.sentence
                );
                errors.add("code", ask);
                None
            }
            Err(why) => {
                errors.add("code", why);
                None
            }
        }
    }

    /// A number that was typed counts, whatever else is said of it.
    fn frame(&self, errors: &mut Errors) -> Option<Frame> {
        if !self.frame_number.trim().is_empty() {
            return errors.keep("frame_number", Frame::parse(&self.frame_number));
        }
        match self.frame_unread.as_str() {
            "yes" => Some(Frame::Unknown),
            "none" => Some(Frame::Unnumbered),
            "" => {
                errors.add(
                    "frame_number",
                    "Enter the frame number, or choose why there is none",
                );
                None
            }
            _ => {
                errors.add("frame_unread", "Choose why there is no number from the list");
                None
            }
        }
    }

    /// The outer `None` says that it is wrong, the inner one that there is no name on the bike.
    fn make(&self, errors: &mut Errors) -> Option<Option<String>> {
        let missing = "Enter the make, or \u{201c}unknown\u{201d} if there is no name on it";
        let typed = errors.line("make", "Make", missing, &self.make, MOST_OF_A_NAME)?;
        let unknown = typed.eq_ignore_ascii_case("unknown") || typed.eq_ignore_ascii_case("none");
        Some((!unknown).then(|| canonical_make(&typed).into_owned()))
    }

    fn colours(&self, errors: &mut Errors) -> Option<Vec<String>> {
        let known = |slug: &str| colours().iter().any(|colour| colour.slug == slug);
        if self.colour.is_empty() {
            errors.add("colour", "Choose the main colour");
        } else if !known(&self.colour) {
            errors.add("colour", "Choose a colour from the list");
        }
        if !self.second_colour.is_empty() && !known(&self.second_colour) {
            errors.add("second_colour", "Choose a colour from the list");
        }
        if errors.of("colour").is_some() || errors.of("second_colour").is_some() {
            return None;
        }
        let mut chosen = vec![self.colour.clone()];
        if !self.second_colour.is_empty() && self.second_colour != self.colour {
            chosen.push(self.second_colour.clone());
        }
        Some(chosen)
    }

    fn kind(&self, errors: &mut Errors) -> Option<Option<BikeKind>> {
        if self.kind.is_empty() {
            return Some(None);
        }
        let kind = BikeKind::all().find(|kind| kind.slug() == self.kind);
        if kind.is_none() {
            errors.add("kind", "Choose a kind from the list");
        }
        kind.map(Some)
    }

    fn owner(&self, named: bool, errors: &mut Errors) -> Option<Contact> {
        let missing = "Enter the owner’s name";
        let name = if named {
            errors
                .line("name", "Name", missing, &self.name, MOST_OF_A_NAME)
                .map(Some)
        } else {
            errors.optional_line("name", "Name", &self.name, MOST_OF_A_NAME)
        };
        let email = given(&self.email, |typed| {
            errors.keep("email", EmailAddress::parse(typed))
        });
        let phone = given(&self.phone, |typed| {
            errors.keep("phone", PhoneNumber::parse(typed))
        });
        if self.email.trim().is_empty() && self.phone.trim().is_empty() {
            errors.add("email", "Enter an e-mail address or a phone number");
        }
        let postcode = given(&self.postcode, |typed| {
            errors.keep("postcode", Postcode::parse(typed))
        });
        Some(Contact {
            name: name?,
            email: email?,
            phone: phone?,
            postcode: postcode?,
        })
    }
}

/// Reads what may be left out. The outer `None` says that it is wrong.
fn given<T>(typed: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<Option<T>> {
    if typed.trim().is_empty() {
        Some(None)
    } else {
        read(typed).map(Some)
    }
}

/// Reads another number and what it is of. The outer `None` says that it is wrong.
fn other_number(errors: &mut Errors, row: &str, kind: &str, number: &str) -> Option<Option<Identifier>> {
    let (kind_id, number_id) = (format!("other_kind_{row}"), format!("other_number_{row}"));
    match (kind.is_empty(), text::optional_line(number, 100)) {
        (true, Ok(None)) => Some(None),
        (true, Ok(Some(_))) => {
            errors.add(kind_id, "Choose the type of the other number");
            None
        }
        (false, Ok(None)) => {
            errors.add(number_id, "Enter the other number, or choose “No other number”");
            None
        }
        (_, Err(error)) => {
            errors.add(number_id, format!("Other number {error}"));
            None
        }
        (false, Ok(Some(number))) => {
            let Some(kind) = IdentifierKind::parse(kind).filter(|kind| words::OTHER_KINDS.contains(kind))
            else {
                errors.add(kind_id, "Choose the type of the other number from the list");
                return None;
            };
            let identifier = Identifier::new(kind, &number);
            if identifier.is_err() {
                errors.add(number_id, "Other number must have 1 to 64 letters and digits");
            }
            identifier.ok().map(Some)
        }
    }
}

/// Reads a code, with the proposal when it had to be put right; otherwise says what to do instead.
pub(super) fn read_code(typed: &str) -> Result<(MarkCode, Option<Proposal>), String> {
    let reading = MarkCode::read(typed);
    match &reading {
        Reading::Exact(code) => Ok((*code, None)),
        Reading::NotAMark(why) => Err(why.to_string()),
        Reading::Unresolved { .. } => {
            Err("Too many characters cannot be read. Use another label, and put this one aside".into())
        }
        Reading::Corrected { code, .. } | Reading::Restored { code, .. } => {
            Ok((*code, Proposal::of(&reading)))
        }
    }
}

/// Puts a message beside the box of the code.
pub(super) fn of_code(message: impl Into<String>) -> Errors {
    let mut errors = Errors::default();
    errors.add("code", message);
    errors
}

/// What the box shows again: what was typed, but never a megabyte of it.
pub(super) fn shown(typed: &str) -> String {
    typed.chars().take(200).collect()
}
