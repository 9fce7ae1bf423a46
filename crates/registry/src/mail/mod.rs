//! The letters that the register writes, and their sending.

pub mod letters;
pub mod send;
