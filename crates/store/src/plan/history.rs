//! What was done to a plan, by whom and why. Entries are only added, never changed.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::plan_change;
use crate::time::{instant, millis};
use crate::{Keyring, StoreError, Tx, words};
use domain::id::{AccountId, AgencyId, PlanId};
use domain::plan::{By, What};
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

const SAID: &str = "plan_change.said";
const WHY: &str = "plan_change.why";

/// Something that was done to a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanChange {
    /// When it was done.
    pub at: Timestamp,
    /// Who did it.
    pub by: By,
    /// What was done.
    pub what: What,
    /// What was done, in a sentence.
    pub said: String,
    /// Why it was done.
    pub why: Option<String>,
}

/// Adds an entry.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the words cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(plan = plan.0))]
pub async fn add(tx: &Tx, plan: PlanId, change: &PlanChange) -> Result<(), StoreError> {
    let (by, agency) = match change.by {
        By::Account(account) => (Some(account.0), None),
        By::Agency(agency) => (None, Some(agency.0)),
        By::Register => (None, None),
    };
    let row = plan_change::ActiveModel {
        id: NotSet,
        plan_id: Set(plan.0),
        at: Set(millis(change.at)),
        by_id: Set(by),
        agency_id: Set(agency),
        what: Set(change.what.slug().to_owned()),
        said: Set(tx.keyring().seal_text(SAID, &change.said)?),
        why: Set(words::sealed(tx.keyring(), WHY, change.why.as_deref())?),
    };
    plan_change::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Reads what was done to a plan, newest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or an entry is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(plan = plan.0))]
pub async fn of_plan(
    source: &impl Source,
    plan: PlanId,
    skip: u64,
    limit: u64,
) -> Result<Vec<PlanChange>, StoreError> {
    let rows = plan_change::Entity::find()
        .filter(plan_change::Column::PlanId.eq(plan.0))
        .order_by_desc(plan_change::Column::Id)
        .offset(skip)
        .limit(limit)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| read(source.keyring(), row)).collect()
}

fn read(keys: &Keyring, row: plan_change::Model) -> Result<PlanChange, StoreError> {
    let what = What::parse(&row.what)
        .ok_or_else(|| StoreError::corrupt("plan_change", format!("an entry {:?}", row.what)))?;
    Ok(PlanChange {
        at: instant("plan_change", row.at)?,
        by: match (row.by_id, row.agency_id) {
            (Some(account), _) => By::Account(AccountId(account)),
            (None, Some(agency)) => By::Agency(AgencyId(agency)),
            (None, None) => By::Register,
        },
        what,
        said: keys.open_text(SAID, &row.said)?,
        why: words::opened(keys, WHY, row.why.as_deref(), None)?,
    })
}
