//! The words of a cycle register: bikes, frame numbers, marks, reports and who may do what.
//!
//! A noun has a room here as it has in `store` and `registry`. On the ground stand the words that all rooms
//! share: numbers, the catalogue of makes and colours, places, ids, text and time. Values only: no input or
//! output, no clock, no randomness of its own. A value that was parsed here is valid everywhere else.

pub mod account;
pub mod bike;
pub mod catalogue;
pub mod clock;
pub mod desk;
pub mod event;
pub mod feed;
pub mod id;
pub mod london;
pub mod look_up;
pub mod mark;
pub mod number;
pub mod place;
pub mod recovery;
pub mod text;
pub mod theft;

pub use clock::{Clock, Random};
pub use mark::code::MarkCode;
