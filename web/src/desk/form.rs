//! The form for a bike and its owner, and the error messages beside its fields.

use crate::shared::Errors;
use crate::shared::proposal::Proposal;
use domain::MarkCode;
use domain::account::contact::EmailAddress;
use domain::mark::code::Reading;
use registry::desk::entry::{Field, Problem, Problems, Typed};
use serde::Deserialize;

const TOO_WORN: &str = "Too many characters cannot be read. Use another label, and put this one aside";

/// The code as it was typed, if the form was sent.
#[derive(Debug, Default, Deserialize)]
pub(super) struct TypedCode {
    pub(super) code: Option<String>,
}

/// Adds an error message to each field that is not valid.
pub(super) fn errors(problems: &Problems) -> Errors {
    let mut errors = Errors::default();
    for (field, problem) in problems {
        errors.add(field.name(), message(*field, problem));
    }
    errors
}

/// Asks once about an e-mail address that looks mistyped. Sending the form again keeps it.
pub(super) fn ask_email(typed: &Typed, errors: &mut Errors) {
    let meant = EmailAddress::parse(&typed.email)
        .ok()
        .and_then(|email| email.likely_meant());
    if let Some(meant) = meant
        && typed.email_asked.trim() != typed.email.trim()
    {
        let meant = meant.as_str();
        errors.add(
            "email",
            format!("Did you mean {meant}? Change it, or send the form again if it is right as it is"),
        );
    }
}

/// Writes a corrected code into the box. If the volunteer sends the form again, they agree to it.
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
        Field::FrameUnread => "Choose from the list why there is no number",
        Field::Colour | Field::SecondColour => "Choose a colour from the list",
        Field::Kind => "Choose a kind from the list",
        Field::OtherKind1 | Field::OtherKind2 => "Choose the type of the other number from the list",
        _ => "Choose an answer from the list",
    }
}

/// Returns the words with which a message about a field begins.
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

/// Reads a code, with a proposal if it had to be corrected. If it cannot be read, the error says what to do instead.
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

/// Puts a message beside the box for the code.
pub(super) fn of_code(message: impl Into<String>) -> Errors {
    let mut errors = Errors::default();
    errors.add("code", message);
    errors
}

/// Shortens what was typed, so that the page does not repeat a very long text.
pub(super) fn shown(typed: &str) -> String {
    typed.chars().take(200).collect()
}
