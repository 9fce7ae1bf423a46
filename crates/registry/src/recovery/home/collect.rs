//! Lets the owner book a time to collect the bike, change or cancel it, and name somebody who comes instead.

use super::hours::{hours_of, name_of};
use super::{HomeError, mine_to_change, tell};
use crate::Registry;
use crate::recovery::letters::{Booked, Telling};
use domain::id::{AccountId, BikeId};
use domain::recovery::home::{CollectionCode, Homecoming, Next};
use jiff::Timestamp;
use store::recovery::home as rows;
use store::{Source, StoreError};

/// A time at which a bike can be collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlotTime {
    /// When it starts.
    pub at: Timestamp,
    /// How many places are free.
    pub free: u64,
}

/// Lists the times at which a bike can be collected from the store that holds it, including full ones.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn slots(registry: &Registry, home: &Homecoming) -> Result<Vec<SlotTime>, StoreError> {
    free(&registry.store, home, registry.now()).await
}

async fn free(source: &impl Source, home: &Homecoming, now: Timestamp) -> Result<Vec<SlotTime>, StoreError> {
    let hours = hours_of(source, home.organisation).await?;
    let taken = rows::taken(source, home.organisation, now).await?;
    let places = u64::from(hours.places);
    let with_room = |at: Timestamp| {
        let booked = taken.get(&at).copied().unwrap_or(0);
        let own = u64::from(home.slot == Some(at));
        SlotTime {
            at,
            free: places.saturating_sub(booked.saturating_sub(own)),
        }
    };
    Ok(hours.starts(now).into_iter().map(with_room).collect())
}

/// Books a time, or changes to another one. If two owners want the last place, one of them gets it.
///
/// # Errors
/// [`HomeError`]; then what was booked before stays booked.
#[tracing::instrument(level = "debug", skip_all, fields(owner = owner.0, bike = bike.0))]
pub async fn book(
    registry: &Registry,
    owner: AccountId,
    bike: BikeId,
    slot: Timestamp,
) -> Result<(), HomeError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    if registry.made_before::<()>(&tx).await?.is_some() {
        return Ok(());
    }
    let found = rows::of_bike(&tx, bike).await?.ok_or(HomeError::NotHeld)?;
    // The store is locked before the row, as everywhere, so that no two transactions wait for each other.
    rows::hold_store(&tx, &name_of(found.organisation)).await?;
    let mut home = mine_to_change(&tx, owner, bike).await?;
    may_book(&tx, &home, now).await?;
    if home.slot != Some(slot) {
        let offered = free(&tx, &home, now).await?;
        let chosen = offered.into_iter().find(|offered| offered.at == slot);
        if chosen.ok_or(HomeError::NoSuchTime)?.free == 0 {
            return Err(HomeError::Full);
        }
        let is_new = home.slot.is_none();
        home.slot = Some(slot);
        let code = home
            .said
            .code
            .get_or_insert_with(|| CollectionCode::from_random(registry.token()));
        let code = code.clone();
        home = home.moved(now);
        rows::keep(&tx, &home).await?;
        let hours = hours_of(&tx, home.organisation).await?;
        let booked = Telling::Booked(Booked {
            is_new,
            slot,
            place: &hours.place,
            code: &code,
        });
        tell(registry, &tx, &home, booked).await?;
    }
    registry.made(&tx, &()).await?;
    tx.commit().await?;
    registry.mail_waits();
    tracing::info!(recovery.id = %home.recovery, "Booked the collection of a bike");
    Ok(())
}

async fn may_book(source: &impl Source, home: &Homecoming, now: Timestamp) -> Result<(), HomeError> {
    let recovery = store::recovery::find(source, home.recovery).await?;
    let on_hold = recovery.is_none_or(|recovery| recovery.held_at.is_some());
    if on_hold || !matches!(home.next(now), Next::Book | Next::Collect) {
        return Err(HomeError::TooEarly);
    }
    Ok(())
}

/// Cancels the time that was booked; the reference stays the same.
///
/// # Errors
/// [`HomeError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(owner = owner.0, bike = bike.0))]
pub async fn cancel(registry: &Registry, owner: AccountId, bike: BikeId) -> Result<(), HomeError> {
    let tx = registry.store.begin().await?;
    let mut home = mine_to_change(&tx, owner, bike).await?;
    if home.slot.take().is_none() {
        return Ok(());
    }
    let home = home.moved(registry.now());
    rows::keep(&tx, &home).await?;
    tell(registry, &tx, &home, Telling::Cancelled).await?;
    tx.commit().await?;
    registry.mail_waits();
    tracing::info!(recovery.id = %home.recovery, "Cancelled the collection of a bike");
    Ok(())
}

/// Notes who else may collect the bike for the owner. Without a name, only the owner may.
///
/// # Errors
/// [`HomeError`]; then nothing was changed.
#[tracing::instrument(level = "debug", skip_all, fields(owner = owner.0, bike = bike.0))]
pub async fn name_collector(
    registry: &Registry,
    owner: AccountId,
    bike: BikeId,
    name: Option<String>,
) -> Result<(), HomeError> {
    let tx = registry.store.begin().await?;
    let mut home = mine_to_change(&tx, owner, bike).await?;
    if home.said.collector == name {
        return Ok(());
    }
    let told = if name.is_some() {
        Telling::CollectorNamed
    } else {
        Telling::CollectorEnded
    };
    home.said.collector = name;
    let home = home.moved(registry.now());
    rows::keep(&tx, &home).await?;
    // The owner gets an e-mail, in case somebody else used their browser.
    tell(registry, &tx, &home, told).await?;
    tx.commit().await?;
    registry.mail_waits();
    Ok(())
}
