//! Signed-in sessions. Only a keyed hash of a session's id is kept, and its content is sealed: whoever
//! reads the table can take over none of them.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::session;
use crate::time::millis;
use crate::{Keyring, StoreError, Tx};
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

const COLUMN: &str = "session.data";

/// Writes a session, over what was there under its id.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the content cannot be sealed.
pub async fn save(tx: &Tx, id: &str, data: &[u8], expires_at: Timestamp) -> Result<(), StoreError> {
    let row = session::ActiveModel {
        id: Set(key(tx.keyring(), id)),
        data: Set(tx.keyring().seal(COLUMN, data)?),
        expires_at: Set(millis(expires_at)),
    };
    let over = OnConflict::column(session::Column::Id)
        .update_columns([session::Column::Data, session::Column::ExpiresAt])
        .to_owned();
    session::Entity::insert(row)
        .on_conflict(over)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Reads a session that has not expired.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the content cannot be opened.
pub async fn load(source: &impl Source, id: &str, now: Timestamp) -> Result<Option<Vec<u8>>, StoreError> {
    let row = session::Entity::find_by_id(key(source.keyring(), id))
        .filter(session::Column::ExpiresAt.gt(millis(now)))
        .one(source.connection())
        .await?;
    row.map(|row| Ok(source.keyring().open(COLUMN, &row.data)?))
        .transpose()
}

/// Ends a session; one that is not there has ended already.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn delete(tx: &Tx, id: &str) -> Result<(), StoreError> {
    session::Entity::delete_by_id(key(tx.keyring(), id))
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

fn key(keys: &Keyring, id: &str) -> String {
    keys.hash("session", id.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
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
            save(&tx, "one", b"first", hours_after_noon(1)).await.unwrap();
            save(&tx, "two", b"other", hours_after_noon(9)).await.unwrap();
            save(&tx, "one", b"later", hours_after_noon(2)).await.unwrap();
            tx.commit().await.unwrap();

            assert_eq!(load(&store, "one", NOON).await.unwrap().as_deref(), Some(&b"later"[..]));
            assert_eq!(load(&store, "one", hours_after_noon(2)).await.unwrap(), None, "expired");
            assert_eq!(load(&store, "three", NOON).await.unwrap(), None);

            let tx = store.begin().await.unwrap();
            assert_eq!(prune(&tx, hours_after_noon(3)).await.unwrap(), 1);
            delete(&tx, "two").await.unwrap();
            delete(&tx, "two").await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(load(&store, "one", NOON).await.unwrap(), None, "pruned");
            assert_eq!(load(&store, "two", NOON).await.unwrap(), None, "ended");
        }

        async fn the_table_gives_no_session_away(db: testkit::Database) {
            let store = fresh(&db).await;
            let tx = store.begin().await.unwrap();
            save(&tx, "the-cookie", b"account 7", hours_after_noon(1)).await.unwrap();
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
