//! The server behind the `framemark` binary.

pub mod demo;
