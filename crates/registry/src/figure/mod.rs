//! Figures of a partnership: facts that follow the register, what the police recorded, releases of closed quarters, and
//! the words that pages say about them.

mod coverage;
pub mod facts;
pub mod insights;
pub mod recorded;
pub mod release;
