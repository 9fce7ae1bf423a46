//! Photos of bikes: made harmless by [`prepare`], kept as files in a [`PhotoFolder`], named by rows.
//!
//! No file keeps anything that the camera wrote beside the picture: where, when or with what it was taken.

mod folder;
mod prepare;
mod rows;

pub use folder::{FileName, PhotoFolder};
pub use prepare::{MAX_BYTES, PhotoError, Prepared, prepare};
pub use rows::{
    Owner, Photo, StoredPhoto, add, for_bike, for_registration, get, move_to_bike, of_bikes, remove, unnamed,
};
