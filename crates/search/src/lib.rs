//! Finds the registered bike that a misread number, a part of one or a description belongs to.
//!
//! The only crate that knows tantivy. It holds nothing that names a person, can be deleted and rebuilt at any
//! time, and never decides what is true: the register's database does. A look-up runs in three steps. Terms of
//! the index pick some thousand [candidates](Index::candidates) in bounded time, a noisy-channel model scores
//! each from what the index itself holds, and [`rank`] scores the few that the caller has read from the
//! database once more, exactly and with the evidence in words.

pub mod bench;
mod candidates;
mod error;
mod index;
mod model;
mod rank;

pub use candidates::{Candidate, Candidates, Within};
pub use error::SearchError;
pub use index::{Change, Index};
pub use model::Statistics;
pub use rank::rank;
