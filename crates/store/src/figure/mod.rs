//! What figures are made from: facts about thefts, recorded crimes, and releases of closed quarters.

pub mod activity;
pub mod facts;
pub mod recorded;
pub mod releases;
pub mod reports;
