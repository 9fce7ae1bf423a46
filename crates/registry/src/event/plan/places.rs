//! Moves the bookings of an event when its plan changes.

use domain::event::{BookingStatus, NewMarkingEvent};
use domain::id::BookingId;
use jiff::Timestamp;
use std::collections::HashMap;
use store::event::bookings::Booking;

/// The new slot of each booking that has one, after a change of plan.
pub(super) type Placed = HashMap<BookingId, Timestamp>;

/// Finds the slot of every booking in a changed plan. If possible, each keeps its time. Otherwise the whole day moves:
/// the first slot becomes the new first slot, and so on, if slots are still the same length.
///
/// # Errors
/// The number of bookings that would lose their place, if neither is possible.
pub(super) fn after_change(
    old: &NewMarkingEvent,
    new: &NewMarkingEvent,
    bookings: &[Booking],
) -> Result<Placed, u64> {
    let kept = place(new, bookings, Some);
    let minutes = |event: &NewMarkingEvent| event.details.slots.map(|slots| slots.minutes());
    if kept.is_ok() || minutes(old) != minutes(new) {
        return kept;
    }
    let moved: HashMap<Timestamp, Timestamp> = old.slot_starts().into_iter().zip(new.slot_starts()).collect();
    place(new, bookings, |slot| moved.get(&slot).copied())
}

/// Gives each booking its new slot, as long as there is room.
fn place(
    new: &NewMarkingEvent,
    bookings: &[Booking],
    becomes: impl Fn(Timestamp) -> Option<Timestamp>,
) -> Result<Placed, u64> {
    let places = new.details.slots.map_or(0, |slots| u64::from(slots.places()));
    let starts = new.slot_starts().into_iter();
    let mut left: HashMap<Timestamp, u64> = starts.map(|start| (start, places)).collect();
    let (mut placed, mut stranded) = (Placed::new(), 0);
    for booking in bookings {
        let bikes = u64::from(booking.bikes);
        let Some(slot) = booking.slot else {
            stranded += if left.is_empty() { bikes } else { 0 };
            continue;
        };
        let slot = becomes(slot);
        let room = slot.and_then(|slot| left.get_mut(&slot).map(|left| (slot, left)));
        match room {
            Some((slot, left)) if booking.status == BookingStatus::Booked && *left >= bikes => {
                *left -= bikes;
                placed.insert(booking.id, slot);
            }
            Some((slot, _)) if booking.status != BookingStatus::Booked => {
                placed.insert(booking.id, slot);
            }
            _ => stranded += bikes,
        }
    }
    if stranded == 0 { Ok(placed) } else { Err(stranded) }
}
