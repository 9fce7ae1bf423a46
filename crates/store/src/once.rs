//! Remembers forms that were sent, and what each made, so that sending a form again makes nothing more.

use crate::connection::sealed::Source as _;
use crate::entity::sent_form::{ActiveModel, Column, Entity};
use crate::time::millis;
use crate::{StoreError, Tx};
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

const COLUMN: &str = "sent_form.made";

/// The value that stands here until we know what the form made.
const NOTHING: &[u8] = b"";

/// Claims a key for this transaction, or returns what was made under the key before. If two requests claim it at once,
/// the second one waits and then gets what the first one made.
///
/// # Errors
/// [`StoreError`] when the database does not answer or what was made cannot be opened.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn claim(tx: &Tx, key: &[u8], now: Timestamp) -> Result<Option<Vec<u8>>, StoreError> {
    let hash = tx.keyring().hash("sent form", key);
    let row = ActiveModel {
        key_hash: Set(hash.clone()),
        made: Set(tx.keyring().seal(COLUMN, NOTHING)?),
        sent_at: Set(millis(now)),
    };
    let once = OnConflict::column(Column::KeyHash).do_nothing().to_owned();
    let claimed = Entity::insert(row)
        .on_conflict(once)
        .exec_without_returning(tx.connection())
        .await?;
    if claimed > 0 {
        return Ok(None);
    }
    let row = Entity::find_by_id(hash)
        .one(tx.connection())
        .await?
        .ok_or_else(|| StoreError::corrupt("sent_form", "no row for a key that is taken"))?;
    Ok(Some(tx.keyring().open(COLUMN, &row.made)?))
}

/// Records what was made under a key that this transaction has claimed.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the bytes cannot be sealed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn keep(tx: &Tx, key: &[u8], made: &[u8]) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::Made, Expr::value(tx.keyring().seal(COLUMN, made)?))
        .filter(Column::KeyHash.eq(tx.keyring().hash("sent form", key)))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Deletes forms that were sent before a certain time, and returns how many.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn prune(tx: &Tx, sent_before: Timestamp) -> Result<u64, StoreError> {
    let gone = Entity::delete_many()
        .filter(Column::SentAt.lt(millis(sent_before)))
        .exec(tx.connection())
        .await?;
    Ok(gone.rows_affected)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::fresh;
    use testkit::time::{NOON, days_after_noon, hours_after_noon};

    testkit::on_each_database! {
        async fn a_key_is_claimed_once_and_remembers_what_it_made(db: testkit::Database) {
            let store = fresh(&db).await;
            let tx = store.begin().await.unwrap();
            assert_eq!(claim(&tx, b"one", NOON).await.unwrap(), None);
            drop(tx);
            let tx = store.begin().await.unwrap();
            assert_eq!(claim(&tx, b"one", NOON).await.unwrap(), None, "a transaction that was rolled back claims nothing");
            keep(&tx, b"one", b"a secret").await.unwrap();
            tx.commit().await.unwrap();
            let tx = store.begin().await.unwrap();
            assert_eq!(claim(&tx, b"one", NOON).await.unwrap().as_deref(), Some(b"a secret".as_slice()));
            assert_eq!(claim(&tx, b"two", NOON).await.unwrap(), None);
            tx.commit().await.unwrap();
            let row = Entity::find().one(store.connection()).await.unwrap().unwrap();
            assert!(!row.made.windows(6).any(|six| six == b"secret"));
        }

        async fn of_many_who_claim_at_once_one_makes_it(db: testkit::Database) {
            let store = fresh(&db).await;
            let tries: Vec<_> = (0..8_u8)
                .map(|n| {
                    let store = store.clone();
                    tokio::spawn(async move {
                        let tx = store.begin().await.unwrap();
                        let before = claim(&tx, b"one", NOON).await.unwrap();
                        if before.is_none() {
                            keep(&tx, b"one", &[n]).await.unwrap();
                        }
                        tx.commit().await.unwrap();
                        (before.is_none(), before.unwrap_or_else(|| vec![n]))
                    })
                })
                .collect();
            let mut all = Vec::new();
            for one in tries {
                all.push(one.await.unwrap());
            }
            assert_eq!(all.iter().filter(|(mine, _)| *mine).count(), 1);
            assert!(all.iter().all(|(_, made)| *made == all[0].1), "{all:?}");
        }

        async fn old_ones_are_forgotten(db: testkit::Database) {
            let store = fresh(&db).await;
            let tx = store.begin().await.unwrap();
            claim(&tx, b"old", NOON).await.unwrap();
            claim(&tx, b"new", days_after_noon(2)).await.unwrap();
            prune(&tx, hours_after_noon(24)).await.unwrap();
            assert_eq!(claim(&tx, b"old", days_after_noon(2)).await.unwrap(), None);
            assert!(claim(&tx, b"new", days_after_noon(2)).await.unwrap().is_some());
        }
    }
}
