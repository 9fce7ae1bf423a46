//! Messages to the owner of a bike from people who may never learn who that is; sealed at rest.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::{bike, message};
use crate::time::{instant, millis, optional_instant};
use crate::{Keyring, StoreError, Tx};
use domain::MarkCode;
use domain::account::contact::EmailAddress;
use domain::id::{BikeId, MessageId};
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use std::fmt;

const COLUMN: &str = "message.body";

/// What somebody tells an owner.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// The words.
    pub text: String,
    /// Where the owner may answer, if the sender gave it.
    pub reply_to: Option<EmailAddress>,
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Body(***)")
    }
}

/// A message as it was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its identity.
    pub id: MessageId,
    /// The bike that it is about.
    pub bike: BikeId,
    /// The mark that was scanned, if one was.
    pub mark: Option<MarkCode>,
    /// What it says.
    pub body: Body,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// When the owner read it, if ever.
    pub read_at: Option<Timestamp>,
}

/// Keeps a message about a bike.
///
/// # Errors
/// [`StoreError`] when the database does not answer, the bike is not there or the words cannot be sealed.
pub async fn add(
    tx: &Tx,
    bike: BikeId,
    mark: Option<&MarkCode>,
    body: &Body,
    now: Timestamp,
) -> Result<MessageId, StoreError> {
    let json = serde_json::to_vec(body)
        .map_err(|_| StoreError::corrupt("message", "words that cannot be written"))?;
    let row = message::ActiveModel {
        id: NotSet,
        bike_id: Set(bike.0),
        mark_code: Set(mark.map(MarkCode::compact)),
        body: Set(tx.keyring().seal(COLUMN, &json)?),
        sent_at: Set(millis(now)),
        read_at: Set(None),
    };
    let made = message::Entity::insert(row).exec(tx.connection()).await?;
    Ok(MessageId(made.last_insert_id))
}

/// Reads the messages about a bike, newest first. Callers show them to its owner alone.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a message cannot be opened.
pub async fn for_bike(source: &impl Source, bike: BikeId) -> Result<Vec<Message>, StoreError> {
    let rows = message::Entity::find()
        .filter(message::Column::BikeId.eq(bike.0))
        .order_by_desc(message::Column::Id)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| read(source.keyring(), row)).collect()
}

/// Notes that the owner has seen every message about a bike.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn mark_read(tx: &Tx, bike: BikeId, now: Timestamp) -> Result<(), StoreError> {
    message::Entity::update_many()
        .col_expr(message::Column::ReadAt, Expr::value(millis(now)))
        .filter(message::Column::BikeId.eq(bike.0))
        .filter(message::Column::ReadAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Counts the messages about a bike sent after an instant. It holds the bike until the transaction ends, so
/// that of two who count at once the second sees what the first has sent.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn count_sent_after(tx: &Tx, bike: BikeId, after: Timestamp) -> Result<u64, StoreError> {
    bike::Entity::find_by_id(bike.0)
        .select_only()
        .column(bike::Column::Id)
        .lock_exclusive()
        .into_tuple::<i64>()
        .one(tx.connection())
        .await?;
    Ok(message::Entity::find()
        .filter(message::Column::BikeId.eq(bike.0))
        .filter(message::Column::SentAt.gt(millis(after)))
        .count(tx.connection())
        .await?)
}

fn read(keys: &Keyring, row: message::Model) -> Result<Message, StoreError> {
    let corrupt = |what| StoreError::corrupt("message", what);
    let body = serde_json::from_slice(&keys.open(COLUMN, &row.body)?)
        .map_err(|_| corrupt("words that cannot be read"))?;
    let mark = row
        .mark_code
        .map(|code| MarkCode::parse(&code).map_err(|_| corrupt("an invalid mark code")))
        .transpose()?;
    Ok(Message {
        id: MessageId(row.id),
        bike: BikeId(row.bike_id),
        mark,
        body,
        sent_at: instant("message", row.sent_at)?,
        read_at: optional_instant("message", row.read_at)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{a_bike, fresh};
    use testkit::time::{NOON, hours_after_noon};

    testkit::on_each_database! {
        async fn the_owner_reads_what_was_sent_and_the_table_does_not(db: testkit::Database) {
            let store = fresh(&db).await;
            let (bike, other) = (a_bike(&store).await, a_bike(&store).await);
            let code = MarkCode::from_data([1, 2, 3, 4, 5, 6, 7, 8]);
            let first = Body { text: "It is by the station <b>".into(), reply_to: None };
            let reply_to = Some(EmailAddress::parse("finder@example.org").unwrap());
            let second = Body { text: "Still there 🚲".into(), reply_to };

            let tx = store.begin().await.unwrap();
            add(&tx, bike, Some(&code), &first, NOON).await.unwrap();
            add(&tx, bike, None, &second, hours_after_noon(2)).await.unwrap();
            add(&tx, other, None, &first, NOON).await.unwrap();
            assert_eq!(count_sent_after(&tx, bike, NOON).await.unwrap(), 1);
            tx.commit().await.unwrap();

            let messages = for_bike(&store, bike).await.unwrap();
            assert_eq!(messages.iter().map(|m| &m.body).collect::<Vec<_>>(), [&second, &first]);
            assert_eq!(messages.iter().map(|m| m.mark).collect::<Vec<_>>(), [None, Some(code)]);
            assert!(messages.iter().all(|m| m.read_at.is_none()));
            for row in message::Entity::find().all(store.connection()).await.unwrap() {
                assert!(!row.body.windows(7).any(|w| w == b"station" || w == b"example"));
            }

            let tx = store.begin().await.unwrap();
            mark_read(&tx, bike, hours_after_noon(3)).await.unwrap();
            mark_read(&tx, bike, hours_after_noon(4)).await.unwrap();
            tx.commit().await.unwrap();
            let read: Vec<_> = for_bike(&store, bike).await.unwrap().into_iter().map(|m| m.read_at).collect();
            assert_eq!(read, [Some(hours_after_noon(3)); 2]);
            assert_eq!(for_bike(&store, other).await.unwrap()[0].read_at, None);
        }
    }
}
