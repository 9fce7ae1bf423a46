//! The questions that the public sends to meetings.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::meeting_question;
use crate::time::{instant, millis};
use crate::{Keyring, StoreError, Tx, documents};
use domain::account::contact::EmailAddress;
use domain::id::{MeetingId, MeetingQuestionId};
use domain::meeting::{MOST_QUESTIONS, Question, Reply};
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

const SAID: &str = "meeting_question.said";
const ASKER: &str = "meeting_question.asker";
const REPLY: &str = "meeting_question.reply";

/// The person who asked. A published question stays when this goes.
#[derive(Serialize, Deserialize)]
struct Asker {
    name: Option<String>,
    email: Option<EmailAddress>,
}

/// A stored question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptQuestion {
    /// Its identity.
    pub id: MeetingQuestionId,
    /// When it was sent.
    pub asked_at: Timestamp,
    /// The question.
    pub question: Question,
    /// What came of it; `None` while nobody has replied.
    pub reply: Option<Reply>,
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
    let (said, asker) = sealed(tx.keyring(), question)?;
    let row = meeting_question::ActiveModel {
        id: NotSet,
        meeting_id: Set(meeting.0),
        asked_at: Set(millis(now)),
        said: Set(said),
        asker: Set(Some(asker)),
        reply: Set(None),
        published_at: Set(None),
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

/// Finds a question and locks it until the transaction ends.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(question = id.0))]
pub async fn hold(
    tx: &Tx,
    meeting: MeetingId,
    id: MeetingQuestionId,
) -> Result<Option<KeptQuestion>, StoreError> {
    let row = meeting_question::Entity::find_by_id(id.0)
        .filter(meeting_question::Column::MeetingId.eq(meeting.0))
        .lock_exclusive()
        .one(tx.connection())
        .await?;
    row.map(|row| read(tx.keyring(), row)).transpose()
}

/// Writes what came of a question.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the words cannot be sealed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn reply(tx: &Tx, kept: &KeptQuestion, reply: &Reply) -> Result<(), StoreError> {
    // Before questions could be answered, the person lay with the words. From now on, they lie apart.
    let (said, asker) = sealed(tx.keyring(), &kept.question)?;
    let published = reply.outcome.is_published().then(|| millis(reply.at));
    let reply = documents::seal(tx.keyring(), REPLY, reply)?;
    meeting_question::Entity::update_many()
        .col_expr(meeting_question::Column::Said, Expr::value(said))
        .col_expr(meeting_question::Column::Asker, Expr::value(asker))
        .col_expr(meeting_question::Column::Reply, Expr::value(reply))
        .col_expr(meeting_question::Column::PublishedAt, Expr::value(published))
        .filter(meeting_question::Column::Id.eq(kept.id.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Deletes the questions that were sent before an instant, and returns how many. Of those that are published, it deletes
/// only who asked, until they are older than `published_before`.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn prune(tx: &Tx, before: Timestamp, published_before: Timestamp) -> Result<u64, StoreError> {
    use meeting_question::Column;
    let gone = meeting_question::Entity::delete_many()
        .filter(Column::AskedAt.lt(millis(before)))
        .filter(
            Condition::any()
                .add(Column::PublishedAt.is_null())
                .add(Column::AskedAt.lt(millis(published_before))),
        )
        .exec(tx.connection())
        .await?;
    meeting_question::Entity::update_many()
        .col_expr(Column::Asker, Expr::value(None::<Vec<u8>>))
        .filter(Column::AskedAt.lt(millis(before)))
        .filter(Column::Asker.is_not_null())
        .exec(tx.connection())
        .await?;
    Ok(gone.rows_affected)
}

/// Seals a question, and apart from it who asked.
fn sealed(keys: &Keyring, question: &Question) -> Result<(Vec<u8>, Vec<u8>), StoreError> {
    let asker = Asker {
        name: question.name.clone(),
        email: question.email.clone(),
    };
    let said = Question {
        name: None,
        email: None,
        ..question.clone()
    };
    Ok((
        documents::seal(keys, SAID, &said)?,
        documents::seal(keys, ASKER, &asker)?,
    ))
}

fn read(keys: &Keyring, row: meeting_question::Model) -> Result<KeptQuestion, StoreError> {
    let mut question: Question = documents::open(keys, SAID, &row.said)?;
    if let Some(asker) = &row.asker {
        let asker: Asker = documents::open(keys, ASKER, asker)?;
        (question.name, question.email) = (asker.name, asker.email);
    }
    let reply = row.reply.as_deref();
    Ok(KeptQuestion {
        id: MeetingQuestionId(row.id),
        asked_at: instant("meeting_question", row.asked_at)?,
        question,
        reply: reply
            .map(|reply| documents::open(keys, REPLY, reply))
            .transpose()?,
    })
}
