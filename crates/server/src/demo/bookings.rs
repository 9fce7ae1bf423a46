//! Bookings for events: some times are full, some have room, and some people are on the waiting list. Also the
//! results of closed events.

use anyhow::{Context, Result};
use domain::account::Role;
use domain::account::contact::EmailAddress;
use domain::event::{BookingStatus, Stage};
use domain::id::EventId;
use jiff::{SignedDuration, Timestamp};
use registry::event::bookings::remind::due_at;
use store::Tx;
use store::event::bookings::NewBooking;

use super::{DemoBooking, DemoEvent, DemoStaff, people};

/// How many places are left in each slot, in turn. A negative number says how many people are waiting.
const LEFT: &[i32] = &[3, 1, 0, 2, 0, 1, -2, -1, 0, 2, 1, 3];

/// Books places at the events that have slots. It uses its own random numbers, so that nothing else changes.
pub(super) fn book(seed: u64, events: &mut [DemoEvent], now: Timestamp) -> Result<()> {
    let mut random = fastrand::Rng::with_seed(seed ^ 0xb00c);
    let mut number = 0;
    for event in events.iter_mut().filter(|event| event.stage != Stage::Draft) {
        let Some(slots) = event.slots else { continue };
        let until = now
            .min(event.starts)
            .checked_sub(SignedDuration::from_hours(20))?;
        let span = event.planned.duration_until(until).as_mins().max(1);
        let starts = slots.starts(event.starts, event.ends).into_iter();
        for (slot, left) in starts.zip(LEFT.iter().cycle()) {
            // People on the waiting list booked after all places were taken.
            let taken = i32::from(slots.places()) - left;
            let mut when: Vec<i64> = (0..taken).map(|_| random.i64(0..span)).collect();
            when.sort_unstable();
            for (place, minutes) in when.into_iter().enumerate() {
                let mut token = [0; 16];
                random.fill(&mut token);
                event.bookings.push(DemoBooking {
                    contact: people::visitor(&mut random, number)?,
                    slot,
                    waits: place >= usize::from(slots.places()),
                    made_at: event.planned.checked_add(SignedDuration::from_mins(minutes))?,
                    token,
                });
                number += 1;
            }
        }
        event.bookings.sort_by_key(|booking| booking.made_at);
    }
    Ok(())
}

/// Writes the bookings of an event. People whose reminder is already due count as reminded.
pub(super) async fn keep(tx: &Tx, id: EventId, event: &DemoEvent, now: Timestamp) -> Result<()> {
    for booking in &event.bookings {
        let new = NewBooking {
            event: id,
            slot: Some(booking.slot),
            status: if booking.waits {
                BookingStatus::Waiting
            } else {
                BookingStatus::Booked
            },
            contact: &booking.contact,
            token: booking.token,
            held_until: None,
            bikes: 1,
        };
        let kept = store::event::bookings::add(tx, &new, booking.made_at).await?;
        let due = due_at(booking.slot);
        if due <= now && !booking.waits {
            store::event::bookings::reminded(tx, kept, due).await?;
        }
    }
    Ok(())
}

/// Closes an event that is over, in the evening of its day.
pub(super) async fn close(tx: &Tx, id: EventId, event: &DemoEvent, staff: &[DemoStaff]) -> Result<()> {
    let Some(figures) = &event.figures else {
        return Ok(());
    };
    let coordinator = staff
        .iter()
        .find(|one| one.organisation == event.organisation && one.role == Role::Coordinator);
    let coordinator = coordinator.context("a closed event has no coordinator")?;
    let coordinator = EmailAddress::parse(&coordinator.email)?;
    let coordinator = store::account::find_by_email(tx, &coordinator).await?;
    let coordinator = coordinator.context("a closed event has no coordinator")?;
    let evening = event.ends.checked_add(SignedDuration::from_hours(2))?;
    store::event::plan::close(tx, id, figures, coordinator, evening).await?;
    Ok(())
}
