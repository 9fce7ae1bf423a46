//! Who has booked. Only coordinators of the organisation that runs the event can see it.

use super::{BookError, give_up};
use crate::Registry;
use crate::account::permits::CoordinatorOf;
use domain::account::Role;
use domain::id::{BookingId, EventId};
use store::StoreError;
use store::event::bookings::Booking;

/// Reads who has booked and who is waiting, in the order of the day. Returns `None` if the account may not see it.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0))]
pub async fn of_event(
    registry: &Registry,
    coordinator: &CoordinatorOf,
    event: EventId,
) -> Result<Option<Vec<Booking>>, StoreError> {
    let Some(found) = store::event::find(&registry.store, event).await? else {
        return Ok(None);
    };
    let roles = store::account::organisations::memberships_of(&registry.store, coordinator.account).await?;
    let hosts = roles
        .iter()
        .any(|member| member.role == Role::Coordinator && member.organisation.id == found.event.organisation);
    if !hosts {
        return Ok(None);
    }
    tracing::info!(event.id = %event, account.id = %coordinator.account, "Opened the bookings of an event");
    Ok(Some(store::event::bookings::live(&registry.store, event).await?))
}

/// Cancels a booking for somebody who has rung.
///
/// # Errors
/// [`BookError::NoBooking`] if the event has no such booking, or the account may not see it;
/// [`BookError::Over`]; [`BookError::Store`].
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0, booking = booking.0))]
pub async fn cancel_for(
    registry: &Registry,
    coordinator: &CoordinatorOf,
    event: EventId,
    booking: BookingId,
) -> Result<(), BookError> {
    let booking = theirs(registry, coordinator, event, booking).await?;
    let tx = registry.store.begin().await?;
    give_up(registry, tx, booking).await
}

/// Notes that somebody without an e-mail address has been rung.
///
/// # Errors
/// [`BookError::NoBooking`] if the event has no such booking, or the account may not see it;
/// [`BookError::Store`].
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0, booking = booking.0))]
pub async fn was_rung(
    registry: &Registry,
    coordinator: &CoordinatorOf,
    event: EventId,
    booking: BookingId,
) -> Result<(), BookError> {
    let booking = theirs(registry, coordinator, event, booking).await?;
    let tx = registry.store.begin().await?;
    store::event::bookings::told(&tx, booking.id, registry.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// Ticks off somebody who has booked and has come, or removes the tick.
///
/// # Errors
/// [`BookError::NoBooking`] if the event has no such booking with a place, or the account may not see it;
/// [`BookError::Store`].
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0, booking = booking.0))]
pub async fn came(
    registry: &Registry,
    coordinator: &CoordinatorOf,
    event: EventId,
    booking: BookingId,
    came: bool,
) -> Result<(), BookError> {
    let booking = theirs(registry, coordinator, event, booking).await?;
    let tx = registry.store.begin().await?;
    let at = came.then(|| registry.now());
    if !store::event::bookings::came(&tx, booking.id, at).await? {
        return Err(BookError::NoBooking);
    }
    tx.commit().await?;
    Ok(())
}

async fn theirs(
    registry: &Registry,
    coordinator: &CoordinatorOf,
    event: EventId,
    booking: BookingId,
) -> Result<Booking, BookError> {
    let all = of_event(registry, coordinator, event).await?;
    let mut all = all.ok_or(BookError::NoBooking)?.into_iter();
    all.find(|one| one.id == booking).ok_or(BookError::NoBooking)
}
