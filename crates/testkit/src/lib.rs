//! What tests of the other crates stand on: throw-away databases, fixed times and repeatable chance.
//!
//! For tests only; no crate depends on it but as a dev-dependency. Whatever goes wrong in here panics with
//! a message that says what to do, because a test that cannot have its database has failed.

pub mod chance;
pub mod cluster;
pub mod database;
pub mod phone;
pub mod smtp;
pub mod time;

pub use chance::Seeded;
pub use cluster::Cluster;
pub use database::{Database, Engine, POSTGRES_VARIABLE, run};
pub use smtp::MailServer;
pub use time::{NOON, TestClock};
