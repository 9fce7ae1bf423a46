//! A form that makes something has a random value. If it is sent again without a change, it makes nothing more.
//!
//! Such a form has `ui::once()` beside the token, and its handler takes [`Once`] and hands [`Once::on`] to the verb.
//! The value and everything that was typed together identify the sending. So if somebody goes back, changes the form
//! and sends it again, it makes another thing.

use super::App;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use registry::Registry;
use registry::once::OnceKey;
use std::convert::Infallible;

/// The hidden field's name.
pub const FIELD: &str = "once";

/// Identifies this sending of a form, if the form has a random value.
#[derive(Clone, Copy, Debug)]
pub struct Once(Option<OnceKey>);

impl Once {
    /// Returns the register for the verb that answers this form.
    #[must_use]
    pub fn on(self, app: &App) -> Registry {
        app.registry.answering(self.0)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Once {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(parts.extensions.get().copied()))
    }
}

/// Returns the key of a form that was sent to this path with these fields, without the token. `None` for a form without
/// the random value.
pub(super) fn key_of(path: &str, fields: &[(String, String)]) -> Option<OnceKey> {
    let has_value = fields
        .iter()
        .any(|(name, value)| name == FIELD && !value.is_empty());
    has_value.then(|| {
        let texts = fields
            .iter()
            .flat_map(|(name, value)| [name.as_str(), value.as_str()]);
        OnceKey::of(std::iter::once(path).chain(texts))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(path: &str, fields: &[(&str, &str)]) -> Option<OnceKey> {
        let fields: Vec<(String, String)> = fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        key_of(path, &fields)
    }

    #[test]
    fn the_value_and_all_that_was_typed_tell_one_sending_from_another() {
        let first = key("/m/A", &[("once", "1"), ("text", "Hello")]);
        assert!(first.is_some());
        assert_eq!(key("/m/A", &[("once", "1"), ("text", "Hello")]), first);
        for other in [
            key("/m/B", &[("once", "1"), ("text", "Hello")]),
            key("/m/A", &[("once", "2"), ("text", "Hello")]),
            key("/m/A", &[("once", "1"), ("text", "Hello!")]),
            key("/m/A", &[("once", "1"), ("textH", "ello")]),
            key("/m/A", &[("once", "1")]),
        ] {
            assert!(other.is_some());
            assert_ne!(other, first);
        }
    }

    #[test]
    fn a_form_without_the_value_has_no_key() {
        assert_eq!(key("/m/A", &[("text", "Hello")]), None);
        assert_eq!(key("/m/A", &[("once", ""), ("text", "Hello")]), None);
        assert_eq!(key("/m/A", &[]), None);
    }
}
