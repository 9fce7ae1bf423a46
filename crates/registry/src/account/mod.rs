//! Accounts: signing in, sessions, roles, people's own details, and the permits that other rooms need.

pub mod ask;
pub mod change_email;
pub mod details;
pub mod drafts;
pub mod kept_forms;
pub(crate) mod letters;
pub mod members;
pub mod names;
pub mod organisations;
pub mod permits;
pub mod second_factor;
pub mod session;
pub mod sign_in;
pub mod sign_out;
