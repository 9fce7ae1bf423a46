//! The memory that look-ups on one thread share, so that nothing large is allocated.

use tantivy::DocId;

use crate::{index::Slot, model::align::Matrix};

/// What look-ups on one thread use again and again, so that nothing large is allocated.
pub(super) struct Work {
    pub(super) matrix: Matrix,
    pub(super) picked: Vec<Picked>,
    pub(super) slots: Vec<Slot>,
}

/// A document that may be the bike looked for.
pub(super) struct Picked {
    pub(super) segment: usize,
    pub(super) doc: DocId,
    pub(super) document: u32,
    /// A rough score.
    pub(super) rank: i32,
}

/// How many documents' numbers are read together, so that slow reads from memory overlap.
pub(super) const TOGETHER: usize = 64;

impl Work {
    pub(super) fn new() -> Self {
        Self {
            matrix: Matrix::new(),
            picked: Vec::new(),
            slots: Vec::with_capacity(TOGETHER),
        }
    }
}
