//! Marks at the command line: sheets of labels, and what a code is.

pub mod labels;
pub mod marks;
