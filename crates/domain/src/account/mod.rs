//! Accounts: who people are, how to reach them, and what they may do.

mod audience;
pub mod contact;
pub mod device;
pub mod factor;
mod reach;
mod role;
mod stay;

pub use audience::{Membership, Organisation, OrganisationKind, Partnership, Viewer};
pub use reach::Reach;
pub use role::{Permission, Role};
pub use stay::{SignIn, Stay};
