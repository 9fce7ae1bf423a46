//! Marks: made and printed in batches, sent out to events, scanned, and told from their code.

pub mod batches;
pub mod claim;
pub mod identify;
pub mod scan;
