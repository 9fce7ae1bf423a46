//! Pauses, during which an owner takes no new messages about a bike.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::message_pause;
use crate::time::{instant, millis};
use crate::{StoreError, Tx};
use domain::id::BikeId;
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use sea_orm::sea_query::OnConflict;

/// Reads until when the owner of a bike is taking no messages, or returns `None` if they are taking them now.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn until(
    source: &impl Source,
    bike: BikeId,
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    let row = message_pause::Entity::find_by_id(bike.0)
        .one(source.connection())
        .await?;
    let until = row.map(|row| instant("message_pause", row.until)).transpose()?;
    Ok(until.filter(|until| *until > now))
}

/// Stops messages about a bike until an instant. An instant in the past lets them through again.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn set(tx: &Tx, bike: BikeId, until: Timestamp) -> Result<(), StoreError> {
    let row = message_pause::ActiveModel {
        bike_id: Set(bike.0),
        until: Set(millis(until)),
    };
    let newer = OnConflict::column(message_pause::Column::BikeId)
        .update_column(message_pause::Column::Until)
        .to_owned();
    message_pause::Entity::insert(row)
        .on_conflict(newer)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}
