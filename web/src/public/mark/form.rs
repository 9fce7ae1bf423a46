//! The boxes of a mark's pages: its code, and a message to the owner.

use crate::shared::{Errors, HttpError};
use domain::account::contact::EmailAddress;
use domain::mark::code::{NotAMark, Reading};
use registry::message::send::{Body, MessageOwnerError};
use serde::Deserialize;

/// A code as it was typed, if the form was sent at all.
#[derive(Debug, Default, Deserialize)]
pub(super) struct TypedCode {
    pub(super) code: Option<String>,
}

/// A message as it was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct MessageForm {
    pub(super) message: String,
    pub(super) email: String,
}

impl MessageForm {
    /// The most characters of a message.
    pub(super) const MOST: usize = 1_000;

    pub(super) fn parse(&self) -> Result<Body, Errors> {
        let mut errors = Errors::default();
        let text = errors.prose("message", "Message", "Enter a message", &self.message, Self::MOST);
        let reply_to = if self.email.trim().is_empty() {
            Some(None)
        } else {
            errors.keep("email", EmailAddress::parse(&self.email)).map(Some)
        };
        let parsed = text.zip(reply_to).map(|(text, reply_to)| Body { text, reply_to });
        errors.finish(parsed)
    }
}

/// What to do instead, or the failure that is not the sender's.
pub(super) fn refused(error: MessageOwnerError) -> Result<Errors, HttpError> {
    let mut errors = Errors::default();
    match error {
        MessageOwnerError::Store(error) => return Err(error.into()),
        error => errors.add("message", error.to_string()),
    }
    Ok(errors)
}

/// Says why no code can be made of what was typed.
pub(super) fn unreadable(reading: &Reading) -> String {
    match reading {
        Reading::NotAMark(NotAMark::Unreadable(_)) | Reading::Unresolved { .. } => {
            "We need at least eight of the ten characters to know which label this is".into()
        }
        Reading::NotAMark(why) => why.to_string(),
        Reading::Exact(_) | Reading::Corrected { .. } | Reading::Restored { .. } => String::new(),
    }
}
