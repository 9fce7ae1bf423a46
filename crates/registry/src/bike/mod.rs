//! Bikes: registered, changed and passed on by their owners, kept with photos, listed, checked, imported and exported.

pub mod change;
pub mod check_number;
pub mod confirm;
pub mod disputes;
pub mod doubles;
pub mod draft;
pub mod erase;
pub mod export;
pub mod import;
pub(crate) mod letters;
pub mod own;
pub mod photos;
pub mod register;
pub mod resend;
pub mod retire;
mod take_mark;
pub mod transfer;
pub mod unconfirmed;
