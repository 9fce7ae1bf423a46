//! Makes blank marks, with new codes, for an organisation and perhaps for an event.

use crate::Registry;
use crate::account::permits::CoordinatorOf;
use domain::MarkCode;
use domain::id::{BatchId, EventId, OrganisationId};
use domain::look_up::Reason;
use std::collections::HashSet;
use store::look_up::audit::{Action, AuditEntry};
use store::mark::Allotment;
use store::{Constraint, StoreError};
use thiserror::Error;

/// The most marks in one batch. They fill 477 sheets.
pub const MOST_MARKS: u32 = 10_000;
/// How many times to try. There are 10^12 codes, so we will hardly ever draw one that already exists.
const TRIES: usize = 3;

/// Why no marks were made.
#[derive(Debug, Error)]
pub enum MakeBatchError {
    /// No marks, or more than fit in a batch.
    #[error("A batch can have 1 to {MOST_MARKS} marks")]
    Count,
    /// There is no such organisation, or they may not make marks for it.
    #[error("There is no such organisation")]
    NoOrganisation,
    /// There is no such event, or it belongs to another organisation.
    #[error("This organisation has no such event")]
    NoEvent,
    /// The store failed; nothing was written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes a batch of blank marks. On the command line, `by` is `None`, and marks can be made for any organisation, or
/// for none yet.
///
/// # Errors
/// [`MakeBatchError`]; then nothing was written.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn make_batch(
    registry: &Registry,
    by: Option<&CoordinatorOf>,
    organisation: Option<OrganisationId>,
    event: Option<EventId>,
    count: u32,
) -> Result<BatchId, MakeBatchError> {
    if !(1..=MOST_MARKS).contains(&count) {
        return Err(MakeBatchError::Count);
    }
    if by.is_some_and(|by| !organisation.is_some_and(|organisation| by.keeps(organisation))) {
        return Err(MakeBatchError::NoOrganisation);
    }
    if let Some(event) = event {
        let found = store::event::find(&registry.store, event).await?;
        if found.map(|found| found.event.organisation) != organisation {
            return Err(MakeBatchError::NoEvent);
        }
    }
    let allotment = Allotment {
        organisation,
        event,
        by: by.map(|by| by.account),
    };
    let mut tries = 0;
    loop {
        tries += 1;
        match write(registry, allotment, count).await {
            Err(StoreError::Taken(Constraint::MarkCode)) if tries < TRIES => {}
            Err(error) => return Err(error.into()),
            Ok(batch) => {
                tracing::info!(batch = %batch, "Made {count} blank marks");
                return Ok(batch);
            }
        }
    }
}

async fn write(registry: &Registry, allotment: Allotment, count: u32) -> Result<BatchId, StoreError> {
    let codes = draw(registry, count);
    let now = registry.now();
    let tx = registry.store.begin().await?;
    if let Some(batch) = registry.made_before(&tx).await? {
        return Ok(batch);
    }
    let batch = store::mark::add_batch(&tx, &codes, allotment, now).await?;
    let to = allotment
        .event
        .map(|event| format!(", allotted to event {event}"))
        .unwrap_or_default();
    let entry = AuditEntry {
        actor: allotment.by,
        organisation: allotment.organisation,
        reason: Some(Reason::noted(&format!(
            "batch {batch}: {}{to}",
            domain::text::counted(count, "mark", "marks")
        ))),
        ..AuditEntry::of(Action::MarksMade)
    };
    store::look_up::audit::record(&tx, &entry, now).await?;
    registry.made(&tx, &batch).await?;
    tx.commit().await?;
    Ok(batch)
}

fn draw(registry: &Registry, count: u32) -> Vec<MarkCode> {
    let mut fill = |bytes: &mut [u8]| registry.random.fill(bytes);
    let mut seen = HashSet::new();
    let mut codes = Vec::with_capacity(count as usize);
    while codes.len() < count as usize {
        let code = MarkCode::generate(&mut fill);
        if seen.insert(code) {
            codes.push(code);
        }
    }
    codes
}
