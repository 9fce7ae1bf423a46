//! Messages to the owner of a bike.

pub mod read;
pub mod send;
