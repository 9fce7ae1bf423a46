use super::load::among;
use crate::StoreError;
use crate::connection::Source;
use crate::entity::{bike, mark, recovery};
use domain::id::{BikeId, OrganisationId};
use sea_orm::sea_query::{Expr, IntoCondition};
use sea_orm::{EntityTrait, JoinType, QueryFilter, QuerySelect};
use std::collections::{BTreeSet, HashMap};

/// A bike, and the organisations that registered it, marked it and hold it.
type Organised = (i64, Option<i64>, Option<i64>, Option<i64>);

/// Reads which organisations have dealt with bikes, that is, registered them, gave out their marks, or hold them now.
/// Bikes that no organisation has dealt with are left out.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn organisations_of(
    source: &impl Source,
    bikes: &[BikeId],
) -> Result<HashMap<BikeId, BTreeSet<OrganisationId>>, StoreError> {
    let raw: Vec<i64> = bikes.iter().map(|bike| bike.0).collect();
    // These conditions are written out, because SQLite uses a partial index only if it sees the index's own condition.
    let live = bike::Entity::belongs_to(mark::Entity)
        .from(bike::Column::Id)
        .to(mark::Column::BikeId)
        .on_condition(|_, _| Expr::cust("mark.status = 'issued'").into_condition());
    let tied = bike::Entity::belongs_to(recovery::Entity)
        .from(bike::Column::Id)
        .to(recovery::Column::BikeId)
        .on_condition(|_, _| Expr::cust("recovery.status = 'tied'").into_condition());
    let rows: Vec<Organised> = bike::Entity::find()
        .select_only()
        .columns([bike::Column::Id, bike::Column::OrganisationId])
        .column_as(mark::Column::OrganisationId, "marked")
        .column_as(recovery::Column::OrganisationId, "held")
        .join(JoinType::LeftJoin, live.into())
        .join(JoinType::LeftJoin, tied.into())
        .filter(among(bike::Column::Id, &raw))
        .into_tuple()
        .all(source.connection())
        .await?;
    let mut found: HashMap<BikeId, BTreeSet<OrganisationId>> = HashMap::new();
    for (bike, registered, marked, held) in rows {
        let some = [registered, marked, held].into_iter().flatten();
        let mut some = some.map(OrganisationId).peekable();
        if some.peek().is_some() {
            found.entry(BikeId(bike)).or_default().extend(some);
        }
    }
    Ok(found)
}
