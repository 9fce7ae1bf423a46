//! Commands that keep a register running.

pub mod migrate;
pub mod org;
pub mod reindex;
mod table;
pub mod user;
