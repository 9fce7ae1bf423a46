//! The phones that are desks of an event. With them we can see whether two phones share a desk, and whether one still
//! has bikes to send.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::desk_phone;
use crate::time::{instant, millis};
use crate::{StoreError, Tx};
use domain::id::{AccountId, EventId};
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// A phone that is a desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone {
    /// What the desk is called.
    pub desk: String,
    /// An id that the phone has made up for itself.
    pub phone: String,
    /// The account that is signed in on it.
    pub account: AccountId,
    /// When this desk was opened on it.
    pub opened_at: Timestamp,
    /// When we last heard from it.
    pub seen_at: Timestamp,
    /// How many of its entries were waiting to be sent then.
    pub waiting: u32,
}

/// Notes that a phone is a desk of an event. If it was another desk before, it becomes this one.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0))]
pub async fn seen(tx: &Tx, event: EventId, phone: &Phone) -> Result<(), StoreError> {
    let before = desk_phone::Entity::find_by_id((event.0, phone.phone.clone()))
        .one(tx.connection())
        .await?;
    let same_desk = before.filter(|before| before.desk == phone.desk);
    let row = desk_phone::ActiveModel {
        event_id: Set(event.0),
        phone: Set(phone.phone.clone()),
        desk: Set(phone.desk.clone()),
        account_id: Set(phone.account.0),
        opened_at: Set(same_desk.map_or(millis(phone.opened_at), |before| before.opened_at)),
        seen_at: Set(millis(phone.seen_at)),
        waiting: Set(i32::try_from(phone.waiting).unwrap_or(i32::MAX)),
    };
    let over = OnConflict::columns([desk_phone::Column::EventId, desk_phone::Column::Phone])
        .update_columns([
            desk_phone::Column::Desk,
            desk_phone::Column::AccountId,
            desk_phone::Column::OpenedAt,
            desk_phone::Column::SeenAt,
            desk_phone::Column::Waiting,
        ])
        .to_owned();
    desk_phone::Entity::insert(row)
        .on_conflict(over)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Deletes a phone that is no longer a desk of the event.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0))]
pub async fn closed(tx: &Tx, event: EventId, phone: &str) -> Result<(), StoreError> {
    desk_phone::Entity::delete_by_id((event.0, phone.to_owned()))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Lists the phones that are desks of an event, by desk.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(event = event.0))]
pub async fn of_event(source: &impl Source, event: EventId) -> Result<Vec<Phone>, StoreError> {
    let rows = desk_phone::Entity::find()
        .filter(desk_phone::Column::EventId.eq(event.0))
        .order_by_asc(desk_phone::Column::Desk)
        .order_by_asc(desk_phone::Column::OpenedAt)
        .all(source.connection())
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Phone {
                desk: row.desk,
                phone: row.phone,
                account: AccountId(row.account_id),
                opened_at: instant("desk_phone", row.opened_at)?,
                seen_at: instant("desk_phone", row.seen_at)?,
                waiting: u32::try_from(row.waiting).unwrap_or(0),
            })
        })
        .collect()
}

/// Deletes phones that we have not heard from since a certain time.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn prune(tx: &Tx, seen_before: Timestamp) -> Result<u64, StoreError> {
    let done = desk_phone::Entity::delete_many()
        .filter(desk_phone::Column::SeenAt.lt(millis(seen_before)))
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{an_account, an_organisation, fresh};
    use domain::event::{EventDetails, NewMarkingEvent, Stage};
    use testkit::time::{NOON, hours_after_noon};

    testkit::on_each_database! {
        async fn a_phone_is_one_desk_and_is_forgotten(db: testkit::Database) {
            let store = fresh(&db).await;
            let account = an_account(&store, "vera@example.org").await;
            let event = NewMarkingEvent {
                organisation: an_organisation(&store, "camcycle").await,
                name: "Market Square".into(),
                place: "Cambridge".into(),
                about: None,
                point: None,
                starts_at: NOON,
                ends_at: hours_after_noon(4),
                details: EventDetails::default(),
            };
            let tx = store.begin().await.unwrap();
            let event = crate::event::add(&tx, &event, Stage::Published).await.unwrap();
            let phone = |desk: &str, hours| Phone {
                desk: desk.into(),
                phone: "one".into(),
                account,
                opened_at: hours_after_noon(hours),
                seen_at: hours_after_noon(hours),
                waiting: 2,
            };
            seen(&tx, event, &phone("Desk 1", 0)).await.unwrap();
            seen(&tx, event, &phone("Desk 1", 1)).await.unwrap();
            let kept = of_event(&tx, event).await.unwrap();
            assert_eq!(kept, [Phone { opened_at: NOON, ..phone("Desk 1", 1) }], "open since noon");
            seen(&tx, event, &phone("Desk 2", 2)).await.unwrap();
            assert_eq!(of_event(&tx, event).await.unwrap(), [phone("Desk 2", 2)], "another desk since then");
            assert_eq!(prune(&tx, hours_after_noon(2)).await.unwrap(), 0);
            assert_eq!(prune(&tx, hours_after_noon(3)).await.unwrap(), 1);
            tx.commit().await.unwrap();
        }
    }
}
