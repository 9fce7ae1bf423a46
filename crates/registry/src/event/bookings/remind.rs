//! Reminds people of their bookings from nine in the morning on the day before: once, however many workers there are
//! and however often they start again.

use super::{LetterFacts, letters};
use crate::Registry;
use domain::event::Stage;
use domain::london;
use jiff::civil::Time;
use jiff::{SignedDuration, Timestamp};
use store::StoreError;
use store::event::bookings::Booking;

/// The time of day, on the day before, at which reminders go out.
const HOUR: Time = Time::constant(9, 0, 0, 0);
/// How far ahead to look for places whose reminder may be due. This is enough for even the longest day.
const AHEAD: SignedDuration = SignedDuration::from_hours(48);
/// How many bookings are read at a time.
const AT_ONCE: u64 = 500;

/// Returns when the reminder for a place is due.
pub fn due_at(slot: Timestamp) -> Timestamp {
    london::day_before(slot, HOUR)
}

/// Queues the reminders that are due and returns how many. Each is noted in the transaction that queues its e-mail. A
/// booking that cannot be read is skipped for good, so that it does not hold up the others.
///
/// # Errors
/// [`StoreError`] when the store fails; those that were queued before stay queued.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn remind(registry: &Registry) -> Result<u64, StoreError> {
    let now = registry.now();
    let near = store::event::bookings::to_remind(&registry.store, now, now + AHEAD, AT_ONCE).await?;
    let mut sent = 0;
    for (id, booking) in near {
        let done = match booking {
            Ok(booking) => remind_one(registry, booking, now).await,
            Err(error) => Err(error),
        };
        match done {
            Ok(queued) => sent += u64::from(queued),
            Err(error @ (StoreError::Seal(_) | StoreError::Corrupt { .. })) => {
                tracing::error!(booking.id = %id, %error, "A booking cannot be read, so nobody is reminded of it");
                let tx = registry.store.begin().await?;
                store::event::bookings::reminded(&tx, id, now).await?;
                tx.commit().await?;
            }
            Err(error) => return Err(error),
        }
    }
    if sent > 0 {
        registry.mail_waits();
    }
    Ok(sent)
}

/// Queues the reminder of one place if it is due, and tells whether it was.
async fn remind_one(registry: &Registry, booking: Booking, now: Timestamp) -> Result<bool, StoreError> {
    let Some(slot) = booking.slot.filter(|slot| due_at(*slot) <= now) else {
        return Ok(false);
    };
    let tx = registry.store.begin().await?;
    if !store::event::bookings::reminded(&tx, booking.id, now).await? {
        return Ok(false);
    }
    let event = store::event::find(&tx, booking.event).await?;
    // Somebody who got the place after the reminder was due has just had an e-mail.
    let has_just_heard = booking.placed_at.is_some_and(|at| at >= due_at(slot));
    let open = event.filter(|event| event.stage == Stage::Published && !has_just_heard);
    let mut queued = false;
    if let (Some(event), Some((contact, token))) = (open, booking.who)
        && let Some(to) = contact.email
    {
        let told = LetterFacts::new(registry, &event, (Some(slot), booking.bikes), &token);
        store::mail::queue(&tx, &letters::reminder(&to, &told), now).await?;
        queued = true;
    }
    tx.commit().await?;
    Ok(queued)
}
