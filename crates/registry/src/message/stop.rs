//! Ways to stop an unwanted conversation: block the sender, report it to the police, or take no messages for a while.

use super::find::{Party, find};
use crate::Registry;
use crate::bike::own::{self, NotYours};
use domain::id::{AccountId, BikeId};
use domain::message::Side;
use jiff::{SignedDuration, Timestamp};
use store::StoreError;
use store::message::{pause, threads};

/// How long messages stay paused.
pub const PAUSE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Blocks the finder of a conversation for its owner, or lets them write again. The finder is not told. Returns whether
/// the owner has such a conversation.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn block(registry: &Registry, party: Party<'_>, blocked: bool) -> Result<bool, StoreError> {
    let tx = registry.store.begin().await?;
    let found = find(&tx, party).await?.filter(|found| found.side == Side::Owner);
    let Some(found) = found else { return Ok(false) };
    threads::block(&tx, found.thread.id, blocked.then(|| registry.now())).await?;
    tx.commit().await?;
    tracing::info!(thread.id = %found.thread.id, blocked, "An owner blocked a sender, or let them write again");
    Ok(true)
}

/// Reports the other side of a conversation to the police, even if it is blocked, ended or full. What was written is
/// then kept until an officer has read it. A report by the owner blocks the finder. Returns whether there is such a
/// conversation.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn report(registry: &Registry, party: Party<'_>, words: &str) -> Result<bool, StoreError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let Some(found) = find(&tx, party).await? else {
        return Ok(false);
    };
    threads::report(&tx, found.thread.id, found.side, words, now).await?;
    if found.side == Side::Owner && found.thread.blocked_at.is_none() {
        threads::block(&tx, found.thread.id, Some(now)).await?;
    }
    tx.commit().await?;
    tracing::warn!(thread.id = %found.thread.id, "Somebody reported a conversation");
    Ok(true)
}

/// Reads how long messages about a bike stay paused, if they are paused.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn paused_until(registry: &Registry, bike: BikeId) -> Result<Option<Timestamp>, StoreError> {
    pause::until(&registry.store, bike, registry.now()).await
}

/// Pauses messages about a bike for 30 days, or allows them again.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0, bike = bike.0))]
pub async fn pause_messages(
    registry: &Registry,
    account: AccountId,
    bike: BikeId,
    paused: bool,
) -> Result<Result<(), NotYours>, StoreError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    if let Err(not_yours) = own::must_own(&tx, account, bike).await? {
        return Ok(Err(not_yours));
    }
    let until = if paused { now + PAUSE } else { now };
    pause::set(&tx, bike, until).await?;
    tx.commit().await?;
    Ok(Ok(()))
}
