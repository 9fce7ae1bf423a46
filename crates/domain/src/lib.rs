//! The words of a bike register: bikes, frame numbers, marks, reports, and who may do what.
//!
//! Each noun has a room here, as it has in `store` and `registry`. The files beside the rooms hold what all rooms
//! share: numbers, the catalogue of makes and colours, places, ids, text and time. There are only values here: no input
//! or output, no clock and no randomness. A value that was parsed here is valid everywhere.

pub mod account;
pub mod agency;
pub mod assessment;
pub mod bike;
pub mod campaign;
pub mod catalogue;
pub mod clock;
pub mod consultation;
pub mod crockford;
pub mod desk;
pub mod event;
pub mod feed;
pub mod figure;
pub mod hot_sheet;
pub mod id;
pub mod london;
pub mod look_up;
pub mod mark;
pub mod matrix;
pub mod meeting;
pub mod message;
pub mod number;
pub mod paper;
pub mod place;
pub mod plan;
pub mod problem;
pub mod recovery;
pub mod text;
pub mod theft;

pub use clock::{Clock, Random};
pub use mark::code::MarkCode;
