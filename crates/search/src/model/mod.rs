//! The model of what people misread: pure computation, no index.

pub(crate) mod align;
pub(crate) mod gram;
pub(crate) mod language;
pub(crate) mod look;
pub(crate) mod packed;
pub(crate) mod sieve;

use std::sync::Arc;

use language::Language;

/// What the register looks like as a whole: how many bikes, and what their numbers are made of.
#[derive(Debug)]
pub struct Statistics {
    pub(crate) bikes: u64,
    pub(crate) language: Arc<Language>,
}

impl Statistics {
    /// Statistics of an empty register.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            bikes: 0,
            language: Arc::new(Language::empty()),
        }
    }

    /// How many bikes there are.
    #[must_use]
    pub fn bikes(&self) -> u64 {
        self.bikes
    }
}
