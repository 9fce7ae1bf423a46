use crate::connection::{Source, sealed::Source as _};
use crate::entity::bike;
use crate::time::millis;
use crate::{StoreError, Tx, feed};
use domain::bike::Retirement;
use domain::id::BikeId;
use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// Retires a bike. Its history stays.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(bike = id.0))]
pub async fn retire(tx: &Tx, id: BikeId, why: Retirement, now: Timestamp) -> Result<(), StoreError> {
    set(tx, id, Some((millis(now), why)), now).await
}

/// Makes a retired bike active again.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(bike = id.0))]
pub async fn take_back(tx: &Tx, id: BikeId, now: Timestamp) -> Result<(), StoreError> {
    set(tx, id, None, now).await
}

/// Reads why a bike was retired, or returns `None` if it is not retired.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(bike = id.0))]
pub async fn retired_why(source: &impl Source, id: BikeId) -> Result<Option<Retirement>, StoreError> {
    let row = bike::Entity::find_by_id(id.0).one(source.connection()).await?;
    let why = row.filter(|row| row.retired_at.is_some()).map(|row| {
        // Before reasons were recorded, only desks retired bikes, so a row without a reason comes from a desk.
        let word = row
            .retired_why
            .unwrap_or_else(|| Retirement::Withdrawn.slug().to_owned());
        let why = Retirement::parse(&word);
        why.ok_or_else(|| StoreError::corrupt("bike", format!("a reason {word:?}")))
    });
    why.transpose()
}

async fn set(tx: &Tx, id: BikeId, to: Option<(i64, Retirement)>, now: Timestamp) -> Result<(), StoreError> {
    let (at, why) = to.unzip();
    bike::Entity::update_many()
        .col_expr(bike::Column::RetiredAt, Expr::value(at))
        .col_expr(bike::Column::RetiredWhy, Expr::value(why.map(Retirement::slug)))
        .filter(bike::Column::Id.eq(id.0))
        .exec(tx.connection())
        .await?;
    feed::record(tx, &[id], now).await
}
