//! Makes a poster for an event.

use super::listed;
use crate::Registry;
use crate::account::permits::CoordinatorOf;
use crate::blocking::blocking;
use domain::id::EventId;
use domain::london;
use marks::sheet::{Poster, SheetError, poster};
use store::StoreError;
use thiserror::Error;

/// Why there is no poster.
#[derive(Debug, Error)]
pub enum PosterError {
    /// There is no such event, or it belongs to somebody else.
    #[error("There is no such event")]
    NoEvent,
    /// The poster could not be made.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// The store failed, so no poster was made.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes the poster of an event that is published, as a PDF.
///
/// # Errors
/// [`PosterError`].
#[tracing::instrument(level = "debug", skip_all, fields(event = id.0))]
pub async fn make_poster(
    registry: &Registry,
    coordinator: &CoordinatorOf,
    id: EventId,
) -> Result<Vec<u8>, PosterError> {
    let found = store::event::find(&registry.store, id).await?;
    let found = found.filter(|event| coordinator.keeps(event.event.organisation));
    let listed = listed(registry, found.into_iter().collect()).await?.pop();
    let listed = listed.ok_or(PosterError::NoEvent)?;
    let plan = listed.marking.event;
    let when = format!(
        "{}, {} to {}",
        london::named_day(plan.starts_at),
        london::clock_at(plan.starts_at),
        london::clock_at(plan.ends_at)
    );
    let booking = match plan.details.slots {
        None => "No need to book",
        Some(slots) if slots.booking_only => "Book a time: scan the code",
        Some(_) => "Book a time, or turn up",
    };
    let address = format!("{}/events/{id}", registry.public_url());
    let organiser = listed.organiser;
    let pdf = blocking(move || {
        poster(&Poster {
            name: &plan.name,
            when: &when,
            place: &plan.place,
            booking,
            organiser: &organiser,
            address: &address,
        })
    });
    Ok(pdf.await?)
}
