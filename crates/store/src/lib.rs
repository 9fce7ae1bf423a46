//! Stores the register, in SQLite in the data folder or in PostgreSQL.
//!
//! Each noun has a module here, as in `registry` and `domain`. The other files hold what all modules use: the
//! connection, the keyring, rows, ids, time, errors, settings, and `entity`, which has the private row types. Tables
//! are joined across modules, so no row type belongs to one module alone. Public functions take and return `domain`
//! types. Every change to a bike goes into the change feed, in the transaction that makes the change. Names, e-mail
//! addresses, phone numbers, addresses, messages and other free text are sealed before they are written, and only
//! functions that say so open them. This crate knows nothing about the search index.

pub mod account;
pub mod agency;
pub mod assessment;
pub mod backup;
pub mod bench;
pub mod bike;
pub mod campaign;
mod connection;
pub mod consultation;
pub mod desk;
mod documents;
mod entity;
mod error;
pub mod event;
pub mod feed;
pub mod figure;
pub mod hot_sheet;
mod ids;
mod keyring;
pub mod keys;
pub mod log;
pub mod look_up;
pub mod mail;
pub mod mark;
pub mod matrix;
pub mod meeting;
pub mod message;
pub mod once;
mod open;
pub mod paper;
mod places;
pub mod plan;
pub mod problem;
pub mod recovery;
mod rows;
pub mod settings;
pub mod space;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
pub mod theft;
mod time;
pub mod words;

pub use connection::{Source, Store, Tx};
pub use error::{Constraint, StoreError};
pub use keyring::{KeyError, Keyring, MasterKey, digest};
pub use open::Tuning;
