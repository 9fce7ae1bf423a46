//! Standing matches: recovered bikes are compared with the register whenever either changes, and an officer decides on
//! the pairs that are found. Nobody gets in touch with an owner before that.

mod claims;
mod consider;
mod decide;
mod follow;
mod list;
mod sift;
mod tell;

pub use consider::FLOOR;
pub use decide::{DecideError, confirm, contradictions, park, reject};
pub use follow::{NAME, catch_up};
pub(super) use list::stands_against;
pub use list::{Pair, count, count_waiting, list};
pub use tell::{tell_officers, wake};

#[cfg(test)]
mod tests;
