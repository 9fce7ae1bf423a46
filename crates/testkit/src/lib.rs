//! Helpers for the tests of the other crates: temporary databases, fixed times and repeatable randomness.
//!
//! Other crates use it only as a dev-dependency. Any error in here causes a panic with a message that says what to do,
//! because a test without its database has failed.

pub mod chance;
pub mod cluster;
pub mod database;
mod fault;
pub mod phone;
mod photo;
pub mod smtp;
mod texts;
pub mod time;

pub use chance::Seeded;
pub use cluster::Cluster;
pub use database::{Database, Engine, POSTGRES_VARIABLE, run};
pub use fault::Statement;
pub use photo::dot;
pub use smtp::{MailServer, Trouble};
pub use texts::texts_of;
pub use time::{NOON, TestClock};
