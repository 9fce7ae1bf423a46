//! The model of what people misread: pure computation, no index.

pub(crate) mod align;
pub(crate) mod doubles;
pub(crate) mod gram;
pub(crate) mod language;
pub(crate) mod look;
pub(crate) mod packed;
pub(crate) mod sieve;

use std::sync::Arc;

use doubles::Doubles;
use language::Language;

/// What the register looks like as a whole: how many bikes, what their numbers are made of, and how many bikes share one.
#[derive(Debug)]
pub struct Statistics {
    pub(crate) bikes: u64,
    pub(crate) language: Arc<Language>,
    pub(crate) doubles: Arc<Doubles>,
}

impl Statistics {
    /// Statistics of an empty register.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            bikes: 0,
            language: Arc::new(Language::empty()),
            doubles: Arc::default(),
        }
    }

    /// How many bikes there are.
    #[must_use]
    pub fn bikes(&self) -> u64 {
        self.bikes
    }
}
