//! The unfinished answers of people who are signed in. They are sealed. There is one draft for each subject.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::account_draft::{ActiveModel, Column, Entity};
use crate::keyring::SealError;
use crate::time::millis;
use crate::{StoreError, Tx};
use domain::id::AccountId;
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

const COLUMN: &str = "account_draft.draft";

/// A draft without any answers.
const NOTHING: &[u8] = b"{}";

/// The key of a draft: the account, the subject, and the row that it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DraftOf {
    /// The account that gave the answers.
    pub account: AccountId,
    /// What the answers are for, such as `theft`.
    pub kind: &'static str,
    /// The row that they are about, such as a bike.
    pub subject: i64,
}

/// Reads the answers so far, as JSON.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or the answers were sealed under another key.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn load(source: &impl Source, of: DraftOf) -> Result<Option<Vec<u8>>, StoreError> {
    let row = Entity::find().filter(these(of)).one(source.connection()).await?;
    row.map(|row| opened(source, &row.draft)).transpose()
}

/// Reads the answers so far and locks them until the transaction ends. If there is no draft, it starts one.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or the answers were sealed under another key.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn hold(tx: &Tx, of: DraftOf, now: Timestamp) -> Result<Vec<u8>, StoreError> {
    let row = ActiveModel {
        id: NotSet,
        account_id: Set(of.account.0),
        kind: Set(of.kind.to_owned()),
        subject: Set(of.subject),
        draft: Set(tx.keyring().seal(COLUMN, NOTHING)?),
        updated_at: Set(millis(now)),
    };
    let one = OnConflict::columns([Column::AccountId, Column::Kind, Column::Subject])
        .do_nothing()
        .to_owned();
    Entity::insert(row)
        .on_conflict(one)
        .exec_without_returning(tx.connection())
        .await?;
    let row = Entity::find()
        .filter(these(of))
        .lock_exclusive()
        .one(tx.connection())
        .await?;
    row.map_or_else(
        || {
            Err(StoreError::corrupt(
                "account_draft",
                "no row for a draft that was just started",
            ))
        },
        |row| opened(tx, &row.draft),
    )
}

/// Replaces the earlier answers. Call [`hold`] first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the answers cannot be sealed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn save(tx: &Tx, of: DraftOf, json: &[u8], now: Timestamp) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::Draft, Expr::value(tx.keyring().seal(COLUMN, json)?))
        .col_expr(Column::UpdatedAt, Expr::value(millis(now)))
        .filter(these(of))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Deletes a draft whose answers have been sent.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn remove(tx: &Tx, of: DraftOf) -> Result<(), StoreError> {
    Entity::delete_many()
        .filter(these(of))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Removes drafts that nobody has changed since a certain time, and returns how many.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn prune(tx: &Tx, untouched_since: Timestamp) -> Result<u64, StoreError> {
    let gone = Entity::delete_many()
        .filter(Column::UpdatedAt.lt(millis(untouched_since)))
        .exec(tx.connection())
        .await?;
    Ok(gone.rows_affected)
}

fn these(of: DraftOf) -> SimpleExpr {
    Column::AccountId
        .eq(of.account.0)
        .and(Column::Kind.eq(of.kind))
        .and(Column::Subject.eq(of.subject))
}

/// Unseals the answers. If they are damaged, it returns an empty draft, so that the person can start again.
fn opened(source: &impl Source, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
    match source.keyring().open(COLUMN, sealed) {
        Err(SealError::Damaged) => {
            tracing::warn!("An account's draft is damaged, so its owner has to start again");
            Ok(NOTHING.to_vec())
        }
        other => Ok(other?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{an_account, fresh};
    use testkit::time::{NOON, days_after_noon, hours_after_noon};

    const TOLD: &[u8] = br#"{"place":"The shed"}"#;

    testkit::on_each_database! {
        async fn a_draft_is_kept_sealed_for_its_account_and_subject_alone(db: testkit::Database) {
            let store = fresh(&db).await;
            let (ada, ben) = (an_account(&store, "ada@example.org").await, an_account(&store, "ben@example.org").await);
            let of = DraftOf { account: ada, kind: "theft", subject: 7 };
            assert_eq!(load(&store, of).await.unwrap(), None);
            let tx = store.begin().await.unwrap();
            assert_eq!(hold(&tx, of, NOON).await.unwrap(), NOTHING);
            save(&tx, of, TOLD, hours_after_noon(1)).await.unwrap();
            assert_eq!(hold(&tx, of, hours_after_noon(2)).await.unwrap(), TOLD, "it is already there");
            tx.commit().await.unwrap();
            assert_eq!(load(&store, of).await.unwrap().as_deref(), Some(TOLD));
            for other in [
                DraftOf { account: ben, ..of },
                DraftOf { kind: "transfer", ..of },
                DraftOf { subject: 8, ..of },
            ] {
                assert_eq!(load(&store, other).await.unwrap(), None, "{other:?}");
            }
            let row = Entity::find().one(store.connection()).await.unwrap().unwrap();
            assert!(!row.draft.windows(4).any(|four| four == b"shed"));
            let tx = store.begin().await.unwrap();
            remove(&tx, of).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(load(&store, of).await.unwrap(), None);
        }

        async fn damaged_answers_are_none_and_can_be_given_again(db: testkit::Database) {
            let store = fresh(&db).await;
            let of = DraftOf { account: an_account(&store, "ada@example.org").await, kind: "theft", subject: 7 };
            let tx = store.begin().await.unwrap();
            hold(&tx, of, NOON).await.unwrap();
            Entity::update_many()
                .col_expr(Column::Draft, Expr::value(b"rubbish".to_vec()))
                .exec(tx.connection())
                .await
                .unwrap();
            assert_eq!(hold(&tx, of, NOON).await.unwrap(), NOTHING);
            save(&tx, of, TOLD, NOON).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(load(&store, of).await.unwrap().as_deref(), Some(TOLD));
        }

        async fn untouched_drafts_are_pruned(db: testkit::Database) {
            let store = fresh(&db).await;
            let ada = an_account(&store, "ada@example.org").await;
            let (old, new) = (
                DraftOf { account: ada, kind: "theft", subject: 1 },
                DraftOf { account: ada, kind: "theft", subject: 2 },
            );
            let tx = store.begin().await.unwrap();
            hold(&tx, old, NOON).await.unwrap();
            hold(&tx, new, days_after_noon(60)).await.unwrap();
            prune(&tx, days_after_noon(30)).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(load(&store, old).await.unwrap(), None);
            assert!(load(&store, new).await.unwrap().is_some());
        }
    }
}
