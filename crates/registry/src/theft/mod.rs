//! Thefts: how owners and officers report them, change a report and close it, and which thefts the public sees.

pub mod change;
pub(crate) mod letters;
pub mod public;
pub mod report;
mod teller;

pub use teller::Teller;
