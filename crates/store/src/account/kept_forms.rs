//! Forms that people sent while they were signed out. They are sealed, and a secret in the browser finds each of them.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::kept_form::{ActiveModel, Column, Entity};
use crate::time::millis;
use crate::{Keyring, StoreError, Tx};
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

const COLUMN: &str = "kept_form.form";

/// Keeps a form under a new secret.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the form cannot be sealed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn keep(tx: &Tx, token: &[u8], form: &[u8], expires_at: Timestamp) -> Result<(), StoreError> {
    let row = ActiveModel {
        token_hash: Set(hash(tx.keyring(), token)),
        form: Set(tx.keyring().seal(COLUMN, form)?),
        expires_at: Set(millis(expires_at)),
    };
    Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Reads a form by its secret, unless it has expired.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the form cannot be opened.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn load(source: &impl Source, token: &[u8], now: Timestamp) -> Result<Option<Vec<u8>>, StoreError> {
    let row = Entity::find_by_id(hash(source.keyring(), token))
        .filter(Column::ExpiresAt.gt(millis(now)))
        .one(source.connection())
        .await?;
    row.map(|row| Ok(source.keyring().open(COLUMN, &row.form)?))
        .transpose()
}

/// Removes expired forms, and returns how many.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn prune(tx: &Tx, now: Timestamp) -> Result<u64, StoreError> {
    let gone = Entity::delete_many()
        .filter(Column::ExpiresAt.lte(millis(now)))
        .exec(tx.connection())
        .await?;
    Ok(gone.rows_affected)
}

fn hash(keys: &Keyring, token: &[u8]) -> Vec<u8> {
    keys.hash("kept form", token)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::fresh;
    use testkit::time::{NOON, hours_after_noon};

    testkit::on_each_database! {
        async fn a_form_is_kept_sealed_for_its_secret_until_it_expires(db: testkit::Database) {
            let store = fresh(&db).await;
            let tx = store.begin().await.unwrap();
            keep(&tx, b"secret", b"name=Robin", hours_after_noon(1)).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(load(&store, b"secret", NOON).await.unwrap().as_deref(), Some(b"name=Robin".as_slice()));
            assert_eq!(load(&store, b"other", NOON).await.unwrap(), None);
            assert_eq!(load(&store, b"secret", hours_after_noon(1)).await.unwrap(), None);
            let row = Entity::find().one(store.connection()).await.unwrap().unwrap();
            assert!(!row.form.windows(5).any(|five| five == b"Robin"));
            let tx = store.begin().await.unwrap();
            prune(&tx, hours_after_noon(1)).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(Entity::find().one(store.connection()).await.unwrap(), None);
        }
    }
}
