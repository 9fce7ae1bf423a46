//! What owners see of their own bikes, and of no others.

use crate::Registry;
use domain::bike::{Bike, Retirement, Standing};
use domain::id::{AccountId, BikeId};
use domain::number::FrameNumber;
use domain::theft::TheftReport;
use jiff::Timestamp;
use store::bike::changes::Change;
use store::bike::flags::Flag;
use store::bike::ownerships::{Acquired, Owner};
use store::bike::photos::Photo;
use store::message::Message;
use store::{Source, StoreError};
use thiserror::Error;

/// The bike belongs to somebody else or is not on the register. We do not say which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("This bike is not on your account")]
pub struct NotYours;

/// A bike as its owner sees it.
#[derive(Clone, Debug)]
pub struct MyBike {
    /// The bike as it is on the register.
    pub bike: Bike,
    /// When the registration was confirmed by e-mail, if it was.
    pub confirmed_at: Option<Timestamp>,
    /// Its photos, oldest first.
    pub photos: Vec<Photo>,
    /// Its theft reports, newest first.
    pub reports: Vec<TheftReport>,
    /// Later changes to them, oldest first.
    pub changes: Vec<store::theft::Changed>,
    /// Messages about it, newest first.
    pub messages: Vec<Message>,
    /// Why its owner no longer keeps it, if that is so.
    pub retired: Option<Retirement>,
}

/// A bike in the list of an account, with what is waiting for its owner.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The bike as it is on the register.
    pub bike: Bike,
    /// How many messages about it are new.
    pub unread: u64,
    /// True if it is offered to somebody else.
    pub offered: bool,
    /// True if we have asked its owner whether they sold it.
    pub asked: bool,
}

/// Reads an account's bikes, newest first.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(owner = owner.0))]
pub async fn list(registry: &Registry, owner: AccountId) -> Result<Vec<Bike>, StoreError> {
    let ids = store::bike::ownerships::bikes_of(&registry.store, owner).await?;
    store::bike::load(&registry.store, &ids).await
}

/// Reads an account's bikes, newest first, with what is waiting for their owner.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(owner = owner.0))]
pub async fn overview(registry: &Registry, owner: AccountId) -> Result<Vec<Listed>, StoreError> {
    let source = &registry.store;
    let ids = store::bike::ownerships::bikes_of(source, owner).await?;
    let (bikes, unread, offers, flags) = tokio::try_join!(
        store::bike::load(source, &ids),
        store::message::unread(source, &ids),
        store::bike::transfers::of_bikes(source, &ids),
        store::bike::flags::about(source, &ids),
    )?;
    let offered = |id: BikeId| {
        offers
            .iter()
            .any(|one| one.bike == id && one.expires_at > registry.now())
    };
    let waits = |flag: &Flag| flag.is_open() && flag.asked_at.is_some() && flag.answer.is_none();
    let asked = |id: BikeId| {
        flags
            .iter()
            .any(|flag| flag.other == id && !ids.contains(&flag.bike) && waits(flag))
    };
    let listed = bikes.into_iter().map(|bike| Listed {
        unread: unread.get(&bike.id).copied().unwrap_or(0),
        offered: offered(bike.id),
        asked: asked(bike.id),
        bike,
    });
    Ok(listed.collect())
}

/// Finds an account's bike with this number, if there is one.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(owner = owner.0))]
pub async fn with_number(
    registry: &Registry,
    owner: AccountId,
    number: &FrameNumber,
) -> Result<Option<Bike>, StoreError> {
    if number.is_filler() {
        return Ok(None);
    }
    let all = list(registry, owner).await?;
    let folded = number.folded();
    let bears = |bike: &Bike| bike.numbers().any(|(_, own)| own.folded() == folded);
    Ok(all
        .into_iter()
        .find(|bike| bike.standing != Standing::Retired && bears(bike)))
}

/// Reads one bike of an account, or returns an error if the account does not have it. Messages and reports from an
/// earlier owner's time are left out.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(owner = owner.0, bike = bike.0))]
pub async fn find(
    registry: &Registry,
    owner: AccountId,
    bike: BikeId,
) -> Result<Result<MyBike, NotYours>, StoreError> {
    let source = &registry.store;
    let Ok(ownership) = must_own(source, owner, bike).await? else {
        return Ok(Err(NotYours));
    };
    let Some(found) = store::bike::find(source, bike).await? else {
        return Ok(Err(NotYours));
    };
    let mut reports = store::theft::of_bike(source, bike).await?;
    let mut messages = store::message::for_bike(source, bike).await?;
    if ownership.how == Acquired::Transferred {
        reports.retain(|report| report.reported_at >= ownership.from_at);
        messages.retain(|message| message.sent_at >= ownership.from_at);
    }
    let ids: Vec<_> = reports.iter().map(|report| report.id).collect();
    Ok(Ok(MyBike {
        bike: found,
        confirmed_at: ownership.confirmed_at,
        photos: store::bike::photos::for_bike(source, bike).await?,
        changes: store::theft::history(source, &ids).await?,
        reports,
        messages,
        retired: store::bike::retired_why(source, bike).await?,
    }))
}

/// Reads one bike of an account without its photos, reports and messages, or returns an error if the account does not
/// have it.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(owner = owner.0, bike = bike.0))]
pub async fn bike(
    registry: &Registry,
    owner: AccountId,
    bike: BikeId,
) -> Result<Result<Bike, NotYours>, StoreError> {
    let source = &registry.store;
    if must_own(source, owner, bike).await?.is_err() {
        return Ok(Err(NotYours));
    }
    Ok(store::bike::find(source, bike).await?.ok_or(NotYours))
}

/// Reads what was changed about an account's bike, oldest first, or returns an error if the account does not have it.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(owner = owner.0, bike = bike.0))]
pub async fn changes(
    registry: &Registry,
    owner: AccountId,
    bike: BikeId,
) -> Result<Result<Vec<Change>, NotYours>, StoreError> {
    let source = &registry.store;
    let Ok(ownership) = must_own(source, owner, bike).await? else {
        return Ok(Err(NotYours));
    };
    let mut all = store::bike::changes::of_bikes(source, &[bike]).await?;
    let mut changes = all.remove(&bike).unwrap_or_default();
    changes.retain(|change| change.at >= ownership.from_at);
    Ok(Ok(changes))
}

/// Returns true if we sent the owner of a bike that has just been registered an e-mail to confirm it.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn was_written_to(registry: &Registry, bike: BikeId) -> Result<bool, StoreError> {
    match store::bike::ownerships::owner_of(&registry.store, bike).await? {
        Some(owner) => store::account::links::confirms(&registry.store, owner.account, bike).await,
        None => Ok(false),
    }
}

/// Returns the ownership if the account owns the bike now.
pub(crate) async fn must_own(
    source: &impl Source,
    account: AccountId,
    bike: BikeId,
) -> Result<Result<Owner, NotYours>, StoreError> {
    let owner = store::bike::ownerships::owner_of(source, bike).await?;
    Ok(owner.filter(|owner| owner.account == account).ok_or(NotYours))
}
