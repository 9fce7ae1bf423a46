//! Meetings of groups, their history, their papers, and questions from the public.

pub mod history;
pub mod papers;
pub mod questions;

use crate::connection::{Source, sealed::Source as _};
use crate::entity::meeting;
use crate::time::millis;
use crate::{Keyring, StoreError, Tx, documents};
use domain::id::{AccountId, GroupId, MeetingId, PartnershipId};
use domain::meeting::Meeting;
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

const DOCUMENT: &str = "meeting.document";

/// A stored meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptMeeting {
    /// Its identity.
    pub id: MeetingId,
    /// The partnership.
    pub partnership: PartnershipId,
    /// The meeting.
    pub meeting: Meeting,
    /// When it was last changed.
    pub changed_at: Timestamp,
}

/// Adds a meeting.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the meeting cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn add(
    tx: &Tx,
    partnership: PartnershipId,
    meeting: &Meeting,
    by: Option<AccountId>,
    now: Timestamp,
) -> Result<MeetingId, StoreError> {
    let row = meeting::ActiveModel {
        id: NotSet,
        partnership_id: Set(partnership.0),
        group_id: Set(meeting.group().0),
        starts_at: Set(millis(meeting.details.starts_at)),
        document: Set(documents::seal(tx.keyring(), DOCUMENT, meeting)?),
        changed_at: Set(millis(now)),
        changed_by: Set(by.map(|id| id.0)),
    };
    let made = meeting::Entity::insert(row).exec(tx.connection()).await?;
    Ok(MeetingId(made.last_insert_id))
}

/// Finds a meeting.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(meeting = id.0))]
pub async fn find(source: &impl Source, id: MeetingId) -> Result<Option<KeptMeeting>, StoreError> {
    let row = meeting::Entity::find_by_id(id.0).one(source.connection()).await?;
    row.map(|row| read(source.keyring(), row)).transpose()
}

/// Finds a meeting and locks it until the transaction ends.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(meeting = id.0))]
pub async fn hold(tx: &Tx, id: MeetingId) -> Result<Option<KeptMeeting>, StoreError> {
    let query = meeting::Entity::find_by_id(id.0).lock_exclusive();
    let row = query.one(tx.connection()).await?;
    row.map(|row| read(tx.keyring(), row)).transpose()
}

/// Reads the meetings of a partnership that start at an instant or later, latest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn of_partnership(
    source: &impl Source,
    partnership: PartnershipId,
    since: Timestamp,
    limit: u64,
) -> Result<Vec<KeptMeeting>, StoreError> {
    let rows = meeting::Entity::find()
        .filter(meeting::Column::PartnershipId.eq(partnership.0))
        .filter(meeting::Column::StartsAt.gte(millis(since)))
        .order_by_desc(meeting::Column::StartsAt)
        .limit(limit)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| read(source.keyring(), row)).collect()
}

/// Reads the meetings of a group, latest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(group = group.0))]
pub async fn of_group(
    source: &impl Source,
    group: GroupId,
    limit: u64,
) -> Result<Vec<KeptMeeting>, StoreError> {
    let rows = meeting::Entity::find()
        .filter(meeting::Column::GroupId.eq(group.0))
        .order_by_desc(meeting::Column::StartsAt)
        .limit(limit)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| read(source.keyring(), row)).collect()
}

/// Replaces a meeting.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the meeting cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(meeting = id.0))]
pub async fn write(
    tx: &Tx,
    id: MeetingId,
    meeting: &Meeting,
    by: AccountId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sealed = documents::seal(tx.keyring(), DOCUMENT, meeting)?;
    meeting::Entity::update_many()
        .col_expr(meeting::Column::Document, Expr::value(sealed))
        .col_expr(
            meeting::Column::StartsAt,
            Expr::value(millis(meeting.details.starts_at)),
        )
        .col_expr(meeting::Column::ChangedAt, Expr::value(millis(now)))
        .col_expr(meeting::Column::ChangedBy, Expr::value(by.0))
        .filter(meeting::Column::Id.eq(id.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

fn read(keys: &Keyring, row: meeting::Model) -> Result<KeptMeeting, StoreError> {
    Ok(KeptMeeting {
        id: MeetingId(row.id),
        partnership: PartnershipId(row.partnership_id),
        meeting: documents::open(keys, DOCUMENT, &row.document)?,
        changed_at: crate::time::instant("meeting", row.changed_at)?,
    })
}

#[cfg(test)]
mod tests;
