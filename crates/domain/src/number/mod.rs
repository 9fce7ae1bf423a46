//! Numbers stamped on bikes: how they are written, compared, searched for and misread.

mod fold;
mod frame;
mod frame_number;
mod pattern;
mod phrase;
mod symbol;

pub use fold::fold;
pub use frame::Frame;
pub use frame_number::{FrameNumber, FrameNumberError};
pub use pattern::{FramePattern, PatternError, Reading, Token};
pub use symbol::{Symbol, SymbolSet, key};
