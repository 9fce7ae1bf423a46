//! Plans of partnerships, their history, and their monitoring reports.

pub mod history;
pub mod reports;

use crate::connection::{Source, sealed::Source as _};
use crate::entity::plan;
use crate::time::{millis, optional_instant};
use crate::{Keyring, StoreError, Tx, documents};
use domain::id::{AccountId, PartnershipId, PlanId};
use domain::plan::Plan;
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

const DOCUMENT: &str = "plan.document";
const PUBLISHED: &str = "plan.published";

/// A plan that has been stored.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptPlan {
    /// Its id.
    pub id: PlanId,
    /// The partnership whose plan it is.
    pub partnership: PartnershipId,
    /// The version that people are working on.
    pub plan: Plan,
    /// The published version and when it was published, or `None` if it is unpublished or withdrawn.
    pub published: Option<(Plan, Timestamp)>,
    /// Who last changed its text; `None` if nobody has changed it since the register started the plan.
    pub changed_by: Option<AccountId>,
}

/// Adds a plan.
///
/// # Errors
/// [`StoreError::Taken`] when the partnership has a plan for this year; [`StoreError`] when the database does not
/// answer or the plan cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn add(
    tx: &Tx,
    partnership: PartnershipId,
    plan: &Plan,
    by: Option<AccountId>,
    now: Timestamp,
) -> Result<PlanId, StoreError> {
    let row = plan::ActiveModel {
        id: NotSet,
        partnership_id: Set(partnership.0),
        year: Set(i32::from(plan.year)),
        document: Set(documents::seal(tx.keyring(), DOCUMENT, plan)?),
        published: Set(None),
        published_at: Set(None),
        changed_at: Set(millis(now)),
        changed_by: Set(by.map(|id| id.0)),
    };
    let made = plan::Entity::insert(row).exec(tx.connection()).await?;
    Ok(PlanId(made.last_insert_id))
}

/// Finds a plan.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(plan = id.0))]
pub async fn find(source: &impl Source, id: PlanId) -> Result<Option<KeptPlan>, StoreError> {
    let row = plan::Entity::find_by_id(id.0).one(source.connection()).await?;
    row.map(|row| read(source.keyring(), row)).transpose()
}

/// Finds a plan and locks it until the transaction ends.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(plan = id.0))]
pub async fn hold(tx: &Tx, id: PlanId) -> Result<Option<KeptPlan>, StoreError> {
    let query = plan::Entity::find_by_id(id.0).lock_exclusive();
    let row = query.one(tx.connection()).await?;
    row.map(|row| read(tx.keyring(), row)).transpose()
}

/// Reads the plans of a partnership, newest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn of_partnership(
    source: &impl Source,
    partnership: PartnershipId,
) -> Result<Vec<KeptPlan>, StoreError> {
    let rows = plan::Entity::find()
        .filter(plan::Column::PartnershipId.eq(partnership.0))
        .order_by_desc(plan::Column::Year)
        .limit(MOST)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| read(source.keyring(), row)).collect()
}

/// The most years that a list shows.
const MOST: u64 = 20;

/// Replaces a plan. Without `by`, `changed_by` stays as it was, because the plan's own text does not change when an
/// agency reports progress.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the plan cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(plan = id.0))]
pub async fn write(
    tx: &Tx,
    id: PlanId,
    plan: &Plan,
    by: Option<AccountId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sealed = documents::seal(tx.keyring(), DOCUMENT, plan)?;
    let mut update = plan::Entity::update_many()
        .col_expr(plan::Column::Document, Expr::value(sealed))
        .col_expr(plan::Column::ChangedAt, Expr::value(millis(now)))
        .filter(plan::Column::Id.eq(id.0));
    if let Some(by) = by {
        update = update.col_expr(plan::Column::ChangedBy, Expr::value(by.0));
    }
    update.exec(tx.connection()).await?;
    Ok(())
}

/// Sets what the public sees from now on: the plan as it is, or nothing.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the plan cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(plan = id.0))]
pub async fn show(tx: &Tx, id: PlanId, plan: Option<&Plan>, now: Timestamp) -> Result<(), StoreError> {
    let sealed = plan
        .map(|plan| documents::seal(tx.keyring(), PUBLISHED, plan))
        .transpose()?;
    plan::Entity::update_many()
        .col_expr(
            plan::Column::PublishedAt,
            Expr::value(sealed.is_some().then(|| millis(now))),
        )
        .col_expr(plan::Column::Published, Expr::value(sealed))
        .filter(plan::Column::Id.eq(id.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

fn read(keys: &Keyring, row: plan::Model) -> Result<KeptPlan, StoreError> {
    let published = row
        .published
        .map(|sealed| documents::open(keys, PUBLISHED, &sealed));
    let published_at = optional_instant("plan", row.published_at)?;
    Ok(KeptPlan {
        id: PlanId(row.id),
        partnership: PartnershipId(row.partnership_id),
        plan: documents::open(keys, DOCUMENT, &row.document)?,
        published: published.transpose()?.zip(published_at),
        changed_by: row.changed_by.map(AccountId),
    })
}

#[cfg(test)]
mod tests;
