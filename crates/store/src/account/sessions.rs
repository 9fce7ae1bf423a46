//! Browser sessions. Only a keyed hash of a session's key is stored, and the content of the session is sealed. So
//! nobody who reads the table can take over a session.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::session;
use crate::time::{instant, millis, optional_instant};
use crate::{Keyring, StoreError, Tx};
use domain::account::SignIn;
use domain::account::device::SeenFrom;
use domain::id::AccountId;
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

const COLUMN: &str = "session.data";
const SEEN_FROM: &str = "session.seen_from";

/// Writes a session under a new key. Returns false, and writes nothing, if the key is not new.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the content cannot be sealed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn create(tx: &Tx, key: &[u8], data: &[u8], expires_at: Timestamp) -> Result<bool, StoreError> {
    let keys = tx.keyring();
    let row = session::ActiveModel {
        id: Set(hash(keys, key)),
        data: Set(keys.seal(COLUMN, data)?),
        expires_at: Set(millis(expires_at)),
        account_id: Set(None),
        generation: Set(None),
        began_at: Set(None),
        seen_at: Set(None),
        seen_from: Set(None),
    };
    let once = OnConflict::column(session::Column::Id).do_nothing().to_owned();
    let rows = session::Entity::insert(row)
        .on_conflict(once)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(rows > 0)
}

/// Replaces the session that has this key, and tells whether there was one. A session that has ended stays ended, even
/// if a request was still running when it was deleted.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the content cannot be sealed.
#[tracing::instrument(level = "debug", skip_all)]
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

/// Reads a session that has not expired, and the time when it will.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the content cannot be opened.
#[tracing::instrument(level = "debug", skip_all)]
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

/// A session in which somebody is signed in, as they see it in their list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSession {
    /// Names it. It is not the key, and nobody can use it to take over the session.
    pub id: String,
    /// When the sign-in began.
    pub began_at: Timestamp,
    /// When it was last used, give or take a few minutes.
    pub seen_at: Timestamp,
    /// From where it was last used.
    pub from: SeenFrom,
}

/// Reads when the use of a session was last written down, if ever.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn seen_at(source: &impl Source, key: &[u8]) -> Result<Option<Timestamp>, StoreError> {
    let seen: Option<Option<i64>> = session::Entity::find_by_id(hash(source.keyring(), key))
        .select_only()
        .column(session::Column::SeenAt)
        .into_tuple()
        .one(source.connection())
        .await?;
    optional_instant("session", seen.flatten())
}

/// Writes whose a session is, and when and from where it was used.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the place cannot be sealed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn note_use(
    tx: &Tx,
    key: &[u8],
    sign_in: &SignIn,
    from: &SeenFrom,
    now: Timestamp,
) -> Result<(), StoreError> {
    let keys = tx.keyring();
    let json = serde_json::to_vec(from)
        .map_err(|_| StoreError::corrupt("session", "a place that cannot be written"))?;
    session::Entity::update_many()
        .col_expr(session::Column::AccountId, Expr::value(sign_in.account.0))
        .col_expr(session::Column::Generation, Expr::value(sign_in.generation))
        .col_expr(session::Column::BeganAt, Expr::value(millis(sign_in.at)))
        .col_expr(session::Column::SeenAt, Expr::value(millis(now)))
        .col_expr(
            session::Column::SeenFrom,
            Expr::value(keys.seal(SEEN_FROM, &json)?),
        )
        .filter(session::Column::Id.eq(hash(keys, key)))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Reads the sessions of an account that have not ended, the last used first. Those of an earlier generation have ended.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a place cannot be opened.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn of_account(
    source: &impl Source,
    account: AccountId,
    generation: i64,
    now: Timestamp,
) -> Result<Vec<OpenSession>, StoreError> {
    let rows = session::Entity::find()
        .filter(session::Column::AccountId.eq(account.0))
        .filter(session::Column::Generation.eq(generation))
        .filter(session::Column::ExpiresAt.gt(millis(now)))
        .all(source.connection())
        .await?;
    let mut open = Vec::with_capacity(rows.len());
    for row in rows {
        let (Some(began), Some(seen), Some(from)) = (row.began_at, row.seen_at, row.seen_from) else {
            continue;
        };
        let json = source.keyring().open(SEEN_FROM, &from)?;
        open.push(OpenSession {
            id: row.id,
            began_at: instant("session", began)?,
            seen_at: instant("session", seen)?,
            from: serde_json::from_slice(&json)
                .map_err(|_| StoreError::corrupt("session", "a place that cannot be read"))?,
        });
    }
    open.sort_by_key(|session| std::cmp::Reverse(session.seen_at));
    Ok(open)
}

/// Returns the name that a session has in the list of its account.
pub fn name_of(source: &impl Source, key: &[u8]) -> String {
    hash(source.keyring(), key)
}

/// Ends one session of an account by its name in the list, and tells whether it was there.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(account = account.0))]
pub async fn end_one(tx: &Tx, account: AccountId, id: &str) -> Result<bool, StoreError> {
    let gone = session::Entity::delete_many()
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::AccountId.eq(account.0))
        .exec(tx.connection())
        .await?;
    Ok(gone.rows_affected > 0)
}

/// Ends a session. If it is not there, it has already ended.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn delete(tx: &Tx, key: &[u8]) -> Result<(), StoreError> {
    session::Entity::delete_by_id(hash(tx.keyring(), key))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Removes expired sessions, and returns how many.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
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

        async fn people_see_their_own_sessions_and_end_one(db: testkit::Database) {
            let store = fresh(&db).await;
            let ada = crate::testing::an_account(&store, "ada@example.org").await;
            let ben = crate::testing::an_account(&store, "ben@example.org").await;
            let viewer = |account| domain::account::Viewer { account, memberships: Vec::new() };
            let from = |network: &str| SeenFrom { device: "Firefox on Windows".into(), network: network.into() };
            let tx = store.begin().await.unwrap();
            for (key, account, generation, network, hour) in [
                (b"one".as_slice(), ada, 3, "192.0.2.*", 1),
                (b"two", ada, 3, "198.51.100.*", 2),
                (b"old", ada, 2, "192.0.2.*", 1),
                (b"ben", ben, 3, "192.0.2.*", 1),
            ] {
                let sign_in = SignIn::begin(&viewer(account), generation, None, NOON);
                create(&tx, key, b"data", hours_after_noon(9)).await.unwrap();
                note_use(&tx, key, &sign_in, &from(network), hours_after_noon(hour)).await.unwrap();
            }
            create(&tx, b"visitor", b"data", hours_after_noon(9)).await.unwrap();
            let open = of_account(&tx, ada, 3, NOON).await.unwrap();
            let networks: Vec<&str> = open.iter().map(|session| session.from.network.as_str()).collect();
            assert_eq!(networks, ["198.51.100.*", "192.0.2.*"], "the last used first");
            assert_eq!((open[0].began_at, open[0].seen_at), (NOON, hours_after_noon(2)));
            assert_eq!(open[0].id, name_of(&store, b"two"));
            assert!(!end_one(&tx, ben, &open[0].id).await.unwrap(), "it is not Ben's");
            assert!(end_one(&tx, ada, &open[0].id).await.unwrap());
            assert!(!end_one(&tx, ada, &open[0].id).await.unwrap(), "ended already");
            assert_eq!(load(&tx, b"two", NOON).await.unwrap(), None);
            assert!(save(&tx, b"one", b"later", hours_after_noon(9)).await.unwrap());
            assert_eq!(of_account(&tx, ada, 3, NOON).await.unwrap().len(), 1, "saving keeps the place");
            assert_eq!(of_account(&tx, ada, 3, hours_after_noon(9)).await.unwrap(), [], "expired");
            tx.commit().await.unwrap();
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
