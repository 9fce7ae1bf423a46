//! The verbs of the register, one file each: everything that it can do.
//!
//! Each noun has a room here, as in `domain` and `store`. A verb takes the [`Registry`] and values of `domain`, and
//! does its work in one transaction. Its own error type says what went wrong. There are no rules about pages or status
//! codes here. For which room may use which, see `tests/tests/black_box/rooms.rs`.

pub mod account;
pub mod agency;
pub mod assessment;
pub mod bike;
mod blocking;
pub mod campaign;
pub mod consultation;
pub mod context;
pub mod desk;
pub mod event;
pub mod feed;
pub mod figure;
pub mod hot_sheet;
pub mod letters;
pub mod look_up;
pub mod mail;
pub mod mark;
pub mod matrix;
pub mod meeting;
pub mod message;
pub mod once;
pub mod paper;
pub mod place;
pub mod plan;
pub mod problem;
pub mod recovery;
#[cfg(test)]
mod testing;
pub mod theft;
mod together;
pub mod upkeep;
pub mod version;
pub mod workers;

pub use account::ask::ask_for_link;
pub use account::details::own_contact;
pub use account::sign_in::{peek_link, spend_link, viewer};
pub use bike::change::change_bike;
pub use bike::check_number::check_number;
pub use bike::register::register_bike;
pub use bike::retire::{retire_bike, take_bike_back};
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
pub use theft::report::{found_it, report_theft, report_thefts};
pub use upkeep::tidy;
