//! Messages between the owner of a bike and people who must not find out who the owner is. They are sealed in storage.

pub mod pause;
pub mod sightings;
pub mod threads;

use crate::connection::{Source, sealed::Source as _};
use crate::entity::{bike, message};
use crate::time::{instant, millis, optional_instant};
use crate::{Keyring, StoreError, Tx};
use domain::MarkCode;
use domain::account::contact::EmailAddress;
use domain::id::{BikeId, MessageId, ThreadId};
use domain::message::Side;
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt;

const COLUMN: &str = "message.body";

/// What a message says.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// The words of the message.
    pub text: String,
    /// The sender's address for a reply. Only messages from before there were conversations have one.
    pub reply_to: Option<EmailAddress>,
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Body(***)")
    }
}

/// A message that is about to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMessage {
    /// The bike that it is about.
    pub bike: BikeId,
    /// The conversation that it belongs to.
    pub thread: Option<ThreadId>,
    /// Who wrote it.
    pub from: Side,
    /// The mark that was scanned, if one was.
    pub mark: Option<MarkCode>,
    /// What it says.
    pub body: Body,
    /// True if it is hidden from the owner, because they have blocked the sender.
    pub kept_back: bool,
}

impl NewMessage {
    /// Makes a message from a finder that belongs to no conversation.
    pub fn about(bike: BikeId, body: Body) -> Self {
        Self {
            bike,
            thread: None,
            from: Side::Finder,
            mark: None,
            body,
            kept_back: false,
        }
    }
}

/// A message that has been stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// The bike that it is about.
    pub bike: BikeId,
    /// The conversation that it belongs to. Messages from before there were conversations belong to none.
    pub thread: Option<ThreadId>,
    /// Who wrote it.
    pub from: Side,
    /// The mark that was scanned, if one was.
    pub mark: Option<MarkCode>,
    /// What it says.
    pub body: Body,
    /// True if it is hidden from the owner, because they have blocked the sender.
    pub kept_back: bool,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// When the owner read it, if ever.
    pub read_at: Option<Timestamp>,
}

/// Stores a message about a bike.
///
/// # Errors
/// [`StoreError`] when the database does not answer, the bike is not there or the words cannot be sealed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn add(tx: &Tx, new: &NewMessage, now: Timestamp) -> Result<MessageId, StoreError> {
    let json = serde_json::to_vec(&new.body)
        .map_err(|_| StoreError::corrupt("message", "words that cannot be written"))?;
    let row = message::ActiveModel {
        id: NotSet,
        bike_id: Set(new.bike.0),
        mark_code: Set(new.mark.as_ref().map(MarkCode::compact)),
        body: Set(tx.keyring().seal(COLUMN, &json)?),
        sent_at: Set(millis(now)),
        // Owners have always read what they wrote themselves.
        read_at: Set((new.from == Side::Owner).then(|| millis(now))),
        thread_id: Set(new.thread.map(|thread| thread.0)),
        from_owner: Set(new.from == Side::Owner),
        kept_back: Set(new.kept_back),
    };
    let made = message::Entity::insert(row).exec(tx.connection()).await?;
    Ok(MessageId(made.last_insert_id))
}

/// Reads the messages of a conversation, oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a message cannot be opened.
#[tracing::instrument(level = "debug", skip_all, fields(thread = thread.0))]
pub async fn of_thread(source: &impl Source, thread: ThreadId) -> Result<Vec<Message>, StoreError> {
    let rows = message::Entity::find()
        .filter(message::Column::ThreadId.eq(thread.0))
        .order_by_asc(message::Column::Id)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| read(source.keyring(), row)).collect()
}

/// Reads messages by their ids.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a message cannot be opened.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn by_ids(source: &impl Source, ids: &[MessageId]) -> Result<Vec<Message>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = message::Entity::find()
        .filter(message::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| read(source.keyring(), row)).collect()
}

/// Reads the messages about a bike, newest first. Callers show them only to its owner.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a message cannot be opened.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn for_bike(source: &impl Source, bike: BikeId) -> Result<Vec<Message>, StoreError> {
    let rows = message::Entity::find()
        .filter(message::Column::BikeId.eq(bike.0))
        .order_by_desc(message::Column::Id)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| read(source.keyring(), row)).collect()
}

/// Counts the messages about bikes that their owners have not read. Bikes without any are left out.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn unread(source: &impl Source, bikes: &[BikeId]) -> Result<HashMap<BikeId, u64>, StoreError> {
    let rows: Vec<(i64, i64)> = message::Entity::find()
        .select_only()
        .column(message::Column::BikeId)
        .column_as(message::Column::Id.count(), "unread")
        .filter(message::Column::BikeId.is_in(bikes.iter().map(|bike| bike.0)))
        .filter(message::Column::ReadAt.is_null())
        .filter(message::Column::KeptBack.eq(false))
        .group_by(message::Column::BikeId)
        .into_tuple()
        .all(source.connection())
        .await?;
    let counted = rows.into_iter();
    Ok(counted
        .map(|(bike, unread)| (BikeId(bike), unread.unsigned_abs()))
        .collect())
}

/// Notes that the owner has seen every message about a bike.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn mark_read(tx: &Tx, bike: BikeId, now: Timestamp) -> Result<(), StoreError> {
    message::Entity::update_many()
        .col_expr(message::Column::ReadAt, Expr::value(millis(now)))
        .filter(message::Column::BikeId.eq(bike.0))
        .filter(message::Column::ReadAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Counts finders' messages about a bike since a certain time. It locks the bike until the transaction ends, so if two
/// requests count at once, the second one sees the first one's message.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
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
        .filter(message::Column::FromOwner.eq(false))
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
        thread: row.thread_id.map(ThreadId),
        from: if row.from_owner { Side::Owner } else { Side::Finder },
        mark,
        body,
        kept_back: row.kept_back,
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
            let scanned = NewMessage { mark: Some(code), ..NewMessage::about(bike, first.clone()) };
            add(&tx, &scanned, NOON).await.unwrap();
            add(&tx, &NewMessage::about(bike, second.clone()), hours_after_noon(2)).await.unwrap();
            add(&tx, &NewMessage::about(other, first.clone()), NOON).await.unwrap();
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
