//! Where the register is kept: SQLite in the data folder, or PostgreSQL.
//!
//! Rows are private (`entity`); public functions take and give words of `domain`. Every change to a
//! bike goes into the change feed in the transaction that makes it. Names, e-mails, phones,
//! addresses and messages are sealed before they are written and opened only by the functions that
//! say so. Knows nothing of the search index.

pub mod accounts;
pub mod audit;
pub mod batches;
pub mod bench;
pub mod bikes;
pub mod bookings;
pub mod changes;
mod connection;
pub mod desk_entries;
pub mod desk_keys;
mod entity;
mod error;
pub mod events;
pub mod flags;
pub mod identifiers;
mod ids;
mod keyring;
pub mod links;
pub mod look_ups;
pub mod marks;
pub mod messages;
mod open;
pub mod organisations;
pub mod outbox;
pub mod ownerships;
pub mod photos;
pub mod recoveries;
pub mod registrations;
mod rows;
pub mod sessions;
pub mod settings;
#[cfg(test)]
mod testing;
pub mod theft_reports;
mod time;

pub use connection::{Source, Store, Tx};
pub use error::{Constraint, StoreError};
pub use keyring::{KeyError, Keyring, MasterKey, digest};
pub use open::Tuning;
