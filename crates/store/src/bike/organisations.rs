use super::load::among;
use crate::StoreError;
use crate::connection::Source;
use crate::entity::{bike, mark, recovery};
use domain::id::{BikeId, OrganisationId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{BTreeSet, HashMap};

/// Reads which organisations have had to do with bikes: who registered it, who gave out the mark that is on it, who
/// holds it now. A bike that none has had to do with is left out.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn organisations_of(
    source: &impl Source,
    bikes: &[BikeId],
) -> Result<HashMap<BikeId, BTreeSet<OrganisationId>>, StoreError> {
    let raw: Vec<i64> = bikes.iter().map(|bike| bike.0).collect();
    let db = source.connection();
    let registered: Vec<(Option<i64>, Option<i64>)> = bike::Entity::find()
        .select_only()
        .columns([bike::Column::Id, bike::Column::OrganisationId])
        .filter(among(bike::Column::Id, &raw))
        .filter(bike::Column::OrganisationId.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    let marked: Vec<(Option<i64>, Option<i64>)> = mark::Entity::find()
        .select_only()
        .columns([mark::Column::BikeId, mark::Column::OrganisationId])
        .filter(among(mark::Column::BikeId, &raw))
        // Written out: SQLite uses a partial index only where it sees the index's own condition.
        .filter(Expr::cust("status = 'issued'"))
        .filter(mark::Column::OrganisationId.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    let held: Vec<(Option<i64>, Option<i64>)> = recovery::Entity::find()
        .select_only()
        .columns([recovery::Column::BikeId, recovery::Column::OrganisationId])
        .filter(among(recovery::Column::BikeId, &raw))
        .filter(Expr::cust("status = 'tied'"))
        .into_tuple()
        .all(db)
        .await?;
    let mut found: HashMap<BikeId, BTreeSet<OrganisationId>> = HashMap::new();
    for (bike, organisation) in registered.into_iter().chain(marked).chain(held) {
        if let Some((bike, organisation)) = bike.zip(organisation) {
            found
                .entry(BikeId(bike))
                .or_default()
                .insert(OrganisationId(organisation));
        }
    }
    Ok(found)
}
