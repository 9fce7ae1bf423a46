//! How to reach a person. Everything here is personal: it is sealed at rest and prints as `***`.

mod email;
mod near_miss;
mod phone;
mod postcode;

pub use email::{EmailAddress, EmailError};
pub use phone::{PhoneError, PhoneNumber};
pub use postcode::{Postcode, PostcodeError};

use serde::{Deserialize, Serialize};
use std::fmt;

/// The contact details that a person gave.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The name to greet them by.
    pub name: Option<String>,
    /// Where links and notices go.
    pub email: Option<EmailAddress>,
    /// A number to ring, never required.
    pub phone: Option<PhoneNumber>,
    /// Where the bike is usually kept.
    pub postcode: Option<Postcode>,
}

impl fmt::Debug for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Contact(***)")
    }
}
