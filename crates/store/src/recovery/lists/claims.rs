//! Workers take rows and write the results. If a worker does not finish a row, another worker takes it over. Each
//! result is written only once.

use crate::connection::sealed::Source as _;
use crate::entity::{property_list, property_row};
use crate::time::millis;
use crate::{Store, StoreError, Tx};
use domain::id::{BikeId, LookUpId, PropertyListId, PropertyRowId, RecoveryId};
use domain::recovery::listed::{ListStage, RowRecorded};
use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// What a worker does with rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// It looks them up.
    Look,
    /// It records them.
    Record,
}

impl Task {
    fn waits(self) -> Condition {
        match self {
            Self::Look => Condition::all().add(property_row::Column::Looked.eq(false)),
            Self::Record => Condition::all()
                .add(property_row::Column::Looked.eq(true))
                .add(property_row::Column::Recorded.is_null()),
        }
    }

    fn stage(self) -> (ListStage, ListStage) {
        match self {
            Self::Look => (ListStage::Looking, ListStage::Looked),
            Self::Record => (ListStage::Recording, ListStage::Recorded),
        }
    }
}

/// A claim on rows: who takes them, how many, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// The unique name of this claim.
    pub by: &'a str,
    /// How long it lasts.
    pub lasts: SignedDuration,
    /// The most rows that it takes.
    pub most: u64,
}

/// The outcome of a look-up for a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Looked {
    /// The band of the best bike, or `none`.
    pub band: &'static str,
    /// How likely the best bike is, from 0 to 1.
    pub likelihood: f64,
    /// How many likely bikes there are.
    pub likely: u64,
    /// The most likely bike.
    pub best: Option<BikeId>,
}

/// Takes rows of a list that are waiting and that no other worker has. Returns them with what their columns said.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(list = list.0))]
pub async fn claim(
    store: &Store,
    list: PropertyListId,
    task: Task,
    claim: Claim<'_>,
    now: Timestamp,
) -> Result<Vec<(PropertyRowId, String)>, StoreError> {
    let free = || {
        Condition::all()
            .add(property_row::Column::ListId.eq(list.0))
            .add(task.waits())
            .add(property_row::Column::ClaimedUntil.lt(millis(now)))
    };
    let next = Query::select()
        .column(property_row::Column::Id)
        .from(property_row::Entity)
        .cond_where(free())
        .order_by(property_row::Column::Id, sea_orm::Order::Asc)
        .limit(claim.most)
        .to_owned();
    let tx = store.begin().await?;
    property_row::Entity::update_many()
        .col_expr(property_row::Column::ClaimedBy, Expr::value(claim.by))
        .col_expr(
            property_row::Column::ClaimedUntil,
            Expr::value(millis(now + claim.lasts)),
        )
        .filter(property_row::Column::Id.in_subquery(next))
        // We check this again, because another node may have taken some rows while this one waited.
        .filter(free())
        .exec(tx.connection())
        .await?;
    let rows = property_row::Entity::find()
        .filter(property_row::Column::ClaimedBy.eq(claim.by))
        .filter(property_row::Column::ListId.eq(list.0))
        .order_by_asc(property_row::Column::Id)
        .all(tx.connection())
        .await?;
    tx.commit().await?;
    let keys = store.keys();
    rows.into_iter()
        .map(|row| Ok((PropertyRowId(row.id), keys.open_text(super::TOLD, &row.told)?)))
        .collect()
}

/// Tells whether a row is still this worker's, and locks it until the transaction ends.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(row = row.0))]
pub async fn look_at(tx: &Tx, row: PropertyRowId, task: Task, by: &str) -> Result<bool, StoreError> {
    let found = property_row::Entity::find_by_id(row.0)
        .filter(property_row::Column::ClaimedBy.eq(by))
        .filter(task.waits())
        .lock_exclusive()
        .one(tx.connection())
        .await?;
    Ok(found.is_some())
}

/// Writes the outcome of a look-up, in the transaction that logs the look-up.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(row = row.0))]
pub async fn noted(
    tx: &Tx,
    row: PropertyRowId,
    look_up: Option<LookUpId>,
    looked: &Looked,
) -> Result<(), StoreError> {
    property_row::Entity::update_many()
        .col_expr(property_row::Column::Looked, Expr::value(true))
        .col_expr(
            property_row::Column::LookUpId,
            Expr::value(look_up.map(|id| id.0)),
        )
        .col_expr(property_row::Column::Band, Expr::value(looked.band))
        .col_expr(property_row::Column::Likelihood, Expr::value(looked.likelihood))
        .col_expr(
            property_row::Column::Likely,
            Expr::value(super::signed(looked.likely)),
        )
        .col_expr(
            property_row::Column::BestId,
            Expr::value(looked.best.map(|bike| bike.0)),
        )
        .col_expr(
            property_row::Column::ClaimedBy,
            Expr::value(Option::<String>::None),
        )
        .col_expr(property_row::Column::ClaimedUntil, Expr::value(0_i64))
        .filter(property_row::Column::Id.eq(row.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Notes that a row was recorded, in the transaction that records it.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(row = row.0))]
pub async fn record_as(
    tx: &Tx,
    row: PropertyRowId,
    recorded: RowRecorded,
    recovery: Option<RecoveryId>,
) -> Result<(), StoreError> {
    property_row::Entity::update_many()
        .col_expr(property_row::Column::Recorded, Expr::value(recorded.slug()))
        .col_expr(
            property_row::Column::RecoveryId,
            Expr::value(recovery.map(|id| id.0)),
        )
        .col_expr(
            property_row::Column::ClaimedBy,
            Expr::value(Option::<String>::None),
        )
        .col_expr(property_row::Column::ClaimedUntil, Expr::value(0_i64))
        .filter(property_row::Column::Id.eq(row.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Ends a list's task if no row is waiting any more, and tells whether this call ended it.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(list = list.0))]
pub async fn settle(store: &Store, list: PropertyListId, task: Task) -> Result<bool, StoreError> {
    let (before, after) = task.stage();
    let waiting = Query::select()
        .column(property_row::Column::Id)
        .from(property_row::Entity)
        .and_where(property_row::Column::ListId.eq(list.0))
        .cond_where(task.waits())
        .to_owned();
    let tx = store.begin().await?;
    let done = property_list::Entity::update_many()
        .col_expr(property_list::Column::Stage, Expr::value(after.slug()))
        .filter(property_list::Column::Id.eq(list.0))
        .filter(property_list::Column::Stage.eq(before.slug()))
        .filter(Expr::not_exists(waiting))
        .exec(tx.connection())
        .await?;
    tx.commit().await?;
    Ok(done.rows_affected > 0)
}
