//! A register and queries made from a seed, for measuring and for tests.
//!
//! Nothing here is known to the matching itself: the formats are makers' own, the slips are those of every class
//! that officers and owners make, and every number follows from the seed alone.

mod formats;
mod hostile;
mod register;
mod slips;

pub use hostile::hostile;
pub use register::{Ask, Makers, Register};
pub use slips::Class;
