//! Tests of the whole crate.

pub(crate) mod columns;
mod plans;
