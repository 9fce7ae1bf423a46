//! When an owner's details were opened, as the owner sees it. An officer can ask that the owner does not see an opening
//! until a certain day; the log has it all the same.

use super::audit::{self, Action, AuditEntry};
use crate::connection::{Source, sealed::Source as _};
use crate::entity::{audit_entry, hidden_opening};
use crate::time::millis;
use crate::{StoreError, Tx};
use domain::id::AccountId;
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashSet;

/// The acts that open an owner's details.
const OPENINGS: [Action; 2] = [Action::OwnerDetailsOpened, Action::AccountsRead];

/// Writes an entry about an owner, which the owner does not see until a certain time. Another entry says until when.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row that it names does not exist.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn record_hidden(
    tx: &Tx,
    entry: &AuditEntry,
    (until, says): (Timestamp, &AuditEntry),
    now: Timestamp,
) -> Result<(), StoreError> {
    let id = audit::add(tx, entry, now).await?;
    let row = hidden_opening::ActiveModel {
        entry_id: Set(id),
        until: Set(millis(until)),
    };
    hidden_opening::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    audit::record(tx, says, now).await
}

/// Reads when an owner's details were opened, newest first, without what the owner may not see yet.
///
/// # Errors
/// [`StoreError`] when the database does not answer or an entry is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(owner = owner.0))]
pub async fn of_owner(
    source: &impl Source,
    owner: AccountId,
    now: Timestamp,
    limit: u64,
) -> Result<Vec<(Timestamp, AuditEntry)>, StoreError> {
    let rows = audit_entry::Entity::find()
        .filter(audit_entry::Column::SubjectAccountId.eq(owner.0))
        .filter(audit_entry::Column::Action.is_in(OPENINGS.map(Action::slug)))
        .order_by_desc(audit_entry::Column::Id)
        .limit(limit)
        .all(source.connection())
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let hidden: Vec<i64> = hidden_opening::Entity::find()
        .select_only()
        .column(hidden_opening::Column::EntryId)
        .filter(hidden_opening::Column::EntryId.is_in(rows.iter().map(|row| row.id)))
        .filter(hidden_opening::Column::Until.gt(millis(now)))
        .into_tuple()
        .all(source.connection())
        .await?;
    let hidden: HashSet<i64> = hidden.into_iter().collect();
    rows.into_iter()
        .filter(|row| !hidden.contains(&row.id))
        .map(|row| audit::read(source.keyring(), row))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{an_account, fresh};
    use testkit::time::{NOON, hours_after_noon};

    testkit::on_each_database! {
        async fn an_owner_sees_an_opening_once_it_is_no_longer_hidden(db: testkit::Database) {
            let store = fresh(&db).await;
            let owner = an_account(&store, "ada@example.org").await;
            let other = an_account(&store, "bob@example.org").await;
            let about = |action| AuditEntry { subject_account: Some(owner), ..AuditEntry::of(action) };
            let tx = store.begin().await.unwrap();
            let says = AuditEntry::of(Action::OpeningHidden);
            let until = hours_after_noon(24);
            record_hidden(&tx, &about(Action::OwnerDetailsOpened), (until, &says), NOON).await.unwrap();
            audit::record(&tx, &about(Action::AccountsRead), hours_after_noon(1)).await.unwrap();
            audit::record(&tx, &about(Action::SignedIn), hours_after_noon(1)).await.unwrap();
            tx.commit().await.unwrap();
            let seen = async |owner, at| {
                let all = of_owner(&store, owner, at, 9).await.unwrap();
                all.into_iter().map(|(_, entry)| entry.action).collect::<Vec<_>>()
            };
            assert_eq!(seen(owner, hours_after_noon(2)).await, [Action::AccountsRead]);
            assert_eq!(seen(owner, until).await, [Action::AccountsRead, Action::OwnerDetailsOpened]);
            assert_eq!(seen(other, until).await, []);
        }
    }
}
