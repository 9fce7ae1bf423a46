//! Messages between finders and owners, who do not learn who the other is.

mod find;
pub mod photos;
pub mod read;
pub mod reply;
pub mod reported;
pub mod send;
pub mod stop;

#[cfg(test)]
mod tests;

pub use domain::message::{MOST_CHARACTERS, Side, Sighting};
pub use find::{Conversation, Party, Picture, Said, conversation, of_bike};
