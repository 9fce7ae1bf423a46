//! Workers that follow the feed, and store their place in the database.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::follower;
use crate::time::millis;
use crate::{Store, StoreError, Tx};
use domain::feed::FeedPosition;
use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};

/// Takes or renews the right to follow the feed under a name, and tells whether it got the right. Only one node has it
/// at a time. If that node does not renew it in time, another node takes over.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn hold(
    store: &Store,
    name: &str,
    holder: &str,
    now: Timestamp,
    lasts: SignedDuration,
) -> Result<bool, StoreError> {
    let free = Condition::any()
        .add(follower::Column::HeldBy.eq(holder))
        .add(follower::Column::HeldBy.is_null())
        .add(follower::Column::HeldUntil.lt(millis(now)));
    let tx = store.begin().await?;
    let done = follower::Entity::update_many()
        .col_expr(follower::Column::HeldBy, Expr::value(holder))
        .col_expr(follower::Column::HeldUntil, Expr::value(millis(now + lasts)))
        .filter(follower::Column::Name.eq(name))
        .filter(free)
        .exec(tx.connection())
        .await?;
    tx.commit().await?;
    Ok(done.rows_affected > 0)
}

/// Gives the right back, so that another node does not have to wait for it to run out.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn let_go(store: &Store, name: &str, holder: &str) -> Result<(), StoreError> {
    let tx = store.begin().await?;
    follower::Entity::update_many()
        .col_expr(follower::Column::HeldBy, Expr::value(Option::<String>::None))
        .filter(follower::Column::Name.eq(name))
        .filter(follower::Column::HeldBy.eq(holder))
        .exec(tx.connection())
        .await?;
    tx.commit().await
}

/// Reads how far a follower has got, or returns `None` if it has not started.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn position(source: &impl Source, name: &str) -> Result<Option<FeedPosition>, StoreError> {
    let row = follower::Entity::find_by_id(name)
        .one(source.connection())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let Some(epoch) = row.epoch else { return Ok(None) };
    let epoch = epoch
        .parse()
        .map_err(|_| StoreError::corrupt("follower", "an epoch that is not a number"))?;
    Ok(Some(FeedPosition {
        epoch,
        transaction: row.writer,
        position: row.position,
        made_at: row.made_at,
    }))
}

/// Moves a follower on, in the transaction that does its work up to there. Returns false if the follower is no longer
/// at `from`, or the holder has lost the right. If so, the caller must not commit the transaction.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn advance(
    tx: &Tx,
    name: &str,
    holder: &str,
    from: Option<FeedPosition>,
    to: FeedPosition,
) -> Result<bool, StoreError> {
    let stands = match from {
        Some(from) => follower::Column::Epoch
            .eq(from.epoch.to_string())
            .and(follower::Column::Writer.eq(from.transaction))
            .and(follower::Column::Position.eq(from.position)),
        None => follower::Column::Epoch.is_null(),
    };
    let done = follower::Entity::update_many()
        .col_expr(follower::Column::Epoch, Expr::value(to.epoch.to_string()))
        .col_expr(follower::Column::Writer, Expr::value(to.transaction))
        .col_expr(follower::Column::Position, Expr::value(to.position))
        .col_expr(follower::Column::MadeAt, Expr::value(to.made_at))
        .filter(follower::Column::Name.eq(name))
        .filter(follower::Column::HeldBy.eq(holder))
        .filter(stands)
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::fresh;
    use testkit::time::{NOON, hours_after_noon};

    const NAME: &str = "matches";
    const HOUR: SignedDuration = SignedDuration::from_hours(1);

    testkit::on_each_database! {
        async fn one_node_follows_and_another_takes_over(db: testkit::Database) {
            let store = fresh(&db).await;
            let take = async |holder, hours| hold(&store, NAME, holder, hours_after_noon(hours), HOUR).await.unwrap();
            assert!(take("a", 0).await);
            assert!(take("a", 1).await, "it is renewed");
            assert!(!take("b", 1).await, "it is held");
            assert!(take("b", 3).await, "it ran out");
            assert!(!take("a", 3).await);
            let_go(&store, NAME, "a").await.unwrap();
            assert!(!take("a", 3).await, "only the holder can give it back");
            let_go(&store, NAME, "b").await.unwrap();
            assert!(take("a", 3).await);
            assert!(!hold(&store, "nobody", "a", NOON, HOUR).await.unwrap());
        }

        async fn a_place_is_moved_on_once_and_by_its_holder(db: testkit::Database) {
            let store = fresh(&db).await;
            assert_eq!(position(&store, NAME).await.unwrap(), None);
            assert!(hold(&store, NAME, "a", NOON, HOUR).await.unwrap());
            let first = FeedPosition { epoch: u64::MAX, transaction: 3, position: 7, made_at: 9 };
            let second = FeedPosition { position: 8, ..first };
            let move_on = async |holder, from, to| {
                let tx = store.begin().await.unwrap();
                let done = advance(&tx, NAME, holder, from, to).await.unwrap();
                tx.commit().await.unwrap();
                done
            };
            assert!(!move_on("b", None, first).await, "another node");
            assert!(move_on("a", None, first).await);
            assert!(!move_on("a", None, first).await, "twice");
            assert_eq!(position(&store, NAME).await.unwrap(), Some(first));
            assert!(move_on("a", Some(first), second).await);
            assert!(!move_on("a", Some(first), second).await, "it has moved on since");
            let tx = store.begin().await.unwrap();
            assert!(advance(&tx, NAME, "a", Some(second), first).await.unwrap());
            drop(tx);
            assert_eq!(position(&store, NAME).await.unwrap(), Some(second), "an uncommitted move has no effect");
        }
    }
}
