//! Reads the stored results of a look-up. It does not search or rank again.

use super::kept::{OneShown, Shown};
use super::{Answer, Areas, LookUp, LookUpError, may_read, rank};
use crate::Registry;
use crate::account::permits::OfficerOf;
use domain::id::{BikeId, LookUpId};
use domain::look_up::{Reason, Scored};
use domain::recovery::property_key;
use std::mem;
use store::StoreError;
use store::look_up::audit::{self, Action, AuditEntry};
use store::look_up::{LookUp as Logged, results};

/// How many of the last look-ups are read for their reasons.
const LAST: u64 = 20;

/// A bike that a look-up showed.
#[derive(Clone, Debug)]
pub struct ShownBike {
    /// Its score and reasons, as they were shown.
    pub scored: Scored,
    /// Why the officer looked.
    pub reason: Reason,
}

/// Reads an officer's own look-up, or a colleague's of the same force, which is noted in the log.
///
/// # Errors
/// [`LookUpError::NotFound`] when it belongs to another force or does not exist.
#[tracing::instrument(level = "debug", skip_all, fields(look_up = id.0))]
pub async fn read_back(registry: &Registry, officer: OfficerOf, id: LookUpId) -> Result<Answer, LookUpError> {
    let (entry, shown) = entry(registry, officer, id).await?;
    if entry.account != Some(officer.account) {
        note_opening(registry, officer, id).await?;
    }
    answer(registry, entry, shown).await
}

/// Reads the look-up that belongs to a recovery of the officer's force.
pub(crate) async fn of_recovery(
    registry: &Registry,
    officer: OfficerOf,
    id: LookUpId,
) -> Result<Answer, LookUpError> {
    let (entry, shown) = entry(registry, officer, id).await?;
    answer(registry, entry, shown).await
}

/// Reads what an officer asked and why, without the results.
///
/// # Errors
/// [`LookUpError::NotFound`] when it belongs to another force or does not exist.
#[tracing::instrument(level = "debug", skip_all, fields(look_up = id.0))]
pub async fn asked(
    registry: &Registry,
    officer: OfficerOf,
    id: LookUpId,
) -> Result<(LookUp, Reason), LookUpError> {
    let (entry, _) = entry(registry, officer, id).await?;
    Ok((LookUp::read(entry.query)?, entry.reason))
}

/// Reads the reasons of an officer's own last look-ups, newest first and each once.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn last_reasons(
    registry: &Registry,
    officer: OfficerOf,
    limit: usize,
) -> Result<Vec<Reason>, StoreError> {
    let mut reasons: Vec<Reason> = Vec::new();
    for entry in store::look_up::recent(&registry.store, officer.account, LAST).await? {
        if reasons.len() < limit && !reasons.contains(&entry.reason) {
            reasons.push(entry.reason);
        }
    }
    Ok(reasons)
}

/// Finds a bike in the results of a look-up. An officer can open every bike that was shown, and no other.
/// Returns `None` if the bike was not shown, or if the look-up is missing, belongs to another force or is no
/// longer kept.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(look_up = id.0, bike = bike.0))]
pub async fn shown(
    registry: &Registry,
    officer: OfficerOf,
    id: LookUpId,
    bike: BikeId,
) -> Result<Option<ShownBike>, StoreError> {
    let Some((entry, Some(shown))) = find(registry, officer, id).await? else {
        return Ok(None);
    };
    Ok(shown.scored(bike).map(|scored| ShownBike {
        scored,
        reason: entry.reason,
    }))
}

/// Reads every bike that a look-up by the officer's force showed. Returns no bikes if its results are no longer kept.
pub(crate) async fn each_shown(
    registry: &Registry,
    officer: OfficerOf,
    id: LookUpId,
) -> Result<Vec<OneShown>, StoreError> {
    match find(registry, officer, id).await? {
        Some((_, Some(shown))) => shown.each(),
        _ => Ok(Vec::new()),
    }
}

async fn entry(
    registry: &Registry,
    officer: OfficerOf,
    id: LookUpId,
) -> Result<(Logged, Option<Shown>), LookUpError> {
    find(registry, officer, id).await?.ok_or(LookUpError::NotFound)
}

async fn find(
    registry: &Registry,
    officer: OfficerOf,
    id: LookUpId,
) -> Result<Option<(Logged, Option<Shown>)>, StoreError> {
    let found = results::read(&registry.store, id).await?;
    let Some((entry, kept)) = found.filter(|(entry, _)| may_read(officer, entry)) else {
        return Ok(None);
    };
    let shown = kept.as_ref().map(Shown::read).transpose()?;
    Ok(Some((entry, shown)))
}

async fn answer(registry: &Registry, entry: Logged, shown: Option<Shown>) -> Result<Answer, LookUpError> {
    let kept = shown.is_some();
    let (mut total, mut more, mut gone) = Default::default();
    let (mut unfixed, mut spelling) = Default::default();
    let found = match shown {
        Some(mut shown) => {
            (total, more) = (shown.total, shown.more);
            (unfixed, spelling) = (mem::take(&mut shown.unfixed), mem::take(&mut shown.spelling));
            let bikes = store::bike::load_with_thefts(&registry.store, &shown.ids()).await?;
            let shown_then = shown.len();
            let found = shown.with(bikes);
            gone = shown_then - found.len();
            found
        }
        None => Vec::new(),
    };
    let look_up = LookUp::read(entry.query)?;
    let keys: Vec<String> = look_up.boxes().into_iter().map(property_key).collect();
    let (areas, flags, mut recoveries) = tokio::try_join!(
        Areas::read(registry, &found),
        super::flags_of(registry, &found),
        store::recovery::named(&registry.store, &keys),
    )?;
    recoveries.retain(|recovery| Some(recovery.organisation) == entry.organisation);
    let mut of_no_bike = Vec::new();
    // A filter may hide bikes that have these numbers.
    if kept && look_up.narrowing.is_none() {
        of_no_bike = rank::numbers_of_no_bike(&look_up.boxes(), &found);
        let named = |number: &str| {
            let references = recoveries.iter();
            let mut references = references.map(|recovery| property_key(&recovery.recovery.property_ref));
            references.any(|reference| reference == property_key(number))
        };
        of_no_bike.retain(|number| !named(number));
    }
    Ok(Answer {
        id: entry.id,
        by: entry.account,
        look_up,
        reason: entry.reason,
        at: entry.at,
        different_bikes: rank::are_of_different_bikes(&found),
        of_no_bike,
        bikes: super::likely(found, &flags),
        unfixed,
        spelling,
        gone,
        kept,
        total,
        more,
        areas,
        recoveries,
    })
}

/// Writes one row for each opening. The look-up's own entry says whose look-up it was.
async fn note_opening(registry: &Registry, officer: OfficerOf, id: LookUpId) -> Result<(), LookUpError> {
    let entry = AuditEntry {
        actor: Some(officer.account),
        organisation: Some(officer.organisation),
        look_up: Some(id),
        ..AuditEntry::of(Action::LookUpOpened)
    };
    let tx = registry.store.begin().await?;
    audit::record(&tx, &entry, registry.now()).await?;
    tx.commit().await?;
    Ok(())
}
