//! Every number on every bike, found again when it is read right but for look-alikes.

use crate::StoreError;
use crate::connection::Source;
use crate::entity::{bike, identifier, recovery, theft_report};
use domain::bike::{Identifier, IdentifierKind, PublicStatus};
use domain::id::BikeId;
use sea_orm::sea_query::{Expr, IntoCondition};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, Select};

/// How grave a bike's standing is: 0 when it is reported stolen or the police hold it, 2 when it has left the register.
const GRAVITY: &str = "MIN(CASE WHEN theft_report.id IS NOT NULL OR recovery.id IS NOT NULL THEN 0 \
    WHEN bike.retired_at IS NULL THEN 1 ELSE 2 END)";

/// Finds the bikes on which one of these numbers stands, look-alikes taken for equal; at most `limit`, those that are
/// reported stolen or that the police hold first.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn bikes_with(
    source: &impl Source,
    folded: &[String],
    limit: u64,
) -> Result<Vec<BikeId>, StoreError> {
    if folded.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = bearing(folded)
        .column(identifier::Column::BikeId)
        .group_by(identifier::Column::BikeId)
        .order_by_asc(Expr::cust(GRAVITY))
        .order_by_asc(identifier::Column::BikeId)
        .limit(limit)
        .into_tuple()
        .all(source.connection())
        .await?;
    Ok(ids.into_iter().map(BikeId).collect())
}

/// The gravest status of all bikes on which one of these numbers stands, however many they are.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn gravest_status(source: &impl Source, folded: &[String]) -> Result<PublicStatus, StoreError> {
    if folded.is_empty() {
        return Ok(PublicStatus::NotOnRegister);
    }
    let gravity: Option<Option<i32>> = gravest(folded).into_tuple().one(source.connection()).await?;
    Ok(match gravity.flatten() {
        Some(0) => PublicStatus::ReportedStolen,
        Some(1) => PublicStatus::Registered,
        _ => PublicStatus::NotOnRegister,
    })
}

fn gravest(folded: &[String]) -> Select<identifier::Entity> {
    bearing(folded).column_as(Expr::cust(GRAVITY), "gravity")
}

/// The rows of these numbers, each beside its bike and what is open against it.
fn bearing(folded: &[String]) -> Select<identifier::Entity> {
    // The conditions are written out: SQLite uses a partial index only where it sees the index's own.
    let open = identifier::Entity::belongs_to(theft_report::Entity)
        .from(identifier::Column::BikeId)
        .to(theft_report::Column::BikeId)
        .on_condition(|_, _| Expr::cust("theft_report.closed_at IS NULL").into_condition());
    let held = identifier::Entity::belongs_to(recovery::Entity)
        .from(identifier::Column::BikeId)
        .to(recovery::Column::BikeId)
        .on_condition(|_, _| Expr::cust("recovery.status = 'tied'").into_condition());
    let bike = identifier::Entity::belongs_to(bike::Entity)
        .from(identifier::Column::BikeId)
        .to(bike::Column::Id);
    identifier::Entity::find()
        .select_only()
        .join(JoinType::InnerJoin, bike.into())
        .join(JoinType::LeftJoin, open.into())
        .join(JoinType::LeftJoin, held.into())
        .filter(identifier::Column::Folded.is_in(folded.iter().map(String::as_str)))
}

pub(crate) fn from_row(kind: &str, as_written: &str) -> Result<Identifier, StoreError> {
    let corrupt = |what: &str| StoreError::corrupt("identifier", format!("{what} {kind:?}"));
    let kind = IdentifierKind::parse(kind).ok_or_else(|| corrupt("an unknown kind"))?;
    Identifier::new(kind, as_written).map_err(|_| corrupt("a number that does not compare, of kind"))
}

#[cfg(test)]
mod tests;
