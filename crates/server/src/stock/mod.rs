//! Commands for marks: sheets of labels, and checking codes.

pub mod labels;
pub mod marks;
