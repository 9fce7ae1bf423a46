//! The noisy channel between the number on the frame and the number that was typed, in bits.
//!
//! Every figure is log2 of a probability. They are estimates, not fits to the benchmark: of 54 numbers that
//! owners had entered on an open register 9 carried extra text or marks, and of 16 that should have had
//! fourteen characters four had lost one to four of them or ended wrongly, so roughly one entry in four is not
//! the number as stamped. An officer's reading of a worn stamp is taken to be no better. Spread over ten
//! characters that is about three slips in a hundred characters, half of them look-alikes.

use super::{
    look_alike::{Likeness, likeness},
    symbol::Symbol,
};

/// A character that was read as it is.
pub const SAME: f64 = -0.1;
/// One character taken for one given look-alike.
pub const STRONG_LOOK_ALIKE: f64 = -6.0;
/// See [`STRONG_LOOK_ALIKE`].
pub const FAIR_LOOK_ALIKE: f64 = -7.0;
/// See [`STRONG_LOOK_ALIKE`].
pub const WEAK_LOOK_ALIKE: f64 = -8.0;
/// One character taken for one given other that it does not look like: one in 200, spread over 35.
pub const SLIP: f64 = -12.0;
/// A character of the frame that was not typed.
pub const MISSING: f64 = -7.5;
/// The second of two equal neighbours that was not typed.
pub const MISSING_TWIN: f64 = -6.0;
/// A character typed that is not on the frame; which one it is says nothing.
pub const EXTRA: f64 = -7.5;
/// A character typed twice.
pub const EXTRA_TWIN: f64 = -6.0;
/// Two neighbours typed in each other's place.
pub const SWAPPED: f64 = -8.0;
/// The head of the number was not typed at all, and so for its tail.
pub const END_LOST: f64 = -5.0;
/// Each character of a lost head or tail.
pub const END_LOST_EACH: f64 = -0.6;
/// Other text was typed before the number, or after it.
pub const TEXT_ADDED: f64 = -5.0;
/// Each character of such text.
pub const TEXT_ADDED_EACH: f64 = -0.2;
/// A `?` that was typed for a character: it says that there was one.
pub const UNREAD: f64 = 0.0;
/// A `*` that was typed at an end or inside.
pub const RUN: f64 = -1.5;

/// How likely a character of the frame is to be typed as a given character.
#[must_use]
pub fn typed_as(on_frame: Symbol, typed: Symbol) -> f64 {
    if on_frame == typed {
        return SAME;
    }
    match likeness(on_frame, typed) {
        Some(Likeness::Strong) => STRONG_LOOK_ALIKE,
        Some(Likeness::Fair) => FAIR_LOOK_ALIKE,
        Some(Likeness::Weak) => WEAK_LOOK_ALIKE,
        None => SLIP,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_character_can_be_typed_as_is_a_probability() {
        for on_frame in Symbol::all() {
            let total: f64 = Symbol::all().map(|typed| typed_as(on_frame, typed).exp2()).sum();
            let dropped = MISSING.exp2();
            assert!(
                (0.94..=1.02).contains(&(total + dropped)),
                "{on_frame:?}: {total}"
            );
        }
    }
}
