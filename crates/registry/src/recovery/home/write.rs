//! Writes again to owners who do nothing, and then lists their bikes for the officers.

use super::tell;
use crate::Registry;
use crate::recovery::letters::Telling;
use domain::id::RecoveryId;
use domain::recovery::home::Next;
use store::StoreError;
use store::recovery::home as rows;

/// How many bikes on their way home are read at a time.
const AT_ONCE: u64 = 200;

/// Queues the letters to owners who have done nothing for a while, and returns how many. Each letter is noted in the
/// transaction that queues it, so that nobody gets it twice, however many workers there are.
///
/// # Errors
/// [`StoreError`] when the store fails; those that were queued before stay queued.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn write_again(registry: &Registry) -> Result<u64, StoreError> {
    let mut queued = 0;
    for id in rows::to_write(&registry.store, registry.now(), AT_ONCE).await? {
        queued += u64::from(write_one(registry, id).await?);
    }
    if queued > 0 {
        registry.mail_waits();
    }
    Ok(queued)
}

async fn write_one(registry: &Registry, id: RecoveryId) -> Result<bool, StoreError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let due = rows::find_to_change(&tx, id).await?;
    let due = due.filter(|home| home.ended_at.is_none() && home.write_at.is_some_and(|at| at <= now));
    let Some(mut home) = due else {
        return Ok(false);
    };
    let missed = home.next(now) == Next::Book && home.slot.take().is_some();
    let (home, writes) = home.written(now);
    rows::keep(&tx, &home).await?;
    let letter = match home.next(now) {
        Next::Prove => Some(Telling::StillToProve),
        Next::Book if missed => Some(Telling::Missed),
        Next::Book => Some(Telling::StillToBook),
        _ => None,
    };
    let letter = letter.filter(|_| writes);
    let queued = letter.is_some();
    if let Some(letter) = letter {
        tell(registry, &tx, &home, letter).await?;
    }
    tx.commit().await?;
    if home.silent_at.is_some() {
        tracing::info!(recovery.id = %id, "The owner of a bike has not answered; officers now see the bike");
    }
    Ok(queued)
}
