//! An e-mail address as an owner types it. If it looks mistyped, the page asks about it once.

use super::words;
use crate::shared::Errors;
use domain::account::contact::EmailAddress;
use serde::Deserialize;

/// The one field of a form that asks for an e-mail address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct TypedAddress {
    pub(super) email: String,
    /// The address that the page has already asked about.
    asked: String,
}

impl TypedAddress {
    /// Reads the address. If it looks like a slip, it is only accepted when it is sent again unchanged.
    pub(super) fn parse(&self) -> Result<EmailAddress, Errors> {
        let mut errors = Errors::default();
        let email = errors.keep("email", EmailAddress::parse(&self.email));
        if let Some(email) = &email
            && let Some(meant) = email.likely_meant()
            && self.asked.trim() != self.email.trim()
        {
            errors.add("email", words::did_you_mean(&meant));
        }
        errors.finish(email)
    }

    /// Returns whether the address looks like a slip.
    pub(super) fn is_doubted(&self) -> bool {
        EmailAddress::parse(&self.email).is_ok_and(|email| email.likely_meant().is_some())
    }
}
