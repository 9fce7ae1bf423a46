//! Photos of bikes: [`prepare`] makes them harmless, a [`PhotoFolder`] keeps them as files, and rows refer to them.
//!
//! The files do not contain anything that the camera added to the picture, such as where and when it was taken.

mod folder;
mod prepare;
mod rows;

pub use folder::{FileName, PhotoFolder};
pub use prepare::{MAX_BYTES, PhotoError, Prepared, prepare};
pub use rows::{
    Owner, Photo, StoredPhoto, add, for_bike, for_registration, get, move_to_bike, of_bikes, of_messages,
    of_recovery, prune_of_recoveries, remove, unnamed,
};
