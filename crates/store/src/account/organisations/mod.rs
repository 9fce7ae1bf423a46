//! Partnerships, organisations, and the roles that accounts have in them.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::{membership, organisation, partnership};
use crate::time::{instant, millis};
use crate::{StoreError, Tx};
use domain::account::{Membership, Organisation, OrganisationKind, Partnership, Role};
use domain::id::{AccountId, OrganisationId, PartnershipId};
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;

/// Makes a partnership, or returns the one of that slug.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn ensure_partnership(tx: &Tx, slug: &str, name: &str) -> Result<PartnershipId, StoreError> {
    let find = partnership::Entity::find().filter(partnership::Column::Slug.eq(slug));
    if let Some(row) = find.one(tx.connection()).await? {
        return Ok(PartnershipId(row.id));
    }
    let row = partnership::ActiveModel {
        id: NotSet,
        slug: Set(slug.to_owned()),
        name: Set(name.to_owned()),
    };
    let made = partnership::Entity::insert(row).exec(tx.connection()).await?;
    Ok(PartnershipId(made.last_insert_id))
}

/// Makes an organisation, or returns the one of that slug.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn ensure(
    tx: &Tx,
    slug: &str,
    name: &str,
    kind: OrganisationKind,
    partnership: Option<PartnershipId>,
) -> Result<OrganisationId, StoreError> {
    if let Some(found) = find_by_slug(tx, slug).await? {
        return Ok(found.id);
    }
    let row = organisation::ActiveModel {
        id: NotSet,
        partnership_id: Set(partnership.map(|p| p.0)),
        slug: Set(slug.to_owned()),
        name: Set(name.to_owned()),
        kind: Set(kind.slug().to_owned()),
    };
    let made = organisation::Entity::insert(row).exec(tx.connection()).await?;
    Ok(OrganisationId(made.last_insert_id))
}

/// Finds an organisation by the word that names it.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
pub async fn find_by_slug(source: &impl Source, slug: &str) -> Result<Option<Organisation>, StoreError> {
    let row = organisation::Entity::find()
        .filter(organisation::Column::Slug.eq(slug))
        .one(source.connection())
        .await?;
    row.map(from_row).transpose()
}

/// Finds an organisation.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
pub async fn find(source: &impl Source, id: OrganisationId) -> Result<Option<Organisation>, StoreError> {
    let row = organisation::Entity::find_by_id(id.0)
        .one(source.connection())
        .await?;
    row.map(from_row).transpose()
}

/// Reads every organisation, by name.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
pub async fn all(source: &impl Source) -> Result<Vec<Organisation>, StoreError> {
    let rows = organisation::Entity::find()
        .order_by_asc(organisation::Column::Name)
        .all(source.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Reads every partnership, by name.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn partnerships(source: &impl Source) -> Result<Vec<Partnership>, StoreError> {
    let rows = partnership::Entity::find()
        .order_by_asc(partnership::Column::Name)
        .all(source.connection())
        .await?;
    let partnerships = rows.into_iter().map(|row| Partnership {
        id: PartnershipId(row.id),
        slug: row.slug,
        name: row.name,
    });
    Ok(partnerships.collect())
}

/// Gives an account a role; giving it again changes nothing. Tells whether it is new.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn add_member(
    tx: &Tx,
    account: AccountId,
    organisation: OrganisationId,
    role: Role,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let row = membership::ActiveModel {
        id: NotSet,
        account_id: Set(account.0),
        organisation_id: Set(organisation.0),
        role: Set(role.slug().to_owned()),
        created_at: Set(millis(now)),
    };
    let once = OnConflict::columns([
        membership::Column::AccountId,
        membership::Column::OrganisationId,
        membership::Column::Role,
    ])
    .do_nothing()
    .to_owned();
    let rows = membership::Entity::insert(row)
        .on_conflict(once)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(rows > 0)
}

/// Takes a role from an account; tells whether it had it.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn remove_member(
    tx: &Tx,
    account: AccountId,
    organisation: OrganisationId,
    role: Role,
) -> Result<bool, StoreError> {
    let gone = membership::Entity::delete_many()
        .filter(membership::Column::AccountId.eq(account.0))
        .filter(membership::Column::OrganisationId.eq(organisation.0))
        .filter(membership::Column::Role.eq(role.slug()))
        .exec(tx.connection())
        .await?;
    Ok(gone.rows_affected > 0)
}

/// A role that was given to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub account: AccountId,
    /// Where, and as what.
    pub membership: Membership,
    /// Since when.
    pub since: Timestamp,
}

/// Reads every role that accounts have, by account and then oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
pub async fn members(source: &impl Source) -> Result<Vec<Member>, StoreError> {
    let rows = membership::Entity::find()
        .order_by_asc(membership::Column::AccountId)
        .order_by_asc(membership::Column::Id)
        .all(source.connection())
        .await?;
    with_organisations(source, rows).await
}

/// Reads an account's roles, oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
pub async fn memberships_of(source: &impl Source, account: AccountId) -> Result<Vec<Membership>, StoreError> {
    let rows = membership::Entity::find()
        .filter(membership::Column::AccountId.eq(account.0))
        .order_by_asc(membership::Column::Id)
        .all(source.connection())
        .await?;
    let members = with_organisations(source, rows).await?;
    Ok(members.into_iter().map(|member| member.membership).collect())
}

async fn with_organisations(
    source: &impl Source,
    rows: Vec<membership::Model>,
) -> Result<Vec<Member>, StoreError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut named: Vec<i64> = rows.iter().map(|row| row.organisation_id).collect();
    named.sort_unstable();
    named.dedup();
    let organisations = organisation::Entity::find()
        .filter(organisation::Column::Id.is_in(named))
        .all(source.connection())
        .await?;
    let mut known = HashMap::new();
    for row in organisations {
        known.insert(row.id, from_row(row)?);
    }
    rows.into_iter()
        .map(|row| {
            let role = Role::parse(&row.role)
                .ok_or_else(|| StoreError::corrupt("membership", format!("a role {:?}", row.role)))?;
            let organisation = known
                .get(&row.organisation_id)
                .cloned()
                .ok_or_else(|| StoreError::corrupt("membership", "an organisation that is not there"))?;
            Ok(Member {
                account: AccountId(row.account_id),
                membership: Membership { organisation, role },
                since: instant("membership", row.created_at)?,
            })
        })
        .collect()
}

/// Lists the accounts that have a role in any organisation.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn accounts_with(source: &impl Source, role: Role) -> Result<Vec<AccountId>, StoreError> {
    let ids: Vec<i64> = membership::Entity::find()
        .select_only()
        .column(membership::Column::AccountId)
        .distinct()
        .filter(membership::Column::Role.eq(role.slug()))
        .into_tuple()
        .all(source.connection())
        .await?;
    Ok(ids.into_iter().map(AccountId).collect())
}

fn from_row(row: organisation::Model) -> Result<Organisation, StoreError> {
    let kind = OrganisationKind::parse(&row.kind)
        .ok_or_else(|| StoreError::corrupt("organisation", format!("a kind {:?}", row.kind)))?;
    Ok(Organisation {
        id: OrganisationId(row.id),
        slug: row.slug,
        name: row.name,
        kind,
        partnership: row.partnership_id.map(PartnershipId),
    })
}

#[cfg(test)]
mod tests;
