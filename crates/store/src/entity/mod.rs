//! One row type a table. Private: nothing outside this crate sees how a value is kept.

pub mod account;
pub mod audit_entry;
pub mod bike;
pub mod bike_flag;
pub mod bike_match;
pub mod event_partner;
pub mod event_staff;
pub mod identifier;
pub mod look_up;
pub mod mark;
pub mod mark_batch;
pub mod marking_event;
pub mod membership;
pub mod message;
pub mod organisation;
pub mod outbox;
pub mod ownership;
pub mod partnership;
pub mod photo;
pub mod recovery;
pub mod registration;
pub mod session;
pub mod setting;
pub mod sign_in_link;
pub mod theft_report;
