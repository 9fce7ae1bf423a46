//! Two people say that a bike is theirs. We ask the one who registered it first, and otherwise an officer decides.
//!
//! Second-hand buyers who did nothing wrong are the common case. We tell the one who registered later that the
//! registration needs checking, but not why, because they may be the thief. We tell the first owner that somebody has
//! registered the number, but not who.

mod decide;

pub use decide::{DecideError, Dispute, Side, decide, open};

use super::own::{self, NotYours};
use super::transfer::{self, TransferError};
use crate::Registry;
use crate::bike::letters;
use domain::bike::{BikeReference, SoldAnswer, Standing};
use domain::id::{AccountId, BikeId};
use jiff::Timestamp;
use store::bike::flags::{self, Flag};
use store::bike::ownerships::Owner;
use store::bike::statements;
use store::{Source, StoreError, Tx};
use thiserror::Error;

/// The most statements about one bike.
const MOST_STATEMENTS: u64 = 10;

/// The most characters that one statement can have.
pub const LONGEST_STATEMENT: usize = 1_000;

/// Why an answer was not taken.
#[derive(Debug, Error)]
pub enum AnswerError {
    /// The bike is somebody else's, or not on the register.
    #[error(transparent)]
    NotYours(#[from] NotYours),
    /// There is nothing to answer, or they have already answered.
    #[error("You have already answered this, or it no longer needs an answer")]
    NotAsked,
    /// The bike cannot be passed on now.
    #[error(transparent)]
    Transfer(TransferError),
    /// There are already too many statements.
    #[error("You have sent us enough statements about this bike. The police will write to you")]
    TooMany,
    /// The store failed; nothing was kept.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<TransferError> for AnswerError {
    fn from(error: TransferError) -> Self {
        match error {
            TransferError::Store(error) => Self::Store(error),
            TransferError::NotYours(error) => Self::NotYours(error),
            error => Self::Transfer(error),
        }
    }
}

/// Asks the first owners about a bike that carries their bike's number, once somebody answers for the new
/// registration. It tells the owner of the new registration that it needs checking.
pub(crate) async fn ask_first_owners(registry: &Registry, tx: &Tx, bike: BikeId) -> Result<(), StoreError> {
    let now = registry.now();
    let open: Vec<Flag> = flags::for_bikes(tx, &[bike])
        .await?
        .into_iter()
        .filter(|flag| flag.is_open() && flag.asked_at.is_none())
        .collect();
    if open.is_empty() {
        return Ok(());
    }
    let Some(later) = store::bike::ownerships::owner_of(tx, bike).await? else {
        return Ok(());
    };
    if !later.is_answered_for() {
        return Ok(());
    }
    for flag in &open {
        ask_one(registry, tx, flag, later, now).await?;
        flags::asked(tx, flag.bike, flag.other, now).await?;
    }
    if let Some(email) = address(tx, later.account).await? {
        let page = format!("{}/account/bikes/{bike}", registry.public_url);
        let letter = letters::registration_needs_checking(&email, BikeReference::of(bike), &page);
        store::mail::queue_about(tx, &letter, bike, now).await?;
    }
    Ok(())
}

async fn ask_one(
    registry: &Registry,
    tx: &Tx,
    flag: &Flag,
    later: Owner,
    now: Timestamp,
) -> Result<(), StoreError> {
    let first = store::bike::ownerships::owner_of(tx, flag.other).await?;
    let Some(first) = first.filter(|first| first.is_answered_for() && first.account != later.account) else {
        return Ok(());
    };
    if let Some(email) = address(tx, first.account).await? {
        let page = format!("{}/account/bikes/{}/sold", registry.public_url, flag.other);
        let letter = letters::have_you_sold_it(&email, BikeReference::of(flag.other), &page);
        store::mail::queue_about(tx, &letter, flag.other, now).await?;
    }
    Ok(())
}

/// Returns true if the owner of a bike has been asked whether they sold it, and has not answered.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(owner = owner.0, bike = bike.0))]
pub async fn is_asked(registry: &Registry, owner: AccountId, bike: BikeId) -> Result<bool, StoreError> {
    Ok(!unanswered(&registry.store, owner, bike).await?.is_empty())
}

/// Takes the first owner's answer, with words for the police if there are any. If they say yes, it offers the bike to
/// the person who has registered it.
///
/// # Errors
/// [`AnswerError`]; then nothing was kept.
#[tracing::instrument(level = "debug", skip_all, fields(owner = owner.0, bike = bike.0))]
pub async fn answer(
    registry: &Registry,
    owner: AccountId,
    bike: BikeId,
    answer: SoldAnswer,
    words: Option<&str>,
) -> Result<(), AnswerError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    if let Some(()) = registry.made_before(&tx).await? {
        return Ok(());
    }
    own::must_own(&tx, owner, bike).await??;
    let asked = unanswered(&tx, owner, bike).await?;
    let last = asked.last().ok_or(AnswerError::NotAsked)?.bike;
    if answer == SoldAnswer::Sold {
        let new = store::bike::ownerships::owner_of(&tx, last).await?;
        let to = match new {
            Some(new) => address(&tx, new.account).await?,
            None => None,
        };
        let to = to.ok_or(AnswerError::NotAsked)?;
        transfer::offer_in(registry, &tx, owner, bike, &to, Some(last)).await?;
    }
    for flag in &asked {
        flags::answered(&tx, flag.bike, flag.other, answer, now).await?;
    }
    if let Some(words) = words {
        keep(&tx, bike, owner, words, now).await?;
    }
    registry.made(&tx, &()).await?;
    tx.commit().await?;
    registry.mail_waits();
    tracing::info!(bike.id = %bike, "The first owner of a bike answered: {}", answer.slug());
    Ok(())
}

/// Keeps what the owner of a registration that is being checked says about how they got the bike.
///
/// # Errors
/// [`AnswerError`]; then nothing was kept.
#[tracing::instrument(level = "debug", skip_all, fields(owner = owner.0, bike = bike.0))]
pub async fn say(
    registry: &Registry,
    owner: AccountId,
    bike: BikeId,
    words: &str,
) -> Result<(), AnswerError> {
    let tx = registry.store.begin().await?;
    if let Some(()) = registry.made_before(&tx).await? {
        return Ok(());
    }
    own::must_own(&tx, owner, bike).await??;
    let known = store::bike::find(&tx, bike).await?.ok_or(NotYours)?;
    if !known.disputed || known.standing == Standing::Retired {
        return Err(AnswerError::NotAsked);
    }
    keep(&tx, bike, owner, words, registry.now()).await?;
    registry.made(&tx, &()).await?;
    tx.commit().await?;
    tracing::info!(bike.id = %bike, "An owner said how they got a bike");
    Ok(())
}

async fn keep(
    tx: &Tx,
    bike: BikeId,
    account: AccountId,
    words: &str,
    now: Timestamp,
) -> Result<(), AnswerError> {
    if statements::count(tx, bike).await? >= MOST_STATEMENTS {
        return Err(AnswerError::TooMany);
    }
    Ok(statements::add(tx, bike, account, words, now).await?)
}

/// Reads the flags that the owner of the first bike was asked about and has not answered, oldest first.
async fn unanswered(source: &impl Source, owner: AccountId, bike: BikeId) -> Result<Vec<Flag>, StoreError> {
    let flags = flags::about(source, &[bike]).await?;
    let asked: Vec<Flag> = flags
        .into_iter()
        .filter(|flag| flag.is_open() && flag.asked_at.is_some() && flag.answer.is_none())
        .collect();
    let later: Vec<BikeId> = asked.iter().map(|flag| flag.bike).collect();
    let owners = store::bike::ownerships::owners_of(source, &later).await?;
    let by_another = |flag: &Flag| owners.get(&flag.bike).is_some_and(|of| of.account != owner);
    Ok(asked.into_iter().filter(by_another).collect())
}

async fn address(
    source: &impl Source,
    account: AccountId,
) -> Result<Option<domain::account::contact::EmailAddress>, StoreError> {
    let contact = store::account::contact(source, account).await?;
    Ok(contact.and_then(|contact| contact.email))
}

#[cfg(test)]
mod tests;
