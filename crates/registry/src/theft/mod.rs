//! Thefts: reported by owners, and said to be over.

pub mod report;
