//! Who may do what: the table of the product, as data.

mod audience;
pub mod contact;
mod reach;
mod role;
mod stay;

pub use audience::{Membership, Organisation, OrganisationKind, Partnership, Viewer};
pub use reach::Reach;
pub use role::{Permission, Role};
pub use stay::{SignIn, Stay};
