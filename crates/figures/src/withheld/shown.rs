//! A count before and after we have decided whether to show it.

use crate::place::Band;
use std::fmt;

/// The true count. It cannot be written out: only a [`Shown`] can.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Raw(u64);

impl Raw {
    /// Makes a true count.
    #[must_use]
    pub fn new(count: u64) -> Self {
        Self(count)
    }

    pub(super) fn count(self) -> u64 {
        self.0
    }
}

impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Raw(..)")
    }
}

/// A cell of a table as readers see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The count is shown.
    Count(u64),
    /// The band of counts that a hot place is in.
    Band(Band),
    /// The count is withheld.
    Withheld,
    /// There is no count, for instance in a month for which a force has no file. This is never 0.
    NotAvailable,
}

impl fmt::Display for Shown {
    /// Writes the count or the band. As in official statistics, it writes `[c]` if the count is withheld and `[x]` if
    /// there is none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => write!(f, "{count}"),
            Self::Band(band) => write!(f, "{band}"),
            Self::Withheld => f.write_str("[c]"),
            Self::NotAvailable => f.write_str("[x]"),
        }
    }
}

/// What readers must know about a cell besides its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// It is final.
    Final,
    /// It may change, because its period has not closed.
    Provisional,
    /// It differs from what was published first. Both are shown.
    Revised {
        /// What was published first.
        first: Shown,
    },
}

/// A cell with its note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Noted {
    /// The cell as readers see it.
    pub shown: Shown,
    /// What readers must know about it besides its value.
    pub note: Note,
}

impl fmt::Display for Noted {
    /// Writes `12`, `12 [p]` or `12 [r] (first published: 15)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.shown;
        match self.note {
            Note::Final => write!(f, "{shown}"),
            Note::Provisional => write!(f, "{shown} [p]"),
            Note::Revised { first } => write!(f, "{shown} [r] (first published: {first})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_official_statistics_write_them() {
        let noted = |shown, note| Noted { shown, note }.to_string();
        assert_eq!(noted(Shown::Count(12), Note::Final), "12");
        assert_eq!(noted(Shown::Count(0), Note::Provisional), "0 [p]");
        assert_eq!(
            noted(
                Shown::Count(12),
                Note::Revised {
                    first: Shown::Withheld
                }
            ),
            "12 [r] (first published: [c])"
        );
        assert_eq!(Shown::NotAvailable.to_string(), "[x]");
        assert_eq!(format!("{:?}", Raw::new(3)), "Raw(..)");
    }
}
