//! Thefts: how owners and officers report them, change a report and close it, when we ask whether a bike is still
//! missing, and which thefts the public sees.

pub mod ask;
pub mod change;
pub(crate) mod letters;
pub mod public;
pub mod report;
mod teller;

pub use teller::Teller;
