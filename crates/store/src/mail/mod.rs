//! Mail on its way out: queued in the transaction that it tells of, sent later by the worker.
//!
//! A letter is claimed before it is sent: the claim moves its due time ahead by a lease, so that no other
//! worker takes it meanwhile, and a worker that dies gives it back when the lease runs out. A letter whose
//! worker dies between handing it over and noting so goes out a second time under the same [`LetterId`];
//! the sender makes its `Message-ID` of that, by which mail systems know the two for one.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::outbox;
use crate::time::millis;
use crate::{Keyring, Store, StoreError, Tx};
use domain::account::contact::EmailAddress;
use domain::id::BikeId;
use jiff::{SignedDuration, Timestamp};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use std::fmt;

const COLUMN: &str = "outbox.letter";

/// Identifies one letter in the outbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LetterId(pub i64);

impl fmt::Display for LetterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One e-mail in plain text.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Whom it goes to.
    pub to: EmailAddress,
    /// What it is about; never holds a personal detail.
    pub subject: String,
    /// What it says, lines ending in `\n`.
    pub body: String,
}

impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Letter(***)")
    }
}

/// A letter that the caller may send now, and nobody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// Which letter.
    pub id: LetterId,
    /// What to send.
    pub letter: Letter,
    /// How often it has been tried, this time counted.
    pub attempts: u32,
}

/// Queues a letter, to go out once the transaction is committed.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the letter cannot be sealed.
pub async fn queue(tx: &Tx, letter: &Letter, now: Timestamp) -> Result<LetterId, StoreError> {
    put(tx, letter, None, now).await
}

/// Queues a letter about a bike, which is not sent any more once it is withdrawn or the bike is removed.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the letter cannot be sealed.
pub async fn queue_about(
    tx: &Tx,
    letter: &Letter,
    bike: BikeId,
    now: Timestamp,
) -> Result<LetterId, StoreError> {
    put(tx, letter, Some(bike), now).await
}

/// Takes back the letters about a bike that have not been sent.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn withdraw(tx: &Tx, bike: BikeId) -> Result<(), StoreError> {
    outbox::Entity::delete_many()
        .filter(outbox::Column::BikeId.eq(bike.0))
        .filter(unsent())
        .exec(tx.connection())
        .await?;
    Ok(())
}

async fn put(tx: &Tx, letter: &Letter, bike: Option<BikeId>, now: Timestamp) -> Result<LetterId, StoreError> {
    let json = serde_json::to_vec(letter)
        .map_err(|_| StoreError::corrupt("outbox", "a letter that cannot be written"))?;
    let row = outbox::ActiveModel {
        id: NotSet,
        letter: Set(tx.keyring().seal(COLUMN, &json)?),
        made_at: Set(millis(now)),
        due_at: Set(millis(now)),
        attempts: Set(0),
        sent_at: Set(None),
        given_up_at: Set(None),
        bike_id: Set(bike.map(|bike| bike.0)),
    };
    let made = outbox::Entity::insert(row).exec(tx.connection()).await?;
    Ok(LetterId(made.last_insert_id))
}

/// Claims at most `limit` letters that are due, oldest first, for as long as the lease lasts.
///
/// A letter that cannot be opened is passed over and comes due again, because the right key may come back.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn claim(
    store: &Store,
    now: Timestamp,
    lease: SignedDuration,
    limit: u64,
) -> Result<Vec<Claimed>, StoreError> {
    let due = || {
        outbox::Entity::find()
            .filter(unsent())
            .filter(outbox::Column::DueAt.lte(millis(now)))
    };
    // Workers ask often and mostly for nothing; that is no reason to take the writer's place.
    if due()
        .select_only()
        .column(outbox::Column::Id)
        .into_tuple::<i64>()
        .one(store.connection())
        .await?
        .is_none()
    {
        return Ok(Vec::new());
    }
    let tx = store.begin().await?;
    let rows = due()
        .order_by_asc(outbox::Column::DueAt)
        .order_by_asc(outbox::Column::Id)
        .limit(limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(tx.connection())
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    outbox::Entity::update_many()
        .col_expr(
            outbox::Column::Attempts,
            Expr::col(outbox::Column::Attempts).add(1),
        )
        .col_expr(outbox::Column::DueAt, Expr::value(millis(now + lease)))
        .filter(outbox::Column::Id.is_in(rows.iter().map(|row| row.id)))
        .exec(tx.connection())
        .await?;
    tx.commit().await?;
    let mut claimed = Vec::with_capacity(rows.len());
    for row in rows {
        match open(store.keys(), &row.letter) {
            Ok(letter) => claimed.push(Claimed {
                id: LetterId(row.id),
                letter,
                attempts: row.attempts.unsigned_abs() + 1,
            }),
            Err(error) => tracing::error!(letter.id = row.id, "A letter cannot be opened: {error}"),
        }
    }
    Ok(claimed)
}

/// Notes that a letter has been handed over, and forgets what it said.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn sent(tx: &Tx, id: LetterId, now: Timestamp) -> Result<(), StoreError> {
    outbox::Entity::update_many()
        .col_expr(outbox::Column::SentAt, Expr::value(millis(now)))
        .col_expr(outbox::Column::Letter, Expr::value(Vec::<u8>::new()))
        .filter(outbox::Column::Id.eq(id.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Notes that a letter could not be handed over: it is tried again at `retry_at`, or given up.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn failed(
    tx: &Tx,
    id: LetterId,
    now: Timestamp,
    retry_at: Option<Timestamp>,
) -> Result<(), StoreError> {
    let update = outbox::Entity::update_many()
        .filter(outbox::Column::Id.eq(id.0))
        .filter(unsent());
    let update = match retry_at {
        Some(at) => update.col_expr(outbox::Column::DueAt, Expr::value(millis(at))),
        None => update.col_expr(outbox::Column::GivenUpAt, Expr::value(millis(now))),
    };
    update.exec(tx.connection()).await?;
    Ok(())
}

/// Counts the letters that are still to go out, whether due or not.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn waiting(source: &impl Source) -> Result<u64, StoreError> {
    Ok(outbox::Entity::find()
        .filter(unsent())
        .count(source.connection())
        .await?)
}

/// Removes letters that were sent or given up and made before an instant, and tells how many.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn prune(tx: &Tx, made_before: Timestamp) -> Result<u64, StoreError> {
    let gone = outbox::Entity::delete_many()
        .filter(unsent().not())
        .filter(outbox::Column::MadeAt.lt(millis(made_before)))
        .exec(tx.connection())
        .await?;
    Ok(gone.rows_affected)
}

fn unsent() -> sea_orm::sea_query::SimpleExpr {
    outbox::Column::SentAt
        .is_null()
        .and(outbox::Column::GivenUpAt.is_null())
}

fn open(keys: &Keyring, sealed: &[u8]) -> Result<Letter, StoreError> {
    let json = keys.open(COLUMN, sealed)?;
    serde_json::from_slice(&json).map_err(|_| StoreError::corrupt("outbox", "a letter that cannot be read"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{fresh, with_other_key};
    use std::collections::HashSet;
    use testkit::time::{NOON, days_after_noon, hours_after_noon, hours_before_noon};

    const LEASE: SignedDuration = SignedDuration::from_mins(15);

    fn a_letter(n: u32) -> Letter {
        let to = EmailAddress::parse("ada@example.org").unwrap();
        Letter {
            to,
            subject: format!("Letter {n}"),
            body: "Hello\n".into(),
        }
    }

    async fn queued(store: &Store, count: u32) {
        let tx = store.begin().await.unwrap();
        for n in 0..count {
            queue(&tx, &a_letter(n), NOON).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    testkit::on_each_database! {
        async fn a_letter_goes_out_once_its_transaction_is_done(db: testkit::Database) {
            let store = fresh(&db).await;
            let tx = store.begin().await.unwrap();
            queue(&tx, &a_letter(1), NOON).await.unwrap();
            drop(tx);
            assert_eq!(claim(&store, NOON, LEASE, 9).await.unwrap(), [], "it was rolled back");

            queued(&store, 1).await;
            assert_eq!(claim(&store, hours_before_noon(1), LEASE, 9).await.unwrap(), [], "not due yet");
            let claimed = claim(&store, NOON, LEASE, 9).await.unwrap();
            assert_eq!(claimed.len(), 1);
            assert_eq!((&claimed[0].letter, claimed[0].attempts), (&a_letter(0), 1));
            assert_eq!(claim(&store, NOON, LEASE, 9).await.unwrap(), [], "claimed");

            let again = claim(&store, NOON + LEASE, LEASE, 9).await.unwrap();
            assert_eq!((again[0].id, again[0].attempts), (claimed[0].id, 2), "its worker died");
            let tx = store.begin().await.unwrap();
            sent(&tx, claimed[0].id, hours_after_noon(1)).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(claim(&store, days_after_noon(1), LEASE, 9).await.unwrap(), [], "sent");
            assert_eq!(waiting(&store).await.unwrap(), 0);
            let row = outbox::Entity::find().one(store.connection()).await.unwrap().unwrap();
            assert!(row.letter.is_empty(), "what was sent is not kept");
        }

        async fn no_two_workers_take_the_same_letter(db: testkit::Database) {
            let store = fresh(&db).await;
            queued(&store, 60).await;
            let workers: Vec<_> = (0..4)
                .map(|_| {
                    let store = store.clone();
                    tokio::spawn(async move {
                        let mut mine = Vec::new();
                        loop {
                            let claimed = claim(&store, NOON, LEASE, 3).await.unwrap();
                            if claimed.is_empty() {
                                return mine;
                            }
                            mine.extend(claimed.into_iter().map(|c| c.id));
                        }
                    })
                })
                .collect();
            let mut all = Vec::new();
            for worker in workers {
                all.extend(worker.await.unwrap());
            }
            // A worker may find the rest locked by others and stop early; what it leaves is still there.
            all.extend(claim(&store, NOON, LEASE, 99).await.unwrap().into_iter().map(|c| c.id));
            assert_eq!(all.len(), 60);
            assert_eq!(all.iter().collect::<HashSet<_>>().len(), 60);
        }

        async fn what_failed_is_tried_again_until_it_is_given_up(db: testkit::Database) {
            let store = fresh(&db).await;
            queued(&store, 1).await;
            let id = claim(&store, NOON, LEASE, 1).await.unwrap()[0].id;
            let tx = store.begin().await.unwrap();
            failed(&tx, id, NOON, Some(hours_after_noon(2))).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(claim(&store, hours_after_noon(1), LEASE, 1).await.unwrap(), []);
            assert_eq!(claim(&store, hours_after_noon(2), LEASE, 1).await.unwrap()[0].attempts, 2);
            assert_eq!(waiting(&store).await.unwrap(), 1);
            let tx = store.begin().await.unwrap();
            failed(&tx, id, NOON, None).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(claim(&store, days_after_noon(9), LEASE, 1).await.unwrap(), [], "given up");
            assert_eq!(waiting(&store).await.unwrap(), 0);
            queued(&store, 1).await;
            let tx = store.begin().await.unwrap();
            assert_eq!(prune(&tx, days_after_noon(9)).await.unwrap(), 1, "the one still waiting stays");
        }

        async fn a_letter_under_another_key_waits_for_it(db: testkit::Database) {
            let store = fresh(&db).await;
            queued(&store, 1).await;
            let other = with_other_key(&db).await;
            assert_eq!(claim(&other, NOON, LEASE, 9).await.unwrap(), []);
            assert_eq!(claim(&store, NOON + LEASE, LEASE, 9).await.unwrap().len(), 1);
        }
    }
}
