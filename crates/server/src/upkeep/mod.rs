//! Commands that keep a register running.

pub mod audit;
pub mod backup;
pub mod doctor;
pub mod keys;
pub mod migrate;
pub mod org;
pub mod reindex;
pub mod restore;
pub mod setup;
mod table;
pub mod user;
