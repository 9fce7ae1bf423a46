//! A look-up is made: searched, then logged with what it found, in one transaction that is committed before anything
//! is shown.

use super::kept::Shown;
use super::{LikelyBike, LookUp, LookUpError, MOST_SHOWN, Ranked, may_read, rank};
use crate::Registry;
use crate::account::permits::OfficerOf;
use domain::id::{BikeId, LookUpId};
use domain::look_up::Reason;
use jiff::Timestamp;
use store::look_up::{Entry, results};
use store::{StoreError, Tx};

/// Looks a bike up for an officer, and keeps the `limit` bikes that are shown.
///
/// # Errors
/// [`LookUpError`]; what cannot be searched for is not logged. A search that fails is.
pub async fn look_up(
    registry: &Registry,
    officer: OfficerOf,
    reason: &Reason,
    look_up: &LookUp,
    limit: usize,
) -> Result<LookUpId, LookUpError> {
    let ranked = searched(registry, Some(officer), reason, look_up, limit).await?;
    let tx = registry.store.begin().await?;
    let id = keep(&tx, Some(officer), reason, look_up, &ranked, registry.now()).await?;
    tx.commit().await?;
    Ok(id)
}

/// Looks up what an earlier look-up asked, with the make and the model as they are probably spelt, for the same reason.
///
/// # Errors
/// [`LookUpError::NotFound`] when it is another force's, not there or no longer kept.
pub async fn look_up_as_spelt(
    registry: &Registry,
    officer: OfficerOf,
    id: LookUpId,
    limit: usize,
) -> Result<LookUpId, LookUpError> {
    let (entry, kept) = results::read(&registry.store, id)
        .await?
        .filter(|(entry, _)| may_read(officer, entry))
        .ok_or(LookUpError::NotFound)?;
    let spelling = Shown::read(&kept.ok_or(LookUpError::NotFound)?)?.spelling;
    let asked = LookUp::read(entry.query)?;
    let spelt = LookUp {
        make: spelling.make.or(asked.make),
        model: spelling.model.or(asked.model),
        narrows: None,
        ..asked
    };
    look_up(registry, officer, &entry.reason, &spelt, limit).await
}

/// Shows an officer more of a look-up; tells which bike is the first new one, if there is one.
///
/// # Errors
/// [`LookUpError::NotFound`] when it is another force's, not there or no longer kept.
pub async fn show_more(
    registry: &Registry,
    officer: OfficerOf,
    id: LookUpId,
    limit: usize,
) -> Result<Option<BikeId>, LookUpError> {
    let (entry, kept) = results::read(&registry.store, id)
        .await?
        .filter(|(entry, _)| may_read(officer, entry))
        .ok_or(LookUpError::NotFound)?;
    let kept = kept.ok_or(LookUpError::NotFound)?;
    let mut shown = Shown::read(&kept)?;
    let before = shown.len();
    if !shown.more || before >= MOST_SHOWN {
        return Ok(None);
    }
    let limit = limit.min(MOST_SHOWN - before);
    let look_up = LookUp::read(entry.query)?;
    let longer = search(registry, &look_up, before + limit).await?;
    shown.extend(&longer, limit);
    let count = u32::try_from(shown.len()).unwrap_or(u32::MAX);
    let tx = registry.store.begin().await?;
    results::extend(&tx, id, &kept, &shown.write()?, count).await?;
    tx.commit().await?;
    Ok(shown.ids().get(before).copied())
}

/// Looks a bike up from the command line, which is logged without an account.
///
/// # Errors
/// [`LookUpError`]; what cannot be searched for is not logged.
pub async fn from_command_line(
    registry: &Registry,
    reason: &Reason,
    look_up: &LookUp,
    limit: usize,
) -> Result<Vec<LikelyBike>, LookUpError> {
    let ranked = searched(registry, None, reason, look_up, limit).await?;
    let tx = registry.store.begin().await?;
    keep(&tx, None, reason, look_up, &ranked, registry.now()).await?;
    tx.commit().await?;
    Ok(super::with_flags(registry, ranked.found).await?)
}

/// Searches; a search that fails is logged as one that came to no end.
pub(crate) async fn searched(
    registry: &Registry,
    officer: Option<OfficerOf>,
    reason: &Reason,
    look_up: &LookUp,
    limit: usize,
) -> Result<Ranked, LookUpError> {
    match search(registry, look_up, limit).await {
        Err(error @ (LookUpError::Nothing | LookUpError::Number(_))) => Err(error),
        Err(error) => {
            let query = look_up.write()?;
            let tx = registry.store.begin().await?;
            let entry = entry(officer, reason, &query);
            store::look_up::log(&tx, entry, None, registry.now()).await?;
            tx.commit().await?;
            Err(error)
        }
        found => found,
    }
}

/// Logs a look-up with what it found.
pub(crate) async fn keep(
    tx: &Tx,
    officer: Option<OfficerOf>,
    reason: &Reason,
    look_up: &LookUp,
    ranked: &Ranked,
    now: Timestamp,
) -> Result<LookUpId, StoreError> {
    let query = look_up.write()?;
    let count = u32::try_from(ranked.found.len()).unwrap_or(u32::MAX);
    let id = store::look_up::log(tx, entry(officer, reason, &query), Some(count), now).await?;
    results::keep(tx, id, &Shown::of(ranked).write()?, now).await?;
    Ok(id)
}

async fn search(registry: &Registry, look_up: &LookUp, limit: usize) -> Result<Ranked, LookUpError> {
    let limit = limit.clamp(1, MOST_SHOWN);
    let query = look_up.query()?;
    Ok(rank::find(registry, &query, look_up, limit).await?)
}

fn entry<'e>(officer: Option<OfficerOf>, reason: &'e Reason, query: &'e serde_json::Value) -> Entry<'e> {
    Entry {
        account: officer.map(|officer| officer.account),
        organisation: officer.map(|officer| officer.organisation),
        reason,
        query,
    }
}
