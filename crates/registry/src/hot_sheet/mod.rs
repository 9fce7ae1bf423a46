//! The hot sheet: a daily e-mail of the thefts near somebody who asked for it.

pub(crate) mod letters;
pub mod readers;
pub mod send;

#[cfg(test)]
mod tests;

pub use domain::hot_sheet::Wanted;
pub use readers::{Reading, State, ask, confirm, reading, stop};
