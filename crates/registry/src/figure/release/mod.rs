//! Releases. When a quarter has closed, we make all its tables, withhold the counts that must be withheld, and keep the
//! result as one document that never changes.

mod close;
mod columns;
mod counted;
mod make;
mod model;
mod periods;
mod pieces;
mod places;
mod quarters;
mod tables;

pub use close::{CloseError, Closed, close_due, read_body, revise};
pub(crate) use periods::name_of;
pub use periods::{number_of, quarter_of};

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
