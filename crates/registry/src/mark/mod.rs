//! Marks: made and printed in batches, sent out to events, scanned, and identified by their codes.

pub mod batches;
pub mod claim;
pub mod identify;
pub mod scan;
