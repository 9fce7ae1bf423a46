//! Where the register is kept: SQLite in the data folder, or PostgreSQL.
//!
//! A noun has a room here as it has in `registry` and `domain`. On the ground stands what all rooms use: the
//! connection, the keyring, rows, ids, time, errors, settings, and `entity`, the private row types. Tables are
//! joined across rooms, so their row types belong to no single one. Public functions take and give words of
//! `domain`. Every change to a bike goes into the change feed in the transaction that makes it. Names, e-mails,
//! phones, addresses and messages are sealed before they are written and opened only by the functions that say
//! so. Knows nothing of the search index.

pub mod account;
pub mod bench;
pub mod bike;
mod connection;
pub mod desk;
mod entity;
mod error;
pub mod event;
pub mod feed;
mod ids;
mod keyring;
pub mod look_up;
pub mod mail;
pub mod mark;
pub mod message;
pub mod once;
mod open;
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

pub use connection::{Source, Store, Tx};
pub use error::{Constraint, StoreError};
pub use keyring::{KeyError, Keyring, MasterKey, digest};
pub use open::Tuning;
