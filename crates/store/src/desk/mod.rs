//! What desks send, and the keys with which it is sealed.

pub mod entries;
pub mod keys;
pub mod kits;
pub mod phones;
