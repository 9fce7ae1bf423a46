//! Editions of assessments, with their frozen figures, their history, and the files of those that were published.

pub mod figures;
pub mod files;
pub mod history;

use crate::connection::{Source, sealed::Source as _};
use crate::entity::assessment;
use crate::time::{instant, millis, optional_instant};
use crate::{Keyring, StoreError, Tx, documents};
use domain::assessment::{Assessment, State};
use domain::id::{AccountId, AssessmentId, PartnershipId};
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

const DOCUMENT: &str = "assessment.document";
/// The most editions that a list shows.
const MOST: u64 = 100;

/// A stored edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its identity.
    pub id: AssessmentId,
    /// The partnership.
    pub partnership: PartnershipId,
    /// The first edition, if this one corrects it.
    pub first: Option<AssessmentId>,
    /// 0 for the first edition, and one more for each correction.
    pub edition: u32,
    /// How far it has got.
    pub state: State,
    /// Which freeze of figures it uses; the first is 1.
    pub freeze: u32,
    /// What it says.
    pub assessment: Assessment,
    /// When it was begun.
    pub made_at: Timestamp,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// Who last changed its text or figures.
    pub changed_by: Option<AccountId>,
    /// When it was published.
    pub published_at: Option<Timestamp>,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Timestamp>,
}

/// A new edition.
#[derive(Clone, Copy, Debug)]
pub struct New<'a> {
    /// The partnership.
    pub partnership: PartnershipId,
    /// The first edition and the number of this one, if this one corrects it.
    pub corrects: Option<(AssessmentId, u32)>,
    /// What it says.
    pub assessment: &'a Assessment,
    /// Who begins it.
    pub by: AccountId,
}

/// Adds a draft that uses its first freeze.
///
/// # Errors
/// [`StoreError::Taken`] when there is already a correction with this number; [`StoreError`] when the database does not
/// answer or the document cannot be sealed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn add(tx: &Tx, new: New<'_>, now: Timestamp) -> Result<AssessmentId, StoreError> {
    let (first, edition) = new.corrects.unzip();
    let row = assessment::ActiveModel {
        id: NotSet,
        partnership_id: Set(new.partnership.0),
        first_id: Set(first.map(|id| id.0)),
        edition: Set(small(edition.unwrap_or_default())?),
        state: Set(State::Draft.slug().to_owned()),
        freeze: Set(1),
        document: Set(documents::seal(tx.keyring(), DOCUMENT, new.assessment)?),
        made_at: Set(millis(now)),
        changed_at: Set(millis(now)),
        changed_by: Set(Some(new.by.0)),
        published_at: Set(None),
        withdrawn_at: Set(None),
    };
    let made = assessment::Entity::insert(row).exec(tx.connection()).await?;
    Ok(AssessmentId(made.last_insert_id))
}

/// Finds an edition.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(assessment = id.0))]
pub async fn find(source: &impl Source, id: AssessmentId) -> Result<Option<Kept>, StoreError> {
    let row = assessment::Entity::find_by_id(id.0)
        .one(source.connection())
        .await?;
    row.map(|row| read(source.keyring(), row)).transpose()
}

/// Finds an edition and locks it until the transaction ends.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(assessment = id.0))]
pub async fn hold(tx: &Tx, id: AssessmentId) -> Result<Option<Kept>, StoreError> {
    let query = assessment::Entity::find_by_id(id.0).lock_exclusive();
    let row = query.one(tx.connection()).await?;
    row.map(|row| read(tx.keyring(), row)).transpose()
}

/// Reads the editions of a partnership, newest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn of_partnership(
    source: &impl Source,
    partnership: PartnershipId,
) -> Result<Vec<Kept>, StoreError> {
    let query = assessment::Entity::find()
        .filter(assessment::Column::PartnershipId.eq(partnership.0))
        .order_by_desc(assessment::Column::Id)
        .limit(MOST);
    all(source, query).await
}

/// Reads the editions of a partnership that were published since a time and not withdrawn, newest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn published(
    source: &impl Source,
    partnership: PartnershipId,
    since: Timestamp,
) -> Result<Vec<Kept>, StoreError> {
    let query = assessment::Entity::find()
        .filter(assessment::Column::PartnershipId.eq(partnership.0))
        .filter(assessment::Column::PublishedAt.gte(millis(since)))
        .filter(assessment::Column::WithdrawnAt.is_null())
        .order_by_desc(assessment::Column::PublishedAt)
        .limit(MOST);
    all(source, query).await
}

/// Reads the corrections of a first edition, oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(assessment = first.0))]
pub async fn corrections(source: &impl Source, first: AssessmentId) -> Result<Vec<Kept>, StoreError> {
    let query = assessment::Entity::find()
        .filter(assessment::Column::FirstId.eq(first.0))
        .order_by_asc(assessment::Column::Edition)
        .limit(MOST);
    all(source, query).await
}

async fn all(source: &impl Source, query: Select<assessment::Entity>) -> Result<Vec<Kept>, StoreError> {
    let rows = query.all(source.connection()).await?;
    rows.into_iter().map(|row| read(source.keyring(), row)).collect()
}

/// Replaces what an edition says. `by` changed its text or figures; without it, the last author stays.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the document cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(assessment = id.0))]
pub async fn write(
    tx: &Tx,
    id: AssessmentId,
    assessment: &Assessment,
    by: Option<AccountId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sealed = documents::seal(tx.keyring(), DOCUMENT, assessment)?;
    let mut update = assessment::Entity::update_many()
        .col_expr(assessment::Column::Document, Expr::value(sealed))
        .col_expr(assessment::Column::ChangedAt, Expr::value(millis(now)))
        .filter(assessment::Column::Id.eq(id.0));
    if let Some(by) = by {
        update = update.col_expr(assessment::Column::ChangedBy, Expr::value(by.0));
    }
    update.exec(tx.connection()).await?;
    Ok(())
}

/// Uses another freeze of figures from now on.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(assessment = id.0))]
pub async fn use_freeze(
    tx: &Tx,
    id: AssessmentId,
    freeze: u32,
    by: AccountId,
    now: Timestamp,
) -> Result<(), StoreError> {
    assessment::Entity::update_many()
        .col_expr(assessment::Column::Freeze, Expr::value(small(freeze)?))
        .col_expr(assessment::Column::ChangedAt, Expr::value(millis(now)))
        .col_expr(assessment::Column::ChangedBy, Expr::value(by.0))
        .filter(assessment::Column::Id.eq(id.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Sets how far an edition has got. Notes when it was published or withdrawn.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(assessment = id.0))]
pub async fn set_state(tx: &Tx, id: AssessmentId, state: State, now: Timestamp) -> Result<(), StoreError> {
    let mut update = assessment::Entity::update_many()
        .col_expr(assessment::Column::State, Expr::value(state.slug()))
        .filter(assessment::Column::Id.eq(id.0));
    let noted = match state {
        State::Published => Some(assessment::Column::PublishedAt),
        State::Withdrawn => Some(assessment::Column::WithdrawnAt),
        State::Draft | State::InReview | State::Approved => None,
    };
    if let Some(column) = noted {
        update = update.col_expr(column, Expr::value(millis(now)));
    }
    update.exec(tx.connection()).await?;
    Ok(())
}

/// Makes the number of an edition or freeze fit its column.
fn small(number: u32) -> Result<i32, StoreError> {
    i32::try_from(number).map_err(|_| StoreError::corrupt("assessment", "a number that is too large"))
}

fn read(keys: &Keyring, row: assessment::Model) -> Result<Kept, StoreError> {
    let number =
        |raw: i32| u32::try_from(raw).map_err(|_| StoreError::corrupt("assessment", "a number below 0"));
    let state = State::parse(&row.state);
    Ok(Kept {
        id: AssessmentId(row.id),
        partnership: PartnershipId(row.partnership_id),
        first: row.first_id.map(AssessmentId),
        edition: number(row.edition)?,
        state: state.ok_or_else(|| StoreError::corrupt("assessment", format!("a state {:?}", row.state)))?,
        freeze: number(row.freeze)?,
        assessment: documents::open(keys, DOCUMENT, &row.document)?,
        made_at: instant("assessment", row.made_at)?,
        changed_at: instant("assessment", row.changed_at)?,
        changed_by: row.changed_by.map(AccountId),
        published_at: optional_instant("assessment", row.published_at)?,
        withdrawn_at: optional_instant("assessment", row.withdrawn_at)?,
    })
}

#[cfg(test)]
mod tests;
