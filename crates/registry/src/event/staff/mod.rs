//! The rota of an event, and who may work where and when.

pub(crate) mod letters;

use super::{ListedEvent, listed};
use crate::Registry;
use crate::account::permits::CoordinatorOf;
use domain::account::contact::EmailAddress;
use domain::account::{Permission, Role, Viewer};
use domain::event::{MarkingEvent, Stage};
use domain::id::{AccountId, EventId, OrganisationId};
use jiff::{SignedDuration, Timestamp};
use letters::ShiftFacts;
use store::mail::Letter;
use store::{StoreError, Tx};
use thiserror::Error;

pub use store::event::staff::Staffed;

/// Why somebody was not put on a rota, or not taken off.
#[derive(Debug, Error)]
pub enum RotaError {
    /// There is no such event, or they may not change its rota.
    #[error("There is no such event")]
    NoEvent,
    /// The event was cancelled or closed.
    #[error("This event is cancelled or closed, so its rota cannot be changed")]
    NotOpen,
    /// The account may not use a desk anywhere.
    #[error(
        "The person with this e-mail address may not use a desk yet. Ask an administrator to make them a volunteer first"
    )]
    NotAVolunteer,
    /// The store failed; nothing was written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Somebody who is or could be on a rota, with the name or e-mail address that the coordinator knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Helper {
    /// Their account.
    pub account: AccountId,
    /// Their name, or else their e-mail address.
    pub name: String,
    /// What they do there, if they are on the rota.
    pub duty: Option<String>,
}

/// The people of an organisation: those on the rota of an event, and the others.
type Helpers = (Vec<Helper>, Vec<Helper>);

/// Reads who is on the rota of an event, and who else in its organisation may use a desk. Returns `None` if the
/// coordinator may not change the rota.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0))]
pub async fn rota(
    registry: &Registry,
    coordinator: &CoordinatorOf,
    event: EventId,
) -> Result<Option<Helpers>, StoreError> {
    let store = &registry.store;
    let found = store::event::find(store, event).await?;
    let Some(found) = found.filter(|event| coordinator.keeps(event.event.organisation)) else {
        return Ok(None);
    };
    let on = store::event::staff::of(store, event).await?;
    let mut off = store::event::staff::desk_users(store, found.event.organisation).await?;
    off.retain(|account| on.iter().all(|one| one.account != *account));
    let ids: Vec<AccountId> = on
        .iter()
        .map(|one| one.account)
        .chain(off.iter().copied())
        .collect();
    let contacts = store::account::contacts(store, &ids).await?;
    let helper = |account: AccountId, duty: Option<String>| {
        let contact = contacts.get(&account).cloned().unwrap_or_default();
        let address = contact.email.map(String::from);
        let name = contact
            .name
            .or(address)
            .unwrap_or_else(|| format!("Account {account}"));
        Helper { account, name, duty }
    };
    let on = on.into_iter().map(|one| helper(one.account, one.duty)).collect();
    let mut off: Vec<Helper> = off.into_iter().map(|account| helper(account, None)).collect();
    off.sort_by_key(|helper| helper.name.to_lowercase());
    Ok(Some((on, off)))
}

/// Puts an account on the rota of an event. If it is already there, it gets the new duty. Tells whether it is new.
///
/// # Errors
/// [`RotaError`]; then nothing was written.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0, account = account.0))]
pub async fn add_staff(
    registry: &Registry,
    coordinator: &CoordinatorOf,
    event: EventId,
    account: AccountId,
    duty: Option<&str>,
) -> Result<bool, RotaError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    let found = open_event(&tx, coordinator, event).await?;
    if !may_use_a_desk(&tx, account).await? {
        return Err(RotaError::NotAVolunteer);
    }
    let new = store::event::staff::add(&tx, event, account, duty, Some(coordinator.account), now).await?;
    if new {
        let facts = ShiftFacts::new(registry, &found);
        tell(registry, &tx, &found, account, |to| {
            letters::joined(to, &facts, duty)
        })
        .await?;
    }
    tx.commit().await?;
    registry.mail_waits();
    tracing::info!(event.id = %event, account.id = %account, "Put an account on the rota");
    Ok(new)
}

/// Puts the volunteer with this e-mail address on the rota of an event. They may belong to any organisation.
///
/// # Errors
/// [`RotaError`]; then nothing was written.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0))]
pub async fn add_staff_by_email(
    registry: &Registry,
    coordinator: &CoordinatorOf,
    event: EventId,
    email: &EmailAddress,
    duty: Option<&str>,
) -> Result<bool, RotaError> {
    let account = store::account::find_by_email(&registry.store, email)
        .await?
        .ok_or(RotaError::NotAVolunteer)?;
    add_staff(registry, coordinator, event, account, duty).await
}

/// Takes an account off the rota of an event, and tells whether it was on it.
///
/// # Errors
/// [`RotaError`]; then nothing was written.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0, account = account.0))]
pub async fn remove_staff(
    registry: &Registry,
    coordinator: &CoordinatorOf,
    event: EventId,
    account: AccountId,
) -> Result<bool, RotaError> {
    let tx = registry.store.begin().await?;
    let found = open_event(&tx, coordinator, event).await?;
    let gone = store::event::staff::remove(&tx, event, account).await?;
    if gone {
        let facts = ShiftFacts::new(registry, &found);
        tell(registry, &tx, &found, account, |to| letters::left(to, &facts)).await?;
    }
    tx.commit().await?;
    registry.mail_waits();
    tracing::info!(event.id = %event, account.id = %account, "Took an account off the rota");
    Ok(gone)
}

/// E-mails somebody about an event that they work at, unless it is over or a draft, which may still change. People on
/// the rota of a draft are told when it is published.
async fn tell(
    registry: &Registry,
    tx: &Tx,
    event: &MarkingEvent,
    account: AccountId,
    write: impl Fn(&EmailAddress) -> Letter,
) -> Result<(), StoreError> {
    let now = registry.now();
    if event.stage != Stage::Published || event.event.ends_at <= now {
        return Ok(());
    }
    let contacts = store::account::contacts(tx, &[account]).await?;
    let address = contacts.get(&account).and_then(|contact| contact.email.as_ref());
    if let Some(to) = address {
        store::mail::queue(tx, &write(to), now).await?;
    }
    Ok(())
}

/// E-mails everybody on the rota of an event that has just been published.
pub(super) async fn tell_all(registry: &Registry, tx: &Tx, event: &MarkingEvent) -> Result<(), StoreError> {
    let facts = ShiftFacts::new(registry, event);
    for one in store::event::staff::of(tx, event.id).await? {
        let duty = one.duty.as_deref();
        tell(registry, tx, event, one.account, |to| {
            letters::joined(to, &facts, duty)
        })
        .await?;
    }
    Ok(())
}

/// Reads the published events whose desks an account may open at a given time, soonest first: events with the
/// account on their rota and, for a coordinator, their organisation's events. A desk can be opened from six
/// on the evening before until the end of the event's day in London.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn open_to(
    registry: &Registry,
    viewer: &Viewer,
    at: Timestamp,
) -> Result<Vec<ListedEvent>, StoreError> {
    let Some(organisations) = desks_of(viewer) else {
        return Ok(Vec::new());
    };
    // Two days either way are enough for every rule. The rules themselves are then checked for each event.
    let wide = SignedDuration::from_hours(48);
    let near = store::event::staff::events_for(
        &registry.store,
        viewer.account,
        &organisations,
        at - wide,
        at + wide,
    );
    let open = near
        .await?
        .into_iter()
        .filter(|near| near.event.desks_load_at(at));
    listed(registry, open.collect()).await
}

/// Returns whether an account may work at the desks of an event at a given time, or could have worked there. This
/// includes an event that has since been closed or cancelled, because work done before that still counts.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0))]
pub async fn worked_at(
    registry: &Registry,
    viewer: &Viewer,
    event: EventId,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let Some(organisations) = desks_of(viewer) else {
        return Ok(false);
    };
    let Some(found) = store::event::find(&registry.store, event).await? else {
        return Ok(false);
    };
    if !found.stage.is_public() || !found.event.desks_open_at(at) {
        return Ok(false);
    }
    Ok(organisations.contains(&found.event.organisation)
        || store::event::staff::contains(&registry.store, event, viewer.account).await?)
}

/// The organisations whose events an account may work at without being on the rota. `None` if it may not use a desk at
/// all.
fn desks_of(viewer: &Viewer) -> Option<Vec<OrganisationId>> {
    viewer.organisation_for(Permission::UseDesk)?;
    let all = viewer
        .memberships
        .iter()
        .filter(|member| member.role == Role::Coordinator);
    Some(all.map(|member| member.organisation.id).collect())
}

async fn open_event(tx: &Tx, coordinator: &CoordinatorOf, id: EventId) -> Result<MarkingEvent, RotaError> {
    let found = store::event::find(tx, id).await?;
    let event = found
        .filter(|event| coordinator.keeps(event.event.organisation))
        .ok_or(RotaError::NoEvent)?;
    if event.stage.is_open() {
        Ok(event)
    } else {
        Err(RotaError::NotOpen)
    }
}

async fn may_use_a_desk(tx: &Tx, account: AccountId) -> Result<bool, StoreError> {
    let roles = store::account::organisations::memberships_of(tx, account).await?;
    Ok(roles.iter().any(|member| member.role.may(Permission::UseDesk)))
}

#[cfg(test)]
mod tests;
