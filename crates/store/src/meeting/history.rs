//! What was done to a meeting, by whom and why. Entries are only added, never changed.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::meeting_change;
use crate::time::{instant, millis};
use crate::{Keyring, StoreError, Tx, words};
use domain::id::{AccountId, MeetingId};
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

const SAID: &str = "meeting_change.said";
const WHY: &str = "meeting_change.why";

/// Something that was done to a meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingChange {
    /// When it was done.
    pub at: Timestamp,
    /// Who did it; `None` for the register itself.
    pub by: Option<AccountId>,
    /// What was done, in a sentence.
    pub said: String,
    /// Why.
    pub why: Option<String>,
}

/// Adds an entry.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the words cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(meeting = meeting.0))]
pub async fn add(tx: &Tx, meeting: MeetingId, change: &MeetingChange) -> Result<(), StoreError> {
    let row = meeting_change::ActiveModel {
        id: NotSet,
        meeting_id: Set(meeting.0),
        at: Set(millis(change.at)),
        by_id: Set(change.by.map(|id| id.0)),
        said: Set(tx.keyring().seal_text(SAID, &change.said)?),
        why: Set(words::sealed(tx.keyring(), WHY, change.why.as_deref())?),
    };
    meeting_change::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Reads what was done to a meeting, newest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or an entry is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(meeting = meeting.0))]
pub async fn of_meeting(
    source: &impl Source,
    meeting: MeetingId,
    skip: u64,
    limit: u64,
) -> Result<Vec<MeetingChange>, StoreError> {
    let rows = meeting_change::Entity::find()
        .filter(meeting_change::Column::MeetingId.eq(meeting.0))
        .order_by_desc(meeting_change::Column::Id)
        .offset(skip)
        .limit(limit)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| read(source.keyring(), row)).collect()
}

fn read(keys: &Keyring, row: meeting_change::Model) -> Result<MeetingChange, StoreError> {
    Ok(MeetingChange {
        at: instant("meeting_change", row.at)?,
        by: row.by_id.map(AccountId),
        said: keys.open_text(SAID, &row.said)?,
        why: words::opened(keys, WHY, row.why.as_deref(), None)?,
    })
}
