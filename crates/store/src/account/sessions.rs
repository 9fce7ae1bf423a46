//! Sessions of browsers. Only a keyed hash of a session's key is kept, and its content is sealed: somebody who
//! reads the table can take over none of them.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::session;
use crate::time::{instant, millis};
use crate::{Keyring, StoreError, Tx};
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

const COLUMN: &str = "session.data";

/// Writes a session under a new key; tells whether it was new, and writes nothing if not.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the content cannot be sealed.
pub async fn create(tx: &Tx, key: &[u8], data: &[u8], expires_at: Timestamp) -> Result<bool, StoreError> {
    let keys = tx.keyring();
    let row = session::ActiveModel {
        id: Set(hash(keys, key)),
        data: Set(keys.seal(COLUMN, data)?),
        expires_at: Set(millis(expires_at)),
    };
    let once = OnConflict::column(session::Column::Id).do_nothing().to_owned();
    let rows = session::Entity::insert(row)
        .on_conflict(once)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(rows > 0)
}

/// Writes a session over what is there under its key; tells whether there was one. One that has ended stays ended: a
/// request that was under way when its session was deleted does not bring it back.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the content cannot be sealed.
pub async fn save(tx: &Tx, key: &[u8], data: &[u8], expires_at: Timestamp) -> Result<bool, StoreError> {
    let keys = tx.keyring();
    let saved = session::Entity::update_many()
        .col_expr(session::Column::Data, Expr::value(keys.seal(COLUMN, data)?))
        .col_expr(session::Column::ExpiresAt, Expr::value(millis(expires_at)))
        .filter(session::Column::Id.eq(hash(keys, key)))
        .exec(tx.connection())
        .await?;
    Ok(saved.rows_affected > 0)
}

/// Reads a session that has not expired, and when it will.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the content cannot be opened.
pub async fn load(
    source: &impl Source,
    key: &[u8],
    now: Timestamp,
) -> Result<Option<(Vec<u8>, Timestamp)>, StoreError> {
    let row = session::Entity::find_by_id(hash(source.keyring(), key))
        .filter(session::Column::ExpiresAt.gt(millis(now)))
        .one(source.connection())
        .await?;
    row.map(|row| {
        Ok((
            source.keyring().open(COLUMN, &row.data)?,
            instant("session", row.expires_at)?,
        ))
    })
    .transpose()
}

/// Ends a session; one that is not there has ended already.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn delete(tx: &Tx, key: &[u8]) -> Result<(), StoreError> {
    session::Entity::delete_by_id(hash(tx.keyring(), key))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Removes the sessions that have expired and tells how many.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn prune(tx: &Tx, now: Timestamp) -> Result<u64, StoreError> {
    let gone = session::Entity::delete_many()
        .filter(session::Column::ExpiresAt.lte(millis(now)))
        .exec(tx.connection())
        .await?;
    Ok(gone.rows_affected)
}

fn hash(keys: &Keyring, key: &[u8]) -> String {
    hex::encode(keys.hash("session", key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::fresh;
    use sea_orm::{ConnectionTrait, Statement};
    use testkit::time::{NOON, hours_after_noon};

    testkit::on_each_database! {
        async fn a_session_is_kept_until_it_expires_or_ends(db: testkit::Database) {
            let store = fresh(&db).await;
            let tx = store.begin().await.unwrap();
            assert!(create(&tx, b"one", b"first", hours_after_noon(1)).await.unwrap());
            assert!(!create(&tx, b"one", b"thief", hours_after_noon(9)).await.unwrap(), "taken");
            assert!(create(&tx, b"two", b"other", hours_after_noon(9)).await.unwrap());
            assert!(save(&tx, b"one", b"later", hours_after_noon(2)).await.unwrap());
            tx.commit().await.unwrap();

            let later = (b"later".to_vec(), hours_after_noon(2));
            assert_eq!(load(&store, b"one", NOON).await.unwrap(), Some(later));
            assert_eq!(load(&store, b"one", hours_after_noon(2)).await.unwrap(), None, "expired");
            assert_eq!(load(&store, b"three", NOON).await.unwrap(), None);

            let tx = store.begin().await.unwrap();
            assert_eq!(prune(&tx, hours_after_noon(3)).await.unwrap(), 1);
            delete(&tx, b"two").await.unwrap();
            delete(&tx, b"two").await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(load(&store, b"one", NOON).await.unwrap(), None, "pruned");
            assert_eq!(load(&store, b"two", NOON).await.unwrap(), None, "ended");
        }

        async fn a_request_under_way_cannot_bring_an_ended_session_back(db: testkit::Database) {
            let store = fresh(&db).await;
            let tx = store.begin().await.unwrap();
            create(&tx, b"one", b"signed in", hours_after_noon(1)).await.unwrap();
            delete(&tx, b"one").await.unwrap();
            assert!(!save(&tx, b"one", b"signed in", hours_after_noon(1)).await.unwrap());
            assert!(!save(&tx, b"never", b"signed in", hours_after_noon(1)).await.unwrap());
            tx.commit().await.unwrap();
            assert_eq!(load(&store, b"one", NOON).await.unwrap(), None);
            assert_eq!(load(&store, b"never", NOON).await.unwrap(), None);
        }

        async fn the_table_gives_no_session_away(db: testkit::Database) {
            let store = fresh(&db).await;
            let tx = store.begin().await.unwrap();
            create(&tx, b"the-cookie", b"account 7", hours_after_noon(1)).await.unwrap();
            tx.commit().await.unwrap();
            let backend = store.connection().get_database_backend();
            let sql = "SELECT id, data FROM session";
            let row = store.connection().query_one_raw(Statement::from_string(backend, sql)).await.unwrap().unwrap();
            let (id, data): (String, Vec<u8>) = (row.try_get("", "id").unwrap(), row.try_get("", "data").unwrap());
            assert!(!id.contains("the-cookie"), "{id}");
            assert!(!data.windows(7).any(|w| w == b"account"));
        }
    }
}
