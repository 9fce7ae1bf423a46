use std::fmt;

use serde::{Deserialize, Serialize};

/// How sure a match is, in three words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Band {
    /// It is worth a look.
    Possible,
    /// At least four in five such matches are right.
    Strong,
    /// At least 99 in 100 such matches are right, or the officer read a mark with valid check characters.
    Certain,
}

impl Band {
    /// Returns the band for a posterior probability.
    #[must_use]
    pub fn of(posterior: f64) -> Self {
        if posterior >= 0.99 {
            Self::Certain
        } else if posterior >= 0.8 {
            Self::Strong
        } else {
            Self::Possible
        }
    }

    /// The short word that files use.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Strong => "strong",
            Self::Certain => "certain",
        }
    }
}

impl fmt::Display for Band {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands() {
        for (posterior, band) in [
            (1.0, Band::Certain),
            (0.99, Band::Certain),
            (0.989, Band::Strong),
            (0.8, Band::Strong),
            (0.799, Band::Possible),
            (0.0, Band::Possible),
        ] {
            assert_eq!(Band::of(posterior), band, "{posterior}");
        }
    }
}
