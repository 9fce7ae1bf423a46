//! Meeting papers. Their files are in the folder of photos.

use crate::bike::photos::FileName;
use crate::connection::{Source, sealed::Source as _};
use crate::entity::meeting_paper;
use crate::{Keyring, StoreError, Tx, documents};
use domain::id::{MeetingId, MeetingPaperId};
use domain::meeting::Paper;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

const DOCUMENT: &str = "meeting_paper.document";

/// A stored paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPaper {
    /// Its identity.
    pub id: MeetingPaperId,
    /// The meeting.
    pub meeting: MeetingId,
    /// Its file.
    pub file: FileName,
    /// The size of the file.
    pub bytes: u64,
    /// The paper.
    pub paper: Paper,
}

/// Adds a paper whose file is in the folder.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the words cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(meeting = meeting.0))]
pub async fn add(
    tx: &Tx,
    meeting: MeetingId,
    file: &FileName,
    bytes: u64,
    paper: &Paper,
) -> Result<MeetingPaperId, StoreError> {
    let row = meeting_paper::ActiveModel {
        id: NotSet,
        meeting_id: Set(meeting.0),
        file: Set(file.as_str().to_owned()),
        bytes: Set(i64::try_from(bytes).unwrap_or(i64::MAX)),
        document: Set(documents::seal(tx.keyring(), DOCUMENT, paper)?),
    };
    let made = meeting_paper::Entity::insert(row).exec(tx.connection()).await?;
    Ok(MeetingPaperId(made.last_insert_id))
}

/// Reads the papers of a meeting in the order in which they were added.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(meeting = meeting.0))]
pub async fn of_meeting(source: &impl Source, meeting: MeetingId) -> Result<Vec<KeptPaper>, StoreError> {
    let rows = meeting_paper::Entity::find()
        .filter(meeting_paper::Column::MeetingId.eq(meeting.0))
        .order_by_asc(meeting_paper::Column::Id)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| read(source.keyring(), row)).collect()
}

/// Finds a paper. The caller checks that the reader may see its item.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(paper = id.0))]
pub async fn find(source: &impl Source, id: MeetingPaperId) -> Result<Option<KeptPaper>, StoreError> {
    let row = meeting_paper::Entity::find_by_id(id.0)
        .one(source.connection())
        .await?;
    row.map(|row| read(source.keyring(), row)).transpose()
}

/// Replaces what is known about a paper. Its file stays.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the words cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(paper = id.0))]
pub async fn write(tx: &Tx, id: MeetingPaperId, paper: &Paper) -> Result<(), StoreError> {
    let sealed = documents::seal(tx.keyring(), DOCUMENT, paper)?;
    meeting_paper::Entity::update_many()
        .col_expr(meeting_paper::Column::Document, Expr::value(sealed))
        .filter(meeting_paper::Column::Id.eq(id.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Removes the row of a paper. After the commit, the caller deletes the file if no row names it.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(paper = id.0))]
pub async fn remove(tx: &Tx, id: MeetingPaperId) -> Result<(), StoreError> {
    meeting_paper::Entity::delete_by_id(id.0)
        .exec(tx.connection())
        .await?;
    Ok(())
}

fn read(keys: &Keyring, row: meeting_paper::Model) -> Result<KeptPaper, StoreError> {
    Ok(KeptPaper {
        id: MeetingPaperId(row.id),
        meeting: MeetingId(row.meeting_id),
        file: FileName::parse(&row.file)
            .ok_or_else(|| StoreError::corrupt("meeting_paper", "an invalid file name"))?,
        bytes: row.bytes.unsigned_abs(),
        paper: documents::open(keys, DOCUMENT, &row.document)?,
    })
}
