//! The form of a bike and its owner: which sentence stands beside which field.

use crate::shared::Errors;
use crate::shared::proposal::Proposal;
use domain::MarkCode;
use domain::mark::code::Reading;
use registry::desk::entry::{Field, Problem, Problems, Typed};
use serde::Deserialize;

const TOO_WORN: &str = "Too many characters cannot be read. Use another label, and put this one aside";

/// A code as it was typed, if the form was sent at all.
#[derive(Debug, Default, Deserialize)]
pub(super) struct TypedCode {
    pub(super) code: Option<String>,
}

/// Puts a sentence beside each field that is wrong.
pub(super) fn errors(problems: &Problems) -> Errors {
    let mut errors = Errors::default();
    for (field, problem) in problems {
        errors.add(field.name(), message(*field, problem));
    }
    errors
}

/// Writes a code that was put right into the box: sending the form again is the volunteer's yes.
pub(super) fn take_proposal(typed: &mut Typed) {
    if let Some(proposal) = Proposal::of(&MarkCode::read(&typed.code)) {
        typed.code = proposal.code.to_string();
    }
}

fn message(field: Field, problem: &Problem) -> String {
    match problem {
        Problem::Missing => missing(field).to_owned(),
        Problem::NotOffered => not_offered(field).to_owned(),
        Problem::Text(error) => format!("{} {error}", label(field)),
        Problem::NotAMark(why) => why.to_string(),
        Problem::PutRight(reading) => put_right(reading),
        Problem::Unresolved => TOO_WORN.to_owned(),
        Problem::Frame(error) => error.to_string(),
        Problem::OtherNumber => "Other number must have 1 to 64 letters and digits".to_owned(),
        Problem::Email(error) => error.to_string(),
        Problem::Phone(error) => error.to_string(),
        Problem::Postcode(error) => error.to_string(),
    }
}

fn put_right(reading: &Reading) -> String {
    Proposal::of(reading).map_or_else(
        || TOO_WORN.to_owned(),
        |proposal| {
            let Proposal { sentence, code, .. } = proposal;
            format!("{sentence}. If the label says {code}, send the form again")
        },
    )
}

const fn missing(field: Field) -> &'static str {
    match field {
        Field::FrameNumber => "Enter the frame number, or choose why there is none",
        Field::Make => "Enter the make, or \u{201c}unknown\u{201d} if there is no name on it",
        Field::Colour => "Choose the main colour",
        Field::OtherKind1 | Field::OtherKind2 => "Choose the type of the other number",
        Field::OtherNumber1 | Field::OtherNumber2 => "Enter the other number, or choose “No other number”",
        Field::Name => "Enter the owner’s name",
        Field::Email => "Enter an e-mail address or a phone number",
        Field::Consent => "Ask the owner, then tick that they agree",
        _ => "Fill this in",
    }
}

const fn not_offered(field: Field) -> &'static str {
    match field {
        Field::FrameUnread => "Choose why there is no number from the list",
        Field::Colour | Field::SecondColour => "Choose a colour from the list",
        Field::Kind => "Choose a kind from the list",
        Field::OtherKind1 | Field::OtherKind2 => "Choose the type of the other number from the list",
        _ => "Choose an answer from the list",
    }
}

/// How a sentence about a field begins.
const fn label(field: Field) -> &'static str {
    match field {
        Field::Make => "Make",
        Field::Model => "Model",
        Field::Features => "Distinguishing features",
        Field::Name => "Name",
        Field::OtherNumber1 | Field::OtherNumber2 => "Other number",
        _ => "This",
    }
}

/// Reads a code, with the proposal when it had to be put right; otherwise says what to do instead.
pub(super) fn read_code(typed: &str) -> Result<(MarkCode, Option<Proposal>), String> {
    let reading = MarkCode::read(typed);
    match &reading {
        Reading::Exact(code) => Ok((*code, None)),
        Reading::NotAMark(why) => Err(why.to_string()),
        Reading::Unresolved { .. } => Err(TOO_WORN.into()),
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
