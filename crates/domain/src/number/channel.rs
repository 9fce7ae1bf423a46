//! The noisy channel between the number on the frame and the number that was typed, in bits.
//!
//! Every figure is log2 of a probability. The figures are estimates, and were not fitted to the benchmark. Owners had
//! entered 54 numbers on an open register, and 9 of these had extra text or marks. 16 of the numbers should have had
//! fourteen characters; four of the 16 lacked one to four characters or ended wrongly. So roughly one entry in four is
//! not the number as it was stamped. We assume that an officer who reads a worn stamp does no better. Spread over ten
//! characters, this makes about three slips in a hundred characters. Half of the slips are look-alikes.

use super::{
    look_alike::{Likeness, likeness},
    symbol::Symbol,
};

/// A character that was read correctly.
pub const SAME: f64 = -0.1;
/// One character mistaken for one particular look-alike.
pub const STRONG_LOOK_ALIKE: f64 = -6.0;
/// One character mistaken for one that looks somewhat like it. See [`STRONG_LOOK_ALIKE`].
pub const FAIR_LOOK_ALIKE: f64 = -7.0;
/// One character mistaken for one that looks a little like it. See [`STRONG_LOOK_ALIKE`].
pub const WEAK_LOOK_ALIKE: f64 = -8.0;
/// One character mistaken for one particular character that it does not look like: one in 200, shared by 35.
pub const SLIP: f64 = -12.0;
/// A character of the frame that was not typed.
pub const MISSING: f64 = -7.5;
/// The second of two equal neighbours, if it was not typed.
pub const MISSING_TWIN: f64 = -6.0;
/// A typed character that is not on the frame. Which character it is tells us nothing.
pub const EXTRA: f64 = -7.5;
/// A character typed twice.
pub const EXTRA_TWIN: f64 = -6.0;
/// Two neighbouring characters that were swapped.
pub const SWAPPED: f64 = -8.0;
/// The start of the number was not typed at all. The same figure is used for its end.
pub const END_LOST: f64 = -5.0;
/// Each character of a missing start or end.
pub const END_LOST_EACH: f64 = -0.6;
/// Other text was typed before the number, or after it.
pub const TEXT_ADDED: f64 = -5.0;
/// Each character of such text.
pub const TEXT_ADDED_EACH: f64 = -0.2;
/// A `?` that was typed for a character that could not be read.
pub const UNREAD: f64 = 0.0;
/// A `*` that was typed at an end or inside.
pub const RUN: f64 = -1.5;

/// Returns how likely a character of the frame is to be typed as a given character.
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
