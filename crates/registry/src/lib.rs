//! The verbs of the register, one file each: what anybody can make it do.
//!
//! A verb takes the [`Registry`] and words of `domain`, does its work in one transaction, and says in
//! its own error which promise could not be kept. Holds no rule about pages or status codes.

pub mod batches;
pub mod bookings;
pub mod case_file;
pub mod check;
pub mod check_mark;
pub mod context;
pub mod desk;
pub mod drafts;
pub mod events;
pub mod export_bikes;
pub mod follow_feed;
pub mod import_bikes;
pub mod letters;
pub mod look_up;
pub mod matching;
pub mod members;
pub mod message_owner;
pub mod my_bikes;
pub mod my_details;
pub mod open_owner_details;
pub mod partner;
pub mod photos;
pub mod read_messages;
pub mod reconcile;
pub mod recoveries;
pub mod register_bike;
pub mod report_theft;
pub mod scan;
pub mod send_mail;
pub mod session;
pub mod sign_in;
#[cfg(test)]
mod testing;
pub mod tidy;

pub use context::{Parts, Registry};
pub use search::Index;
pub use store::photos::PhotoFolder;
pub use store::{Keyring, MasterKey, Store, StoreError, Tuning};
