//! The questions that the public sends to meetings.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::meeting_question;
use crate::time::{instant, millis};
use crate::{Keyring, StoreError, Tx, documents};
use domain::id::{MeetingId, MeetingQuestionId};
use domain::meeting::{MOST_QUESTIONS, Question};
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

const SAID: &str = "meeting_question.said";

/// A stored question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptQuestion {
    /// Its identity.
    pub id: MeetingQuestionId,
    /// When it was sent.
    pub asked_at: Timestamp,
    /// The question.
    pub question: Question,
}

/// Adds a question.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the words cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(meeting = meeting.0))]
pub async fn add(
    tx: &Tx,
    meeting: MeetingId,
    question: &Question,
    now: Timestamp,
) -> Result<MeetingQuestionId, StoreError> {
    let row = meeting_question::ActiveModel {
        id: NotSet,
        meeting_id: Set(meeting.0),
        asked_at: Set(millis(now)),
        said: Set(documents::seal(tx.keyring(), SAID, question)?),
    };
    let made = meeting_question::Entity::insert(row)
        .exec(tx.connection())
        .await?;
    Ok(MeetingQuestionId(made.last_insert_id))
}

/// Counts the questions for a meeting.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(meeting = meeting.0))]
pub async fn count(source: &impl Source, meeting: MeetingId) -> Result<u64, StoreError> {
    let query = meeting_question::Entity::find().filter(meeting_question::Column::MeetingId.eq(meeting.0));
    Ok(query.count(source.connection()).await?)
}

/// Reads the questions for a meeting, oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(meeting = meeting.0))]
pub async fn of_meeting(source: &impl Source, meeting: MeetingId) -> Result<Vec<KeptQuestion>, StoreError> {
    let rows = meeting_question::Entity::find()
        .filter(meeting_question::Column::MeetingId.eq(meeting.0))
        .order_by_asc(meeting_question::Column::Id)
        .limit(MOST_QUESTIONS as u64)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| read(source.keyring(), row)).collect()
}

/// Deletes the questions that were sent before an instant, and returns how many.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn prune(tx: &Tx, before: Timestamp) -> Result<u64, StoreError> {
    let gone = meeting_question::Entity::delete_many()
        .filter(meeting_question::Column::AskedAt.lt(millis(before)))
        .exec(tx.connection())
        .await?;
    Ok(gone.rows_affected)
}

fn read(keys: &Keyring, row: meeting_question::Model) -> Result<KeptQuestion, StoreError> {
    Ok(KeptQuestion {
        id: MeetingQuestionId(row.id),
        asked_at: instant("meeting_question", row.asked_at)?,
        question: documents::open(keys, SAID, &row.said)?,
    })
}
