//! What look-ups showed: one compact row each, which the pages read instead of searching again.

use super::LookUp;
use crate::connection::{Source, sealed::Source as _};
use crate::entity::{look_up, look_up_result};
use crate::time::millis;
use crate::{StoreError, Tx};
use domain::id::LookUpId;
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

/// An answer as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// How it is written, and the wording of its sentences.
    pub version: u16,
    /// The bikes with their scores and reasons; what it looks like is the business of who wrote it.
    pub answer: String,
    /// How likely the best of them is.
    pub best_likelihood: Option<f64>,
}

/// Keeps what a look-up showed, in the transaction that logs it.
///
/// # Errors
/// [`StoreError`] when the database does not answer or there is no such look-up.
pub async fn keep(tx: &Tx, id: LookUpId, kept: &Kept, now: Timestamp) -> Result<(), StoreError> {
    let row = look_up_result::ActiveModel {
        look_up_id: Set(id.0),
        at: Set(millis(now)),
        version: Set(i32::from(kept.version)),
        answer: Set(kept.answer.clone()),
        best_likelihood: Set(kept.best_likelihood),
    };
    look_up_result::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Puts a longer answer in the place of a shorter one, and the number of bikes that it shows into the log. Tells
/// whether the shorter one was still there: two presses of one button show more once.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn extend(
    tx: &Tx,
    id: LookUpId,
    before: &Kept,
    after: &Kept,
    shown: u32,
) -> Result<bool, StoreError> {
    let done = look_up_result::Entity::update_many()
        .col_expr(look_up_result::Column::Answer, Expr::value(after.answer.as_str()))
        .col_expr(
            look_up_result::Column::Version,
            Expr::value(i32::from(after.version)),
        )
        .filter(look_up_result::Column::LookUpId.eq(id.0))
        .filter(look_up_result::Column::Answer.eq(before.answer.as_str()))
        .exec(tx.connection())
        .await?;
    if done.rows_affected == 0 {
        return Ok(false);
    }
    look_up::Entity::update_many()
        .col_expr(
            look_up::Column::Results,
            Expr::value(i32::try_from(shown).unwrap_or(i32::MAX)),
        )
        .filter(look_up::Column::Id.eq(id.0))
        .exec(tx.connection())
        .await?;
    Ok(true)
}

/// Reads a log entry with what it showed, by one statement; the answer is none when it is no longer kept.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the entry is damaged.
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
    let kept = kept
        .map(|row| {
            let version = u16::try_from(row.version)
                .map_err(|_| StoreError::corrupt("look_up_result", format!("version {}", row.version)))?;
            Ok::<_, StoreError>(Kept {
                version,
                answer: row.answer,
                best_likelihood: row.best_likelihood,
            })
        })
        .transpose()?;
    Ok(Some((super::read(entry)?, kept)))
}

/// Deletes what look-ups before an instant showed; that they were made stays in the log. Returns how many.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
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
