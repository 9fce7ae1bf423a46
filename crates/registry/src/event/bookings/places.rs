//! Finds out which places are free, and gives them to people on the waiting list.

use super::{BookError, LetterFacts, letters};
use crate::Registry;
use domain::event::{MarkingEvent, Stage, Wish};
use jiff::Timestamp;
use store::{StoreError, Tx};

/// Gives every free place to the person who has been waiting longest for it, and tells them.
pub(crate) async fn fill_places(
    registry: &Registry,
    tx: &Tx,
    event: &MarkingEvent,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(slots) = event.event.details.slots else {
        return Ok(());
    };
    if event.stage != Stage::Published {
        return Ok(());
    }
    let taken = store::event::bookings::taken(tx, event.id).await?;
    for slot in event.event.slot_starts() {
        let booked = taken.get(&slot).copied().unwrap_or_default();
        let mut free = u64::from(slots.places()).saturating_sub(booked);
        if slot <= now {
            continue;
        }
        while free > 0 {
            let next = store::event::bookings::first_waiting(tx, event.id, slot, free).await?;
            let Some(next) = next else { break };
            free = free.saturating_sub(u64::from(next.bikes));
            store::event::bookings::place(tx, next.id, slot, now).await?;
            if let Some((contact, token)) = next.who
                && let Some(to) = contact.email
            {
                let told = LetterFacts::new(registry, event, (Some(slot), next.bikes), &token);
                store::mail::queue(tx, &letters::moved_up(&to, &told), now).await?;
            }
            tracing::info!(
                event.id = %event.id,
                booking.id = %next.id,
                "A free place went to somebody on the waiting list"
            );
        }
    }
    Ok(())
}

/// Finds a free place at the time that somebody wants, or `None` if they must wait.
pub(super) async fn place_for(
    tx: &Tx,
    event: &MarkingEvent,
    (wish, bikes): (Wish, u8),
    now: Timestamp,
) -> Result<Option<Timestamp>, BookError> {
    let bikes = u64::from(bikes);
    let places = event
        .event
        .details
        .slots
        .map_or(0, |slots| u64::from(slots.places()));
    let mut to_come = event.event.slot_starts();
    to_come.retain(|start| *start > now);
    if to_come.is_empty() || wish.slot().is_some_and(|slot| !to_come.contains(&slot)) {
        return Err(BookError::NoSuchTime);
    }
    let taken = store::event::bookings::taken(tx, event.id).await?;
    if bikes > places {
        return Err(BookError::TooManyBikes(places));
    }
    let free = |slot: &Timestamp| places.saturating_sub(taken.get(slot).copied().unwrap_or_default());
    let is_free = |slot: &Timestamp| free(slot) >= bikes;
    match wish {
        Wish::Place(slot) if is_free(&slot) => Ok(Some(slot)),
        Wish::Place(slot) if free(&slot) > 0 => Err(BookError::TooFewFree(free(&slot))),
        Wish::Place(_) => Err(BookError::Full),
        Wish::Wait(slot) => Ok(Some(slot).filter(is_free)),
        Wish::WaitForAny => Ok(to_come.into_iter().find(is_free)),
    }
}
