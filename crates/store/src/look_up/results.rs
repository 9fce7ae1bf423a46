//! The results of look-ups, one compact row for each. Pages read this row, and do not search again.

use super::LookUp;
use crate::connection::{Source, sealed::Source as _};
use crate::entity::{look_up, look_up_result};
use crate::log::{Kind, wait};
use crate::time::millis;
use crate::words::{self, column};
use crate::{Keyring, StoreError, Tx};
use domain::id::LookUpId;
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

/// Stored results.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// The version of the format and of the wording.
    pub version: u16,
    /// The bikes with their scores and reasons. Only the writer knows the format.
    pub answer: String,
    /// How likely the best bike is.
    pub best_likelihood: Option<f64>,
}

/// Stores the results of a look-up, in the transaction that logs it.
///
/// # Errors
/// [`StoreError`] when the database does not answer or there is no such look-up.
#[tracing::instrument(level = "debug", skip_all, fields(look_up = id.0))]
pub async fn keep(tx: &Tx, id: LookUpId, kept: &Kept, now: Timestamp) -> Result<(), StoreError> {
    let row = look_up_result::ActiveModel {
        look_up_id: Set(id.0),
        at: Set(millis(now)),
        version: Set(i32::from(kept.version)),
        answer: Set(words::NO_QUERY.to_owned()),
        answer_sealed: Set(Some(tx.keyring().seal_text(column::ANSWER, &kept.answer)?)),
        best_likelihood: Set(kept.best_likelihood),
    };
    look_up_result::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    wait(tx, Kind::Answer, id.0).await
}

/// Replaces the results with longer ones, and updates the number of bikes in the log. Tells whether the shorter results
/// were still there, so that pressing a button twice shows more only once.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(look_up = id.0))]
pub async fn extend(
    tx: &Tx,
    id: LookUpId,
    before: &Kept,
    after: &Kept,
    shown: u32,
) -> Result<bool, StoreError> {
    let there = look_up_result::Entity::find_by_id(id.0)
        .lock_exclusive()
        .one(tx.connection())
        .await?
        .map(|row| from_row(tx.keyring(), row))
        .transpose()?;
    if there.is_none_or(|there| there.answer != before.answer) {
        return Ok(false);
    }
    look_up_result::Entity::update_many()
        .set(look_up_result::ActiveModel {
            answer: Set(words::NO_QUERY.to_owned()),
            answer_sealed: Set(Some(tx.keyring().seal_text(column::ANSWER, &after.answer)?)),
            version: Set(i32::from(after.version)),
            ..Default::default()
        })
        .filter(look_up_result::Column::LookUpId.eq(id.0))
        .exec(tx.connection())
        .await?;
    look_up::Entity::update_many()
        .col_expr(
            look_up::Column::Results,
            Expr::value(i32::try_from(shown).unwrap_or(i32::MAX)),
        )
        .filter(look_up::Column::Id.eq(id.0))
        .exec(tx.connection())
        .await?;
    wait(tx, Kind::Answer, id.0).await?;
    wait(tx, Kind::LookUp, id.0).await?;
    Ok(true)
}

/// Reads a log entry with its results, in one statement. The results are `None` if they are no longer kept.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the entry is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(look_up = id.0))]
pub async fn read(source: &impl Source, id: LookUpId) -> Result<Option<(LookUp, Option<Kept>)>, StoreError> {
    let to_result = look_up::Entity::belongs_to(look_up_result::Entity)
        .from(look_up::Column::Id)
        .to(look_up_result::Column::LookUpId);
    let row = look_up::Entity::find_by_id(id.0)
        .join(sea_orm::JoinType::LeftJoin, to_result.into())
        .select_also(look_up_result::Entity)
        .one(source.connection())
        .await?;
    let Some((entry, kept)) = row else { return Ok(None) };
    let keys = source.keyring();
    let kept = kept.map(|row| from_row(keys, row)).transpose()?;
    Ok(Some((super::read(keys, entry)?, kept)))
}

fn from_row(keys: &Keyring, row: look_up_result::Model) -> Result<Kept, StoreError> {
    let version = u16::try_from(row.version)
        .map_err(|_| StoreError::corrupt("look_up_result", format!("version {}", row.version)))?;
    Ok(Kept {
        version,
        answer: words::open(keys, column::ANSWER, row.answer_sealed.as_deref(), row.answer)?,
        best_likelihood: row.best_likelihood,
    })
}

/// Deletes the results of look-ups from before a certain time, and returns how many. The log of the look-ups stays.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn prune(tx: &Tx, before: Timestamp) -> Result<u64, StoreError> {
    let done = look_up_result::Entity::delete_many()
        .filter(look_up_result::Column::At.lt(millis(before)))
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look_up::{Entry, log};
    use crate::testing::{an_account, fresh};
    use domain::look_up::Reason;
    use testkit::time::{NOON, hours_after_noon};

    fn kept(answer: &str) -> Kept {
        Kept {
            version: 1,
            answer: answer.into(),
            best_likelihood: Some(0.5),
        }
    }

    testkit::on_each_database! {
        async fn an_answer_is_read_with_its_entry_extended_once_and_forgotten(db: testkit::Database) {
            let store = fresh(&db).await;
            let officer = an_account(&store, "officer@example.org").await;
            let reason = Reason::parse("PS/2026/118").unwrap();
            let query = serde_json::json!({});
            let entry = Entry { account: Some(officer), organisation: None, reason: &reason, query: &query };
            let tx = store.begin().await.unwrap();
            let id = log(&tx, entry, Some(1), NOON).await.unwrap();
            let bare = log(&tx, entry, None, NOON).await.unwrap();
            keep(&tx, id, &kept("a"), NOON).await.unwrap();
            tx.commit().await.unwrap();
            let (logged, answer) = read(&store, id).await.unwrap().unwrap();
            assert_eq!((logged.results, answer), (Some(1), Some(kept("a"))));
            assert_eq!(read(&store, bare).await.unwrap().unwrap().1, None);
            assert_eq!(read(&store, LookUpId(999)).await.unwrap(), None);

            let tx = store.begin().await.unwrap();
            assert!(extend(&tx, id, &kept("a"), &kept("ab"), 2).await.unwrap());
            assert!(!extend(&tx, id, &kept("a"), &kept("ac"), 3).await.unwrap(), "a second press");
            assert_eq!(prune(&tx, NOON).await.unwrap(), 0);
            tx.commit().await.unwrap();
            let (logged, answer) = read(&store, id).await.unwrap().unwrap();
            assert_eq!((logged.results, answer), (Some(2), Some(kept("ab"))));

            let tx = store.begin().await.unwrap();
            assert_eq!(prune(&tx, hours_after_noon(1)).await.unwrap(), 1);
            tx.commit().await.unwrap();
            let (logged, answer) = read(&store, id).await.unwrap().unwrap();
            assert_eq!((logged.results, answer), (Some(2), None), "the log stays");
        }
    }
}
