//! The desks of marking events: what a phone takes with it, what it sends, and the entries that a person then has to
//! decide on.

pub mod day;
pub mod entry;
mod issue_mark;
pub mod keys;
pub mod kit;
pub(crate) mod letters;
pub mod phones;
pub mod progress;
pub mod rota;
pub mod sync;
mod withdraw;
pub mod work_list;

pub use crate::account::permits::Desk;
pub use issue_mark::{IssueMarkError, Marked, issue_mark, may_issue};
pub(crate) use issue_mark::{IssuedAt, issue_mark_in, register_in};
