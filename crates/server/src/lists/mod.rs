//! Lists in and out: bikes from another register, the whole register, a property store.

mod cell;
mod columns;
mod dates;
mod encoding;
pub mod export;
pub mod import;
pub mod look_up;
pub mod out_file;
pub mod progress;
pub mod reconcile;
mod result;
mod sheet;
mod spreadsheet;
