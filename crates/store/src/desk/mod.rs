//! What desks send, and the keys that it is sealed to.

pub mod entries;
pub mod keys;
pub mod kits;
pub mod phones;
