//! Tells people when the plan of an event changes.

use super::places::Placed;
use crate::Registry;
use crate::event::bookings::{LetterFacts, event_changed};
use crate::event::staff::letters::ShiftFacts;
use domain::account::contact::EmailAddress;
use domain::event::{BookingStatus, MarkingEvent};
use store::event::bookings::Booking;
use store::mail::Letter;
use store::{StoreError, Tx};

/// Moves each booking to its new slot, and e-mails everybody who gave an e-mail address. People with a place but no
/// e-mail address go on the list to ring. Returns how many.
pub(super) async fn move_bookings(
    registry: &Registry,
    tx: &Tx,
    (old, changed): (&MarkingEvent, &MarkingEvent),
    bookings: &[Booking],
    placed: &Placed,
) -> Result<usize, StoreError> {
    let now = registry.now();
    let mut to_ring = 0;
    for booking in bookings {
        let slot = placed.get(&booking.id).copied();
        match (slot, booking.status) {
            (Some(slot), BookingStatus::Booked) => {
                store::event::bookings::place(tx, booking.id, slot, now).await?;
                to_ring += usize::from(booking.who.is_some() && email(booking).is_none());
            }
            (Some(slot), _) => store::event::bookings::wait_for(tx, booking.id, slot).await?,
            (None, _) => {}
        }
        if let (Some(to), Some((_, token))) = (email(booking), &booking.who) {
            let before = LetterFacts::new(registry, old, (booking.slot, booking.bikes), token);
            let told = LetterFacts::new(registry, changed, (slot, booking.bikes), token);
            let waits = booking.status != BookingStatus::Booked;
            store::mail::queue(tx, &event_changed(to, &told, &before, waits), now).await?;
        }
    }
    Ok(to_ring)
}

/// E-mails everybody who booked and gave an e-mail address.
pub(super) async fn tell_booked(
    registry: &Registry,
    tx: &Tx,
    event: &MarkingEvent,
    bookings: &[Booking],
    write: impl Fn(&EmailAddress, &LetterFacts) -> Letter,
) -> Result<(), StoreError> {
    let now = registry.now();
    for booking in bookings {
        if let (Some(to), Some((_, token))) = (email(booking), &booking.who) {
            let told = LetterFacts::new(registry, event, (booking.slot, booking.bikes), token);
            store::mail::queue(tx, &write(to, &told), now).await?;
        }
    }
    Ok(())
}

/// E-mails everybody on the rota.
pub(super) async fn tell_staff(
    registry: &Registry,
    tx: &Tx,
    event: &MarkingEvent,
    write: impl Fn(&EmailAddress, &ShiftFacts) -> Letter,
) -> Result<(), StoreError> {
    let rota = store::event::staff::of(tx, event.id).await?;
    let ids: Vec<_> = rota.iter().map(|one| one.account).collect();
    let contacts = store::account::contacts(tx, &ids).await?;
    let facts = ShiftFacts::new(registry, event);
    for to in contacts.values().filter_map(|contact| contact.email.as_ref()) {
        store::mail::queue(tx, &write(to, &facts), registry.now()).await?;
    }
    Ok(())
}

/// The e-mail address of a booking, if it has one.
pub(super) fn email(booking: &Booking) -> Option<&EmailAddress> {
    booking
        .who
        .as_ref()
        .and_then(|(contact, _)| contact.email.as_ref())
}
