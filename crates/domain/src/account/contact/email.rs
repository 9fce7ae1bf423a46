use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// An e-mail address. Its domain is in lower case.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

/// Why a typed e-mail address is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EmailError {
    /// Nothing was typed.
    #[error("Enter an e-mail address")]
    Empty,
    /// It does not look like `name@example.org`.
    #[error("Enter an e-mail address in the correct format, like name@example.org")]
    Format,
    /// It is longer than the 254 characters that mail can carry (RFC 5321, 4.5.3.1.3 less the brackets).
    #[error("E-mail address must be 254 characters or fewer")]
    TooLong,
}

impl EmailAddress {
    /// Parses a typed address, and drops white space round it.
    ///
    /// # Errors
    /// [`EmailError`] when it is empty, too long or not an address.
    pub fn parse(raw: &str) -> Result<Self, EmailError> {
        let raw = raw.trim();
        if raw.is_empty() {
            return Err(EmailError::Empty);
        }
        if raw.len() > 254 {
            return Err(EmailError::TooLong);
        }
        let (local, host) = raw.rsplit_once('@').ok_or(EmailError::Format)?;
        if local_is_fine(local) && host_is_fine(host) {
            Ok(Self(format!("{local}@{}", host.to_ascii_lowercase())))
        } else {
            Err(EmailError::Format)
        }
    }

    /// Returns the address as it is written on an envelope.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the address in lower case, so that two spellings of one mailbox are equal.
    pub fn comparison_key(&self) -> String {
        self.0.to_lowercase()
    }
}

/// RFC 5321's dot-atom. Quoted local parts are not accepted: people only type one by mistake.
fn local_is_fine(local: &str) -> bool {
    (1..=64).contains(&local.len())
        && local.split('.').all(|atom| {
            !atom.is_empty()
                && atom
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~-".contains(c))
        })
}

fn host_is_fine(host: &str) -> bool {
    let labels: Vec<&str> = host.split('.').collect();
    labels.len() >= 2
        && labels.iter().all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        })
        && labels
            .last()
            .is_some_and(|top| top.len() >= 2 && top.chars().any(|c| c.is_ascii_alphabetic()))
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(***)")
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = EmailError;

    fn try_from(raw: String) -> Result<Self, EmailError> {
        Self::parse(&raw)
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> String {
        address.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let long = format!("{}@example.org", "x".repeat(250));
        let cases: &[(&str, Result<&str, EmailError>)] = &[
            (" Ada@Example.ORG ", Ok("Ada@example.org")),
            ("a.b+c'd@sub.example.org", Ok("a.b+c'd@sub.example.org")),
            ("", Err(EmailError::Empty)),
            ("  ", Err(EmailError::Empty)),
            ("ada", Err(EmailError::Format)),
            ("ada@", Err(EmailError::Format)),
            ("@example.org", Err(EmailError::Format)),
            ("ada@example", Err(EmailError::Format)),
            ("a..b@example.org", Err(EmailError::Format)),
            ("a b@example.org", Err(EmailError::Format)),
            ("ada@exa_mple.org", Err(EmailError::Format)),
            ("ada@example.org\r\nBcc: x@example.org", Err(EmailError::Format)),
            ("🚲@example.org", Err(EmailError::Format)),
            ("ada@-example.org", Err(EmailError::Format)),
            ("ada@127.0.0.1", Err(EmailError::Format)),
            (&long, Err(EmailError::TooLong)),
        ];
        for (raw, want) in cases {
            assert_eq!(
                EmailAddress::parse(raw),
                want.map(|s| EmailAddress(s.into())),
                "{raw:?}"
            );
        }
    }

    #[test]
    fn never_prints_in_logs() {
        let address = EmailAddress::parse("ada@example.org").unwrap();
        assert_eq!(format!("{address:?}"), "EmailAddress(***)");
        assert_eq!(address.comparison_key(), "ada@example.org");
    }
}
