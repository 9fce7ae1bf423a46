//! Accounts: signing in, sessions, roles, one's own details, and the permits that other rooms ask for.

pub mod ask;
pub mod details;
pub mod drafts;
pub mod kept_forms;
pub mod members;
pub mod organisations;
pub mod permits;
pub mod session;
pub mod sign_in;
pub mod sign_out;
