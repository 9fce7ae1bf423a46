//! The verbs of the register, one file each: everything that anybody can make it do.
//!
//! A noun has a room here as it has in `domain` and `store`. A verb takes the [`Registry`] and words of `domain`,
//! does its work in one transaction, and says in its own error which promise could not be kept. Holds no rule
//! about pages or status codes. Which room may use which: `tests/tests/black_box/rooms.rs`.

pub mod account;
pub mod bike;
mod blocking;
pub mod context;
pub mod desk;
pub mod event;
pub mod feed;
pub mod look_up;
pub mod mail;
pub mod mark;
pub mod message;
pub mod once;
pub mod recovery;
#[cfg(test)]
mod testing;
pub mod theft;
pub mod upkeep;
pub mod workers;

pub use account::ask::ask_for_link;
pub use account::details::own_contact;
pub use account::sign_in::{peek_link, spend_link, viewer};
pub use bike::check_number::check_number;
pub use bike::register::register_bike;
pub use context::{Parts, Registry};
pub use desk::{issue_mark, may_issue};
pub use look_up::owner_details::open_owner_details;
pub use mark::identify::identify_mark;
pub use mark::scan::scan;
pub use message::read::read_messages;
pub use message::send::message_owner;
pub use search::Index;
pub use store::bike::photos::PhotoFolder;
pub use store::{Keyring, MasterKey, Store, StoreError, Tuning};
pub use theft::report::{found_it, report_theft};
pub use upkeep::tidy;
