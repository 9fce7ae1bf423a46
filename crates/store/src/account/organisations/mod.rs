//! Partnerships, organisations, and the roles that accounts have in them.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::{membership, organisation, partnership};
use crate::time::{instant, millis};
use crate::{StoreError, Tx};
use domain::account::factor::FactorRule;
use domain::account::{Membership, Organisation, OrganisationKind, Partnership, Role};
use domain::id::{AccountId, OrganisationId, PartnershipId};
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;

/// Makes a partnership, or returns the one with this slug.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
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

/// Makes an organisation, or returns the one with this slug.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
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
        leads: Set(false),
        second_factor: Set(FactorRule::default().slug().to_owned()),
    };
    let made = organisation::Entity::insert(row).exec(tx.connection()).await?;
    Ok(OrganisationId(made.last_insert_id))
}

/// Makes an organisation the lead of its partnership, in place of the earlier one.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(organisation = id.0))]
pub async fn lead(tx: &Tx, id: OrganisationId, partnership: PartnershipId) -> Result<(), StoreError> {
    let leads = |yes: bool| {
        organisation::Entity::update_many()
            .col_expr(organisation::Column::Leads, Expr::value(yes))
            .filter(organisation::Column::PartnershipId.eq(partnership.0))
    };
    leads(false).exec(tx.connection()).await?;
    let one = leads(true).filter(organisation::Column::Id.eq(id.0));
    one.exec(tx.connection()).await?;
    Ok(())
}

/// Sets what an organisation asks of its staff besides the link in an e-mail.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(organisation = id.0))]
pub async fn set_factor_rule(tx: &Tx, id: OrganisationId, rule: FactorRule) -> Result<(), StoreError> {
    organisation::Entity::update_many()
        .col_expr(organisation::Column::SecondFactor, Expr::value(rule.slug()))
        .filter(organisation::Column::Id.eq(id.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Reads what each organisation asks of its staff, by its slug.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn factor_rules(source: &impl Source) -> Result<Vec<(String, FactorRule)>, StoreError> {
    let rows: Vec<(String, String)> = organisation::Entity::find()
        .select_only()
        .columns([organisation::Column::Slug, organisation::Column::SecondFactor])
        .order_by_asc(organisation::Column::Slug)
        .into_tuple()
        .all(source.connection())
        .await?;
    let rules = rows.into_iter().map(|(slug, rule)| Ok((slug, rule_of(&rule)?)));
    rules.collect()
}

/// Reads the strictest rule of some organisations. It is [`FactorRule::Off`] for none.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn strictest_rule(source: &impl Source, ids: &[OrganisationId]) -> Result<FactorRule, StoreError> {
    let rules: Vec<String> = organisation::Entity::find()
        .select_only()
        .column(organisation::Column::SecondFactor)
        .filter(organisation::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .into_tuple()
        .all(source.connection())
        .await?;
    let mut strictest = FactorRule::Off;
    for rule in rules {
        strictest = strictest.max(rule_of(&rule)?);
    }
    Ok(strictest)
}

fn rule_of(raw: &str) -> Result<FactorRule, StoreError> {
    FactorRule::parse(raw)
        .ok_or_else(|| StoreError::corrupt("organisation", format!("a rule {raw:?} for second factors")))
}

/// Finds an organisation by its slug.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
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
#[tracing::instrument(level = "debug", skip_all, fields(organisation = id.0))]
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
#[tracing::instrument(level = "debug", skip_all)]
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
#[tracing::instrument(level = "debug", skip_all)]
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

/// Gives an account a role. Returns false, and changes nothing, if the account already has it.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0, organisation = organisation.0))]
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

/// Takes a role from an account, and tells whether the account had it.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0, organisation = organisation.0))]
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
    /// The account that has the role.
    pub account: AccountId,
    /// The organisation and the role.
    pub membership: Membership,
    /// When it was given.
    pub since: Timestamp,
}

/// Reads every role that accounts have, by account and then oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
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
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
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
                .ok_or_else(|| StoreError::corrupt("membership", "an organisation that does not exist"))?;
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
#[tracing::instrument(level = "debug", skip_all)]
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
        leads: row.leads,
    })
}

#[cfg(test)]
mod tests;
