//! Seals a person's details before a transaction begins.

use super::{email_hash, seal};
use crate::{Keyring, StoreError};
use domain::account::contact::Contact;
use std::fmt;

/// The data of a new account, sealed and hashed. Sealing and hashing are the slow part of writing an account, so they
/// are done in advance.
#[derive(Clone)]
pub struct SealedContact {
    pub(super) email_hash: Option<Vec<u8>>,
    pub(super) sealed: Vec<u8>,
    pub(super) agreed: bool,
}

impl SealedContact {
    /// Seals only the e-mail address of the details, because typing details into a form does not show that they are
    /// yours.
    ///
    /// # Errors
    /// [`StoreError`] when the address cannot be sealed.
    pub fn seal(keys: &Keyring, contact: &Contact) -> Result<Self, StoreError> {
        let address = Contact {
            email: contact.email.clone(),
            ..Contact::default()
        };
        Self::of(keys, &address, false)
    }

    /// Seals all details. `agreed` is true if their owner has agreed to them.
    pub(super) fn of(keys: &Keyring, contact: &Contact, agreed: bool) -> Result<Self, StoreError> {
        let email_hash = contact.email.as_ref().map(|email| email_hash(keys, email));
        Ok(Self {
            email_hash,
            sealed: seal(keys, contact)?,
            agreed,
        })
    }
}

impl fmt::Debug for SealedContact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealedContact(***)")
    }
}
