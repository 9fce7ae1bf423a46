use crate::account::contact::EmailAddress;
use serde::{Deserialize, Serialize};

/// A question to a meeting from a member of the public.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// What they ask.
    pub text: String,
    /// Their name, if they gave it.
    pub name: Option<String>,
    /// Where to send an answer, if they want one.
    pub email: Option<EmailAddress>,
}
