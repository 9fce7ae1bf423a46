use super::photos::FileName;
use super::remove::{free_marks, remove, remove_personal};
use crate::connection::sealed::Source as _;
use crate::entity::{bike, bike_flag, desk_entry, ownership, paper, theft_change, theft_report, transfer};
use crate::time::millis;
use crate::{StoreError, Tx};
use domain::bike::Retirement;
use domain::id::BikeId;
use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};

/// What was left of a bike whose owner has left the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erased {
    /// True if nothing was left. Otherwise, the police or a theft report still need its numbers and looks.
    pub gone: bool,
    /// The files of its photos; [`super::photos::unnamed`] finds those that nothing else uses.
    pub files: Vec<FileName>,
}

/// Removes a bike with everything that hangs on it. If the police have dealt with it, or it was once reported stolen, the
/// bike stays with its numbers and looks, retired and without an owner, and all words about it go.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(bike = id.0))]
pub async fn erase(tx: &Tx, id: BikeId, now: Timestamp) -> Result<Erased, StoreError> {
    forget_papers_and_offers(tx, id).await?;
    if let Some(files) = remove(tx, id, now).await? {
        return Ok(Erased { gone: true, files });
    }
    free_marks(tx, id).await?;
    let files = remove_personal(tx, id).await?;
    forget_words_of_thefts(tx, id).await?;
    let connection = tx.connection();
    bike_flag::Entity::delete_many()
        .filter(
            Condition::any()
                .add(bike_flag::Column::BikeId.eq(id.0))
                .add(bike_flag::Column::OtherBikeId.eq(id.0)),
        )
        .exec(connection)
        .await?;
    bike::Entity::update_many()
        .col_expr(bike::Column::Features, Expr::value(Option::<String>::None))
        .col_expr(bike::Column::FeaturesSealed, Expr::value(Option::<Vec<u8>>::None))
        .col_expr(bike::Column::ExternalRef, Expr::value(Option::<String>::None))
        .filter(bike::Column::Id.eq(id.0))
        .exec(connection)
        .await?;
    ownership::Entity::update_many()
        .col_expr(ownership::Column::Contact, Expr::value(Option::<Vec<u8>>::None))
        .filter(ownership::Column::BikeId.eq(id.0))
        .exec(connection)
        .await?;
    ownership::Entity::update_many()
        .col_expr(ownership::Column::UntilAt, Expr::value(millis(now)))
        .filter(ownership::Column::BikeId.eq(id.0))
        .filter(ownership::Column::UntilAt.is_null())
        .exec(connection)
        .await?;
    super::retire(tx, id, Retirement::Erased, now).await?;
    Ok(Erased { gone: false, files })
}

/// Removes a bike's certificates and share pages, and offers to new owners. A desk's entry no longer says which bike it
/// became.
async fn forget_papers_and_offers(tx: &Tx, id: BikeId) -> Result<(), StoreError> {
    let connection = tx.connection();
    paper::Entity::delete_many()
        .filter(paper::Column::BikeId.eq(id.0))
        .exec(connection)
        .await?;
    transfer::Entity::delete_many()
        .filter(transfer::Column::BikeId.eq(id.0))
        .exec(connection)
        .await?;
    desk_entry::Entity::update_many()
        .col_expr(desk_entry::Column::BikeId, Expr::value(Option::<i64>::None))
        .filter(desk_entry::Column::BikeId.eq(id.0))
        .exec(connection)
        .await?;
    Ok(())
}

/// Removes what was told about thefts in words. Times, points and the police's references stay, for the police and for
/// the figures.
async fn forget_words_of_thefts(tx: &Tx, id: BikeId) -> Result<(), StoreError> {
    let connection = tx.connection();
    let reports: Vec<i64> = theft_report::Entity::find()
        .select_only()
        .column(theft_report::Column::Id)
        .filter(theft_report::Column::BikeId.eq(id.0))
        .into_tuple()
        .all(connection)
        .await?;
    theft_change::Entity::delete_many()
        .filter(theft_change::Column::TheftReportId.is_in(reports))
        .exec(connection)
        .await?;
    theft_report::Entity::update_many()
        .col_expr(theft_report::Column::Place, Expr::value(Option::<Vec<u8>>::None))
        .col_expr(
            theft_report::Column::PlaceGiven,
            Expr::value(Option::<Vec<u8>>::None),
        )
        .col_expr(theft_report::Column::How, Expr::value(Option::<Vec<u8>>::None))
        .col_expr(
            theft_report::Column::Details,
            Expr::value(Option::<Vec<u8>>::None),
        )
        .filter(theft_report::Column::BikeId.eq(id.0))
        .exec(connection)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests;
