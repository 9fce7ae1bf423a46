//! Lets a coordinator plan, change, publish, cancel and close an event.

mod kept;
mod places;
mod tell;

use crate::Registry;
use crate::account::permits::CoordinatorOf;
use crate::event::bookings::{event_cancelled, fill_places};
use crate::event::staff::letters::{self as shift_letters, ShiftFacts};
use domain::event::{Figures, MarkingEvent, NewMarkingEvent, Stage, TimesError, check_times};
use domain::id::EventId;
use store::{StoreError, Tx};
use tell::{email, move_bookings, tell_booked, tell_staff};
use thiserror::Error;

pub use kept::{KeptEvent, find, list};
pub use store::event::plan::EventFilter;

/// Why an event was not planned or changed.
#[derive(Debug, Error)]
pub enum PlanError {
    /// There is no such event, or it belongs to somebody else.
    #[error("There is no such event")]
    NoEvent,
    /// They may not plan events for this organisation.
    #[error("Choose one of your organisations")]
    NotYours,
    /// These times are not possible.
    #[error(transparent)]
    Times(#[from] TimesError),
    /// The organisation has another event there at that time.
    #[error(
        "\"{0}\" is already at this place at that time. Change the place or the hours, or change that event"
    )]
    Overlaps(String),
    /// Some bookings would lose their place.
    #[error(
        "This would lose {0} of the booked places. Keep the same number of times, with the same length and places, or \
         cancel the event"
    )]
    Strands(u64),
    /// Somebody has changed it since the coordinator opened the page.
    #[error("Somebody else has changed this plan since you opened it. Read what is new, then save")]
    Changed,
    /// It was cancelled or closed.
    #[error("This event is cancelled or closed, so it cannot be changed")]
    NotOpen,
    /// It is published, so people may know about it.
    #[error("This event is published, so it cannot be deleted. Cancel it, and say why")]
    NotADraft,
    /// It is a draft, so there is nobody to tell.
    #[error("Nobody has seen this draft, so delete it instead")]
    IsADraft,
    /// Blank marks have gone out to it.
    #[error("Marks have gone out to this draft. Return them from their event first")]
    HasMarks,
    /// It is not closed.
    #[error("This event is not closed, so it cannot be reopened")]
    NotClosed,
    /// It has not begun.
    #[error("This event has not started. Close it when it is over, or cancel it")]
    NotBegun,
    /// The store failed; nothing was changed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Plans an event; nobody else sees it until it is published.
///
/// # Errors
/// [`PlanError`] with what to do; then nothing was planned.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn plan(
    registry: &Registry,
    coordinator: &CoordinatorOf,
    event: &NewMarkingEvent,
) -> Result<EventId, PlanError> {
    let planned = plan_all(registry, coordinator, std::slice::from_ref(event)).await?;
    planned.first().copied().ok_or(PlanError::NoEvent)
}

/// Plans several events, all of them or none; nobody else sees one until it is published.
///
/// # Errors
/// [`PlanError`] with what to do; then nothing was planned.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn plan_all(
    registry: &Registry,
    coordinator: &CoordinatorOf,
    events: &[NewMarkingEvent],
) -> Result<Vec<EventId>, PlanError> {
    let tx = registry.store.begin().await?;
    if let Some(planned) = registry.made_before(&tx).await? {
        return Ok(planned);
    }
    let mut planned = Vec::with_capacity(events.len());
    for event in events {
        if !coordinator.keeps(event.organisation) {
            return Err(PlanError::NotYours);
        }
        check_times(event.starts_at, event.ends_at, registry.now())?;
        refuse_overlap(&tx, event, None).await?;
        planned.push(store::event::add(&tx, event, Stage::Draft).await?);
    }
    registry.made(&tx, &planned).await?;
    tx.commit().await?;
    for id in &planned {
        tracing::info!(event.id = %id, account.id = %coordinator.account, "Planned a marking event");
    }
    Ok(planned)
}

/// Changes a plan. Its organisation stays. If possible, everybody who has booked keeps their time. Otherwise all times
/// move together. If neither is possible, the change is refused. We tell people who have booked, and those who work
/// there, about a new place or new hours. Returns how many people with a place gave no e-mail address, so somebody must
/// ring them. With a revision, it refuses to write over changes that the coordinator has not seen.
///
/// # Errors
/// [`PlanError`] with what to do; then the plan stays as it was.
#[tracing::instrument(level = "debug", skip_all, fields(event = id.0))]
pub async fn change(
    registry: &Registry,
    coordinator: &CoordinatorOf,
    id: EventId,
    (event, seen): (&NewMarkingEvent, Option<u32>),
) -> Result<usize, PlanError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let old = open(&tx, coordinator, id).await?;
    let event = NewMarkingEvent {
        organisation: old.event.organisation,
        ..event.clone()
    };
    if old.event != event && seen.is_some_and(|seen| seen != old.revision) {
        return Err(PlanError::Changed);
    }
    check_times(event.starts_at, event.ends_at, now)?;
    refuse_overlap(&tx, &event, Some(id)).await?;
    let bookings = store::event::bookings::live(&tx, id).await?;
    let placed = places::after_change(&old.event, &event, &bookings).map_err(PlanError::Strands)?;
    store::event::plan::change(&tx, id, &event, now).await?;
    let changed = MarkingEvent { event, ..old.clone() };
    let hours = |event: &NewMarkingEvent| (event.place.clone(), event.starts_at, event.ends_at);
    let mut to_ring = 0;
    if hours(&old.event) != hours(&changed.event) && old.event.ends_at > now {
        to_ring = move_bookings(registry, &tx, (&old, &changed), &bookings, &placed).await?;
        if changed.stage == Stage::Published {
            let before = ShiftFacts::new(registry, &old);
            let write = |to: &_, facts: &_| shift_letters::changed(to, facts, &before);
            tell_staff(registry, &tx, &changed, write).await?;
        }
    }
    fill_places(registry, &tx, &changed, now).await?;
    tx.commit().await?;
    registry.mail_waits();
    tracing::info!(event.id = %id, account.id = %coordinator.account, "Changed a marking event");
    Ok(to_ring)
}

/// Deletes a draft, which only its planners have seen.
///
/// # Errors
/// [`PlanError`] with what to do; then it stays.
#[tracing::instrument(level = "debug", skip_all, fields(event = id.0))]
pub async fn delete_draft(
    registry: &Registry,
    coordinator: &CoordinatorOf,
    id: EventId,
) -> Result<(), PlanError> {
    let tx = registry.store.begin().await?;
    let event = open(&tx, coordinator, id).await?;
    if event.stage != Stage::Draft {
        return Err(PlanError::NotADraft);
    }
    if !store::event::plan::delete(&tx, id).await? {
        return Err(PlanError::HasMarks);
    }
    tx.commit().await?;
    tracing::info!(event.id = %id, account.id = %coordinator.account, "Deleted the draft of a marking event");
    Ok(())
}

/// Reopens a closed event, so that its figures can be corrected before it is closed again.
///
/// # Errors
/// [`PlanError`] with what to do; then it stays closed.
#[tracing::instrument(level = "debug", skip_all, fields(event = id.0))]
pub async fn reopen(registry: &Registry, coordinator: &CoordinatorOf, id: EventId) -> Result<(), PlanError> {
    let tx = registry.store.begin().await?;
    let event = store::event::plan::hold(&tx, id)
        .await?
        .filter(|event| coordinator.keeps(event.event.organisation))
        .ok_or(PlanError::NoEvent)?;
    if event.stage != Stage::Closed {
        return Err(PlanError::NotClosed);
    }
    store::event::plan::set_stage(&tx, id, Stage::Published, None, registry.now()).await?;
    tx.commit().await?;
    tracing::info!(event.id = %id, account.id = %coordinator.account, "Reopened a closed marking event");
    Ok(())
}

/// Shows an event to everybody.
///
/// # Errors
/// [`PlanError`] with what to do.
#[tracing::instrument(level = "debug", skip_all, fields(event = id.0))]
pub async fn publish(registry: &Registry, coordinator: &CoordinatorOf, id: EventId) -> Result<(), PlanError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let event = open(&tx, coordinator, id).await?;
    check_times(event.event.starts_at, event.event.ends_at, now)?;
    if event.stage == Stage::Draft {
        store::event::plan::set_stage(&tx, id, Stage::Published, None, now).await?;
        let published = MarkingEvent {
            stage: Stage::Published,
            ..event
        };
        crate::event::staff::tell_all(registry, &tx, &published).await?;
        tx.commit().await?;
        registry.mail_waits();
        tracing::info!(event.id = %id, account.id = %coordinator.account, "Published a marking event");
    }
    Ok(())
}

/// Cancels an event and all its bookings, and e-mails everybody who has one. Returns how many have no e-mail address,
/// so somebody must ring them.
///
/// # Errors
/// [`PlanError`] with what to do; then nothing was cancelled.
#[tracing::instrument(level = "debug", skip_all, fields(event = id.0))]
pub async fn cancel(
    registry: &Registry,
    coordinator: &CoordinatorOf,
    id: EventId,
    why: &str,
) -> Result<usize, PlanError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let event = open(&tx, coordinator, id).await?;
    if event.stage == Stage::Draft {
        return Err(PlanError::IsADraft);
    }
    let bookings = store::event::bookings::live(&tx, id).await?;
    tell_booked(registry, &tx, &event, &bookings, |to, told| {
        event_cancelled(to, told, why)
    })
    .await?;
    let write = |to: &_, facts: &_| shift_letters::cancelled(to, facts, why);
    tell_staff(registry, &tx, &event, write).await?;
    store::event::plan::set_stage(&tx, id, Stage::Cancelled, Some(why), now).await?;
    tx.commit().await?;
    registry.mail_waits();
    tracing::info!(event.id = %id, account.id = %coordinator.account, "Cancelled a marking event");
    let by_phone = bookings.iter().filter(|booking| email(booking).is_none());
    Ok(by_phone.count())
}

/// Records the results of an event and closes it.
///
/// # Errors
/// [`PlanError`] with what to do; then it stays open.
#[tracing::instrument(level = "debug", skip_all, fields(event = id.0))]
pub async fn close(
    registry: &Registry,
    coordinator: &CoordinatorOf,
    id: EventId,
    figures: &Figures,
) -> Result<(), PlanError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let event = open(&tx, coordinator, id).await?;
    if event.stage != Stage::Published || event.event.starts_at > now {
        return Err(PlanError::NotBegun);
    }
    store::event::plan::close(&tx, id, figures, coordinator.account, now).await?;
    tx.commit().await?;
    tracing::info!(event.id = %id, account.id = %coordinator.account, "Closed a marking event");
    Ok(())
}

async fn open(tx: &Tx, coordinator: &CoordinatorOf, id: EventId) -> Result<MarkingEvent, PlanError> {
    let event = store::event::plan::hold(tx, id)
        .await?
        .filter(|event| coordinator.keeps(event.event.organisation))
        .ok_or(PlanError::NoEvent)?;
    if event.stage.is_open() {
        Ok(event)
    } else {
        Err(PlanError::NotOpen)
    }
}

async fn refuse_overlap(tx: &Tx, event: &NewMarkingEvent, but: Option<EventId>) -> Result<(), PlanError> {
    match store::event::plan::overlapping(tx, event, but).await? {
        Some(other) => Err(PlanError::Overlaps(other.event.name)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
