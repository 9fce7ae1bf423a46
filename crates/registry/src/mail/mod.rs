//! The e-mails that the register writes and sends.

pub(crate) mod letters;
mod page;
pub mod send;

pub use page::page;
