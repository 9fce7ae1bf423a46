//! The `framemark` binary.
fn main() {}
