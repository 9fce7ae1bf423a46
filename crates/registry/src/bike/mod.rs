//! Bikes: registered by their owners, kept with photos, listed, checked, imported and exported.

pub mod check_number;
pub mod confirm;
pub mod doubles;
pub mod draft;
pub mod export;
pub mod import;
pub mod own;
pub mod photos;
pub mod register;
pub mod resend;
pub mod unconfirmed;
