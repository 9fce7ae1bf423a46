//! The worker's side of the outbox: take what is due, say how it went.

use crate::Registry;
use jiff::SignedDuration;
use store::StoreError;

pub use store::mail::{Claimed, Letter, LetterId};

/// How long a letter that a worker took is kept from others; far longer than handing one over takes.
const LEASE: SignedDuration = SignedDuration::from_mins(15);

/// How long to wait after each failure; after the last one the letter is given up.
const WAITS: [SignedDuration; 5] = [
    SignedDuration::from_mins(1),
    SignedDuration::from_mins(5),
    SignedDuration::from_mins(30),
    SignedDuration::from_hours(2),
    SignedDuration::from_hours(12),
];

/// Takes at most `limit` letters that are due; nobody else gets them meanwhile.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn take_due(registry: &Registry, limit: u64) -> Result<Vec<Claimed>, StoreError> {
    store::mail::claim(&registry.store, registry.now(), LEASE, limit).await
}

/// Notes that a letter was handed over.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn was_sent(registry: &Registry, id: LetterId) -> Result<(), StoreError> {
    let tx = registry.store.begin().await?;
    store::mail::sent(&tx, id, registry.now()).await?;
    tx.commit().await
}

/// Notes that a letter could not be handed over: it comes due again after 1, 5 and 30 minutes, 2 and 12
/// hours, and is given up after that. Tells how long it waits now, if it does.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn was_not_sent(
    registry: &Registry,
    claimed: &Claimed,
) -> Result<Option<SignedDuration>, StoreError> {
    let now = registry.now();
    let tries = usize::try_from(claimed.attempts).unwrap_or(usize::MAX);
    let wait = WAITS.get(tries.saturating_sub(1)).copied();
    let tx = registry.store.begin().await?;
    store::mail::failed(&tx, claimed.id, now, wait.map(|wait| now + wait)).await?;
    tx.commit().await?;
    Ok(wait)
}

/// Counts the letters that have not left yet.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub async fn waiting(registry: &Registry) -> Result<u64, StoreError> {
    store::mail::waiting(&registry.store).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{a_bike_of, fresh};

    testkit::on_each_database! {
        async fn a_letter_is_tried_six_times_over_fifteen_hours(db: testkit::Database) {
            let (registry, clock) = fresh(&db).await;
            a_bike_of(&registry, "ada@example.org").await;
            let mut waited = Vec::new();
            loop {
                let mut due = take_due(&registry, 9).await.unwrap();
                assert_eq!(due.len(), 1);
                assert_eq!(take_due(&registry, 9).await.unwrap(), [], "taken");
                let Some(wait) = was_not_sent(&registry, &due.remove(0)).await.unwrap() else { break };
                waited.push(wait.as_mins());
                clock.advance(wait - SignedDuration::from_secs(1));
                assert_eq!(take_due(&registry, 9).await.unwrap(), [], "not yet");
                clock.advance(SignedDuration::from_secs(1));
            }
            assert_eq!(waited, [1, 5, 30, 120, 720]);
            assert_eq!(waiting(&registry).await.unwrap(), 0, "given up");
        }
    }
}
