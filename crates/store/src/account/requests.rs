//! Requests for sign-in links, one row for each, whether or not we know the address. The worker answers them, so the
//! page does the same work for every address.

use super::email_hash;
use super::links::{open_next, seal_next};
use crate::connection::{Source, sealed::Source as _};
use crate::entity::sign_in_request;
use crate::time::{instant, millis};
use crate::{Keyring, StoreError, Tx};
use domain::account::contact::EmailAddress;
use domain::id::AccountId;
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

/// Identifies one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestId(i64);

/// A request that has not been answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The account with this address, if there is one.
    pub account: Option<AccountId>,
    /// The page to open after signing in, if one was asked for.
    pub next: Option<String>,
    /// When it was made.
    pub asked_at: Timestamp,
    /// How many requests the same browser had already made for the same address in the time that counts.
    pub before: u64,
}

/// Stores a request for a link. `asker` identifies the browser; only a hash of it is stored.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the page cannot be sealed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn insert(
    tx: &Tx,
    email: &EmailAddress,
    asker: &[u8],
    next: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let keys = tx.keyring();
    let row = sign_in_request::ActiveModel {
        id: NotSet,
        email_hash: Set(email_hash(keys, email)),
        asker_hash: Set(asker_hash(keys, asker)),
        next: Set(seal_next(keys, next)?),
        asked_at: Set(millis(now)),
        answered_at: Set(None),
    };
    sign_in_request::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Returns the time of the `n`th-last request for an address, by one browser if one is given. Returns `None` if there
/// were fewer in the time that counts.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn nth_last(
    source: &impl Source,
    email: &EmailAddress,
    asker: Option<&[u8]>,
    n: u64,
    after: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    let keys = source.keyring();
    let mut query = sign_in_request::Entity::find()
        .select_only()
        .column(sign_in_request::Column::AskedAt)
        .filter(sign_in_request::Column::EmailHash.eq(email_hash(keys, email)))
        .filter(sign_in_request::Column::AskedAt.gt(millis(after)));
    if let Some(asker) = asker {
        query = query.filter(sign_in_request::Column::AskerHash.eq(asker_hash(keys, asker)));
    }
    let at: Option<i64> = query
        .order_by_desc(sign_in_request::Column::Id)
        .offset(n.saturating_sub(1))
        .limit(1)
        .into_tuple()
        .one(source.connection())
        .await?;
    at.map(|at| instant("sign_in_request", at)).transpose()
}

/// Reads the requests that are waiting for an answer, oldest first.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn waiting(source: &impl Source, limit: u64) -> Result<Vec<RequestId>, StoreError> {
    let ids: Vec<i64> = sign_in_request::Entity::find()
        .select_only()
        .column(sign_in_request::Column::Id)
        .filter(sign_in_request::Column::AnsweredAt.is_null())
        .order_by_asc(sign_in_request::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(source.connection())
        .await?;
    Ok(ids.into_iter().map(RequestId).collect())
}

/// Takes a request, to answer it in this transaction. Returns `None` if another worker is answering it or has answered
/// it. Earlier requests are counted from `after` on.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn take(tx: &Tx, id: RequestId, after: Timestamp) -> Result<Option<Request>, StoreError> {
    let row = sign_in_request::Entity::find_by_id(id.0)
        .filter(sign_in_request::Column::AnsweredAt.is_null())
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .one(tx.connection())
        .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let before = sign_in_request::Entity::find()
        .filter(sign_in_request::Column::EmailHash.eq(row.email_hash.clone()))
        .filter(sign_in_request::Column::AskerHash.eq(row.asker_hash))
        .filter(sign_in_request::Column::AskedAt.gt(millis(after)))
        .filter(sign_in_request::Column::Id.lt(row.id))
        .count(tx.connection())
        .await?;
    Ok(Some(Request {
        account: super::find_by_hash(tx, row.email_hash).await?,
        next: open_next(tx.keyring(), row.next.as_deref())?,
        asked_at: instant("sign_in_request", row.asked_at)?,
        before,
    }))
}

/// Notes that a request was answered, with or without an e-mail.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn answered(tx: &Tx, id: RequestId, now: Timestamp) -> Result<(), StoreError> {
    sign_in_request::Entity::update_many()
        .col_expr(sign_in_request::Column::AnsweredAt, Expr::value(millis(now)))
        .filter(sign_in_request::Column::Id.eq(id.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Removes requests that were made before an instant, and returns how many.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn prune(tx: &Tx, asked_before: Timestamp) -> Result<u64, StoreError> {
    let gone = sign_in_request::Entity::delete_many()
        .filter(sign_in_request::Column::AskedAt.lt(millis(asked_before)))
        .exec(tx.connection())
        .await?;
    Ok(gone.rows_affected)
}

fn asker_hash(keys: &Keyring, asker: &[u8]) -> Vec<u8> {
    keys.hash("sign-in-asker", asker)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{an_account, fresh};
    use testkit::time::{NOON, days_after_noon, hours_after_noon, hours_before_noon};

    fn ada() -> EmailAddress {
        EmailAddress::parse("ada@example.org").unwrap()
    }

    testkit::on_each_database! {
        async fn a_request_is_answered_once_and_knows_those_before_it(db: testkit::Database) {
            let store = fresh(&db).await;
            let account = an_account(&store, "ada@example.org").await;
            let stranger = EmailAddress::parse("nobody@example.org").unwrap();
            let tx = store.begin().await.unwrap();
            insert(&tx, &ada(), b"one", None, hours_before_noon(3)).await.unwrap();
            insert(&tx, &ada(), b"one", None, NOON).await.unwrap();
            insert(&tx, &ada(), b"two", None, NOON).await.unwrap();
            insert(&tx, &ada(), b"one", Some("/police/look-up"), NOON).await.unwrap();
            insert(&tx, &stranger, b"one", None, NOON).await.unwrap();
            tx.commit().await.unwrap();
            let waits = waiting(&store, 9).await.unwrap();
            assert_eq!(waits.len(), 5);

            let tx = store.begin().await.unwrap();
            let request = take(&tx, waits[3], hours_before_noon(1)).await.unwrap().unwrap();
            let want = Request {
                account: Some(account),
                next: Some("/police/look-up".into()),
                asked_at: NOON,
                before: 1,
            };
            assert_eq!(request, want, "other askers and older requests are not counted");
            let unknown = take(&tx, waits[4], hours_before_noon(1)).await.unwrap().unwrap();
            assert_eq!((unknown.account, unknown.before), (None, 0));
            answered(&tx, waits[3], NOON).await.unwrap();
            assert_eq!(take(&tx, waits[3], hours_before_noon(1)).await.unwrap(), None);
            tx.commit().await.unwrap();
            assert_eq!(waiting(&store, 9).await.unwrap().len(), 4);

            let tx = store.begin().await.unwrap();
            assert_eq!(prune(&tx, hours_before_noon(1)).await.unwrap(), 1);
            assert_eq!(prune(&tx, days_after_noon(1)).await.unwrap(), 4);
        }

        async fn the_nth_last_request_tells_when_there_is_room_again(db: testkit::Database) {
            let store = fresh(&db).await;
            let tx = store.begin().await.unwrap();
            for (asker, at) in [(b"one", 0), (b"two", 1), (b"one", 2)] {
                insert(&tx, &ada(), asker, None, hours_after_noon(at)).await.unwrap();
            }
            tx.commit().await.unwrap();
            let since = hours_before_noon(1);
            for (asker, n, at) in [
                (None, 1, Some(2)),
                (None, 3, Some(0)),
                (None, 4, None),
                (Some(&b"one"[..]), 2, Some(0)),
                (Some(b"one"), 3, None),
                (Some(b"other"), 1, None),
            ] {
                let found = nth_last(&store, &ada(), asker, n, since).await.unwrap();
                assert_eq!(found, at.map(hours_after_noon), "{asker:?} {n}");
            }
            assert_eq!(nth_last(&store, &ada(), None, 3, NOON).await.unwrap(), None, "too old");
        }
    }
}
