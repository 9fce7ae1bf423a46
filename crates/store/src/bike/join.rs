use super::frame_word;
use super::retire::retire;
use crate::connection::sealed::Source as _;
use crate::entity::{bike, identifier, mark, photo};
use crate::time::millis;
use crate::{StoreError, Tx, feed};
use domain::bike::Retirement;
use domain::id::BikeId;
use domain::mark::MarkStatus;
use domain::number::Frame;
use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

/// Notes in the change feed that a bike's owner or state has changed.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(bike = id.0))]
pub async fn noted(tx: &Tx, id: BikeId, now: Timestamp) -> Result<(), StoreError> {
    feed::record(tx, &[id], now).await
}

/// Joins two records of the same bike. The photos, numbers and mark of `double` go to `bike`; if `bike` has a mark, it
/// keeps its own. Then `double` is retired without a number.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(double = double.0, bike = bike.0))]
pub async fn join(tx: &Tx, double: BikeId, bike: BikeId, now: Timestamp) -> Result<(), StoreError> {
    photo::Entity::update_many()
        .col_expr(photo::Column::BikeId, Expr::value(bike.0))
        .filter(photo::Column::BikeId.eq(double.0))
        .exec(tx.connection())
        .await?;
    match crate::mark::live_on(tx, bike).await? {
        Some(own) => {
            crate::mark::replace(tx, double, own.code, now).await?;
        }
        None => {
            mark::Entity::update_many()
                .col_expr(mark::Column::BikeId, Expr::value(bike.0))
                .filter(mark::Column::BikeId.eq(double.0))
                .filter(mark::Column::Status.eq(MarkStatus::Issued.slug()))
                .exec(tx.connection())
                .await?;
        }
    }
    move_numbers(tx, double, bike, now).await?;
    retire(tx, double, Retirement::Joined, now).await?;
    feed::record(tx, &[bike], now).await
}

/// Moves the numbers of the other record to the bike as former numbers, so that look-ups with them still find the bike.
async fn move_numbers(tx: &Tx, double: BikeId, bike: BikeId, now: Timestamp) -> Result<(), StoreError> {
    let known: Vec<String> = identifier::Entity::find()
        .select_only()
        .column(identifier::Column::Folded)
        .filter(identifier::Column::BikeId.eq(bike.0))
        .into_tuple()
        .all(tx.connection())
        .await?;
    identifier::Entity::delete_many()
        .filter(identifier::Column::BikeId.eq(double.0))
        .filter(identifier::Column::Folded.is_in(known))
        .exec(tx.connection())
        .await?;
    identifier::Entity::update_many()
        .col_expr(identifier::Column::BikeId, Expr::value(bike.0))
        .col_expr(identifier::Column::EndedAt, Expr::value(millis(now)))
        .filter(identifier::Column::BikeId.eq(double.0))
        .exec(tx.connection())
        .await?;
    bike::Entity::update_many()
        .col_expr(bike::Column::Frame, Expr::value(frame_word(&Frame::Unknown)))
        .filter(bike::Column::Id.eq(double.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}
