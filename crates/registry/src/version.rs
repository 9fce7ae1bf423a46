//! Says which state of a record a page shows, so that a form does not write over a change that its sender has not seen.

use crate::once::together;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::fmt;

/// Which state of a record somebody has seen: a digest of everything that they can change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Version(String);

impl Version {
    /// Makes the version of a record from its fields in words, in order.
    #[must_use]
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        Self(URL_SAFE_NO_PAD.encode(store::digest(&together(texts))))
    }

    /// Reads the version that a form brings back. It is the version of nothing if the form has none.
    #[must_use]
    pub fn sent(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_counts_and_comes_back_from_a_form() {
        let one = Version::of(["Chain", "Station"]);
        assert_eq!(Version::sent(&one.to_string()), one);
        for other in [["ChainS", "tation"], ["Station", "Chain"], ["Chain", ""]] {
            assert_ne!(Version::of(other), one, "{other:?}");
        }
        assert_ne!(Version::sent(""), Version::of([]));
    }
}
