//! Tells a force's officers once a day how many pairs are waiting. The letter names no bike and no person.

use crate::Registry;
use crate::recovery::letters;
use domain::account::Role;
use domain::id::{AccountId, OrganisationId};
use domain::london;
use domain::recovery::PairStatus;
use jiff::civil::Time;
use std::collections::BTreeMap;
use store::StoreError;
use store::recovery::standing;

/// The time of day in London from which letters go out.
const FROM: Time = Time::constant(7, 0, 0, 0);

/// Puts parked pairs back on the list when their day has come, and returns how many.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn wake(registry: &Registry) -> Result<u64, StoreError> {
    let tx = registry.store.begin().await?;
    let woken = standing::wake(&tx, registry.now()).await?;
    tx.commit().await?;
    Ok(woken)
}

/// Queues the day's letters to the officers of every force that has pairs waiting, once a day however many workers
/// there are, and returns how many.
///
/// # Errors
/// [`StoreError`] when the store fails; letters that were queued before stay queued.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn tell_officers(registry: &Registry) -> Result<u64, StoreError> {
    let now = registry.now();
    if london::time_of(now) < FROM {
        return Ok(0);
    }
    let day = london::date_of(now).to_string();
    let source = &registry.store;
    let mut queued = 0;
    for force in standing::notices::not_told(source, &day).await? {
        let waiting = standing::count(source, force, PairStatus::Waiting).await?;
        let officers = officers(registry).await?.remove(&force).unwrap_or_default();
        let tx = source.begin().await?;
        if waiting == 0 || !standing::notices::told(&tx, force, &day).await? {
            continue;
        }
        let contacts = store::account::contacts(&tx, &officers).await?;
        let list = format!("{}/police/matches", registry.public_url());
        for email in contacts.values().filter_map(|contact| contact.email.as_ref()) {
            store::mail::queue(&tx, &letters::matches_wait(email, waiting, &list), now).await?;
            queued += 1;
        }
        tx.commit().await?;
    }
    if queued > 0 {
        registry.mail_waits();
    }
    Ok(queued)
}

/// Reads the officers of each force.
async fn officers(registry: &Registry) -> Result<BTreeMap<OrganisationId, Vec<AccountId>>, StoreError> {
    let mut officers: BTreeMap<OrganisationId, Vec<AccountId>> = BTreeMap::new();
    for member in store::account::organisations::members(&registry.store).await? {
        let membership = member.membership;
        if membership.role == Role::Officer && membership.is_effective() {
            let of_force = officers.entry(membership.organisation.id).or_default();
            of_force.push(member.account);
        }
    }
    Ok(officers)
}
