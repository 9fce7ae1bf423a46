//! The worker's side of the outbox: it takes e-mails that are due and reports what happened.

use crate::Registry;
use jiff::SignedDuration;
use store::StoreError;

pub use store::mail::{Claimed, Letter, LetterId};

/// How long a worker has an e-mail to itself. A mail server may take 30 seconds, and the rest is for noting that the
/// e-mail was sent. If the worker is killed, another one waits no longer than this.
const LEASE: SignedDuration = SignedDuration::from_secs(40);

/// How long to wait after each failure. After the last one, we give up.
const WAITS: [SignedDuration; 5] = [
    SignedDuration::from_mins(1),
    SignedDuration::from_mins(5),
    SignedDuration::from_mins(30),
    SignedDuration::from_hours(2),
    SignedDuration::from_hours(12),
];

/// Takes at most `limit` e-mails that are due. No other worker gets them in the meantime.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn take_due(registry: &Registry, limit: u64) -> Result<Vec<Claimed>, StoreError> {
    store::mail::claim(&registry.store, registry.now(), LEASE, limit).await
}

/// Notes that an e-mail was sent.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(letter = id.0))]
pub async fn was_sent(registry: &Registry, id: LetterId) -> Result<(), StoreError> {
    let tx = registry.store.begin().await?;
    store::mail::sent(&tx, id, registry.now()).await?;
    tx.commit().await
}

/// Notes that an e-mail could not be sent. It is due again after 1, 5 and 30 minutes, and 2 and 12 hours. After that we
/// give up. Returns how long it will wait, or `None` if we have given up.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
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

/// Counts the e-mails that have not been sent yet.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
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
