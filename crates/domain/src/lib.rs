//! The words of a cycle register: bikes, frame numbers, marks, reports and who may do what.
//!
//! Values only: no input or output, no clock, no randomness of its own. What has been parsed here is
//! valid everywhere else.

pub mod access;
pub mod area;
pub mod bike;
pub mod catalogue;
pub mod clock;
pub mod contact;
pub mod desk;
pub mod event;
pub mod feed;
pub mod id;
pub mod london;
pub mod look_up;
pub mod mark;
pub mod mark_code;
pub mod matching;
pub mod number;
pub mod place;
pub mod postcodes;
pub mod recovery;
pub mod stock;
pub mod text;
pub mod theft;

pub use clock::{Clock, Random};
pub use mark_code::MarkCode;
