//! Commands that read and write lists: import, export, look-up and reconcile.

pub mod export;
pub mod import;
pub mod look_up;
pub mod out_file;
pub mod progress;
pub mod reconcile;
mod result;
mod spreadsheet;
