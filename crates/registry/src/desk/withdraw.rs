//! Lets a desk take back a bike that it has saved. The bike comes off the register, and its label is blank again.

use super::sync::{Outcome, already, wait};
use crate::Registry;
use crate::desk::letters;
use domain::MarkCode;
use domain::bike::{BikeReference, Retirement, Standing};
use domain::desk::{EntryId, NeedsPerson};
use domain::id::BikeId;
use domain::london;
use store::desk::entries::{self, Body, Entry, EntryState, NewEntry};
use store::{StoreError, Tx};

/// Why a bike cannot be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stands {
    /// Its owner has confirmed the registration.
    Confirmed,
    /// It is reported stolen or held by the police.
    Reported,
}

/// Carries out a withdrawal. A desk may withdraw its own bikes, on the same day, until the owner has confirmed them.
/// Everything else waits for the coordinator.
pub(super) async fn withdraw(
    registry: &Registry,
    new: &NewEntry,
    old: &EntryId,
    body: &Body,
) -> Result<Outcome, StoreError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let known = entries::find(&tx, old).await?;
    if let Some(known) = &known
        && (!is_of_the_desk(new, known) || known.state == EntryState::Settled && known.withdrawn_at.is_none())
    {
        drop(tx);
        return wait(registry, new, NeedsPerson::Withdrawal, body).await;
    }
    if !entries::claim_withdrawal(&tx, new, now).await? {
        drop(tx);
        return already(registry, &new.id).await;
    }
    match &known {
        None => {
            let late = NewEntry {
                id: old.clone(),
                mark: None,
                withdraws: None,
                ..new.clone()
            };
            entries::never(&tx, &late, now).await?;
        }
        Some(known) if known.withdrawn_at.is_some() => {}
        Some(known) => {
            if let Some(bike) = known.bike
                && take_back(registry, &tx, bike, known.new.mark, true)
                    .await?
                    .is_err()
            {
                drop(tx);
                return wait(registry, new, NeedsPerson::Withdrawal, body).await;
            }
            entries::withdraw(&tx, old, now).await?;
        }
    }
    tx.commit().await?;
    registry.bikes_changed();
    registry.mail_waits();
    tracing::info!(event.id = %new.event, "A desk withdrew an entry");
    Ok(Outcome::Withdrawn)
}

fn is_of_the_desk(new: &NewEntry, old: &Entry) -> bool {
    old.new.event == new.event
        && old.new.desk == new.desk
        && old.new.withdraws.is_none()
        && london::date_of(old.new.made_at) == london::date_of(new.made_at)
}

/// Takes a bike off the register and its label off the bike, and writes to its owner. A desk may not do this if the
/// owner has confirmed the bike. Nobody may do it if the bike is reported stolen or held by the police.
pub(super) async fn take_back(
    registry: &Registry,
    tx: &Tx,
    id: BikeId,
    code: Option<MarkCode>,
    by_desk: bool,
) -> Result<Result<(), Stands>, StoreError> {
    let now = registry.now();
    let Some(bike) = store::bike::find(tx, id).await? else {
        return Ok(Ok(()));
    };
    if matches!(bike.standing, Standing::ReportedStolen | Standing::HeldByPolice) {
        return Ok(Err(Stands::Reported));
    }
    let owner = store::bike::ownerships::owner_of(tx, id).await?;
    if by_desk && owner.is_some_and(|owner| owner.confirmed_at.is_some()) {
        return Ok(Err(Stands::Confirmed));
    }
    if let Some(code) = code {
        store::mark::take_off(tx, code, id, now).await?;
    }
    if bike.standing != Standing::Retired {
        store::bike::retire(tx, id, Retirement::Withdrawn, now).await?;
    }
    if let Some(owner) = owner
        && let Some(contact) = store::account::contact(tx, owner.account).await?
        && let Some(email) = &contact.email
    {
        let letter = letters::withdrawn_at_desk(email, BikeReference::of(id));
        store::mail::queue(tx, &letter, now).await?;
    }
    Ok(Ok(()))
}

#[cfg(test)]
mod tests;
