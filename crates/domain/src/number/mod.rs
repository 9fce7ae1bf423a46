//! Numbers stamped on bikes: how they are written, compared, searched for and misread.

pub mod bar_code;
pub mod channel;
mod fold;
mod frame;
mod frame_number;
mod look_alike;
mod pattern;
mod phrase;
mod placeholder;
mod symbol;

pub use fold::fold;
pub use frame::Frame;
pub use frame_number::{FrameNumber, FrameNumberError};
pub use look_alike::{Likeness, likeness};
pub use pattern::{FramePattern, PatternError, Reading, Token, TypedNumber, numbers_in};
pub use placeholder::is_filler;
pub(crate) use symbol::as_latin;
pub use symbol::{Symbol, SymbolSet, key};
