//! Lists in and out of spreadsheets: bytes in, rows of text out, and the other way round.
//!
//! It knows CSV and XLSX as other people write them, and says which line is wrong. It never reads a formula, and never
//! takes more memory than its limits allow, whatever a file claims.

pub mod book;
pub mod cell;
pub mod columns;
pub mod dates;
pub mod encoding;
pub mod out;
pub mod sheet;
