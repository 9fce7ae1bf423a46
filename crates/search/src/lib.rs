//! Finds a registered bike from a misread number, a part of a number or a description.
//!
//! This is the only crate that knows tantivy. It contains nothing about people, and can be deleted and rebuilt at any
//! time. It never decides what is true; only the register's database does. A look-up runs in three steps. Terms of the
//! index pick about a thousand [candidates](Index::candidates) in a limited time, a noisy-channel model scores each
//! from what the index itself holds, and the caller reads the best few from the database. For these, [`rank`] works out
//! an exact score, with the evidence in words.

pub mod bench;
mod candidates;
mod error;
mod index;
mod model;
mod rank;
mod sift;

pub use candidates::{Candidate, Candidates, Within};
pub use error::SearchError;
pub use index::{Change, Index};
pub use model::Statistics;
pub use rank::rank;
pub use sift::Sift;
