//! A register and queries made from a seed, for measuring and for tests.
//!
//! The matching knows nothing about this. The formats come from makers, the mistakes are those that officers and owners
//! make, and every number follows from the seed.

mod formats;
mod hostile;
mod register;
mod slips;

pub use hostile::hostile;
pub use register::{Ask, Makers, Register};
pub use slips::Class;
