//! What was done with people's details and rights, by whom and why. Entries are only added, never changed.

pub use super::action::Action;

use crate::connection::{Source, sealed::Source as _};
use crate::entity::audit_entry;
use crate::log::{self, Kind};
use crate::time::{instant, millis};
use crate::words::{self, column};
use crate::{Keyring, StoreError, Tx};
use domain::id::{AccountId, BikeId, LookUpId, OrganisationId};
use domain::look_up::Reason;
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// An entry of the audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// What was done.
    pub action: Action,
    /// Who did it, or `None` if it was somebody at the command line.
    pub actor: Option<AccountId>,
    /// The organisation that they did it for.
    pub organisation: Option<OrganisationId>,
    /// The account that it was done to.
    pub subject_account: Option<AccountId>,
    /// The bike that it was done to.
    pub bike: Option<BikeId>,
    /// The look-up that it came from.
    pub look_up: Option<LookUpId>,
    /// Why it was done.
    pub reason: Option<Reason>,
}

impl AuditEntry {
    /// Makes an entry that says only what was done. Callers fill in the other fields.
    pub fn of(action: Action) -> Self {
        Self {
            action,
            actor: None,
            organisation: None,
            subject_account: None,
            bike: None,
            look_up: None,
            reason: None,
        }
    }
}

/// Writes an entry, in the transaction that does the action.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row that it names does not exist.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn record(tx: &Tx, entry: &AuditEntry, now: Timestamp) -> Result<(), StoreError> {
    add(tx, entry, now).await?;
    Ok(())
}

/// Writes an entry and returns its id.
pub(super) async fn add(tx: &Tx, entry: &AuditEntry, now: Timestamp) -> Result<i64, StoreError> {
    let reason = entry.reason.as_ref().map(Reason::as_str);
    let row = audit_entry::ActiveModel {
        id: NotSet,
        at: Set(millis(now)),
        action: Set(entry.action.slug().to_owned()),
        actor_id: Set(entry.actor.map(|id| id.0)),
        organisation_id: Set(entry.organisation.map(|id| id.0)),
        subject_account_id: Set(entry.subject_account.map(|id| id.0)),
        bike_id: Set(entry.bike.map(|id| id.0)),
        look_up_id: Set(entry.look_up.map(|id| id.0)),
        reason: Set(None),
        reason_sealed: Set(words::sealed(tx.keyring(), column::AUDIT_REASON, reason)?),
    };
    let made = audit_entry::Entity::insert(row).exec(tx.connection()).await?;
    log::wait(tx, Kind::Entry, made.last_insert_id).await?;
    Ok(made.last_insert_id)
}

/// Reads what was done to a bike or with its owner's details, oldest first, each with its time.
///
/// # Errors
/// [`StoreError`] when the database does not answer or an entry is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn for_bike(
    source: &impl Source,
    bike: BikeId,
) -> Result<Vec<(Timestamp, AuditEntry)>, StoreError> {
    let rows = audit_entry::Entity::find()
        .filter(audit_entry::Column::BikeId.eq(bike.0))
        .order_by_asc(audit_entry::Column::Id)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| read(source.keyring(), row)).collect()
}

/// Reads an account's latest sign-ins, sign-outs and changes of roles, newest first, each with its time.
///
/// # Errors
/// [`StoreError`] when the database does not answer or an entry is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn of_account(
    source: &impl Source,
    account: AccountId,
    limit: u64,
) -> Result<Vec<(Timestamp, AuditEntry)>, StoreError> {
    let rows = audit_entry::Entity::find()
        .filter(audit_entry::Column::SubjectAccountId.eq(account.0))
        .filter(audit_entry::Column::Action.is_in(Action::OF_ACCOUNTS.map(Action::slug)))
        .order_by_desc(audit_entry::Column::Id)
        .limit(limit)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| read(source.keyring(), row)).collect()
}

/// Reads what was opened from a look-up, oldest first, each with its time.
///
/// # Errors
/// [`StoreError`] when the database does not answer or an entry is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(look_up = look_up.0))]
pub async fn for_look_up(
    source: &impl Source,
    look_up: LookUpId,
) -> Result<Vec<(Timestamp, AuditEntry)>, StoreError> {
    let rows = audit_entry::Entity::find()
        .filter(audit_entry::Column::LookUpId.eq(look_up.0))
        .order_by_asc(audit_entry::Column::Id)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| read(source.keyring(), row)).collect()
}

/// Reads what was done from each of some look-ups, oldest first, each with its time.
///
/// # Errors
/// [`StoreError`] when the database does not answer or an entry is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn for_look_ups(
    source: &impl Source,
    look_ups: &[LookUpId],
) -> Result<Vec<(Timestamp, AuditEntry)>, StoreError> {
    let rows = audit_entry::Entity::find()
        .filter(audit_entry::Column::LookUpId.is_in(look_ups.iter().map(|id| id.0)))
        .order_by_asc(audit_entry::Column::Id)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| read(source.keyring(), row)).collect()
}

pub(super) fn read(keys: &Keyring, row: audit_entry::Model) -> Result<(Timestamp, AuditEntry), StoreError> {
    let corrupt = |what: String| StoreError::corrupt("audit_entry", what);
    let sealed = row.reason_sealed.as_deref();
    let reason = words::opened(keys, column::AUDIT_REASON, sealed, row.reason)?
        .map(|raw| Reason::parse(&raw).map_err(|_| corrupt("an invalid reason".into())))
        .transpose()?;
    let entry = AuditEntry {
        action: Action::parse(&row.action).ok_or_else(|| corrupt(format!("an action {:?}", row.action)))?,
        actor: row.actor_id.map(AccountId),
        organisation: row.organisation_id.map(OrganisationId),
        subject_account: row.subject_account_id.map(AccountId),
        bike: row.bike_id.map(BikeId),
        look_up: row.look_up_id.map(LookUpId),
        reason,
    };
    Ok((instant("audit_entry", row.at)?, entry))
}

#[cfg(test)]
mod tests;
