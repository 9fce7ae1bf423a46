//! What was done to an edition, by whom and why. Entries are only added, never changed.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::assessment_change;
use crate::time::{instant, millis};
use crate::{Keyring, StoreError, Tx, words};
use domain::assessment::What;
use domain::id::{AccountId, AssessmentId};
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

const SAID: &str = "assessment_change.said";
const WHY: &str = "assessment_change.why";

/// Something that was done to an edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssessmentChange {
    /// When it was done.
    pub at: Timestamp,
    /// Who did it.
    pub by: Option<AccountId>,
    /// What was done.
    pub what: What,
    /// What was done, in a sentence.
    pub said: String,
    /// Why.
    pub why: Option<String>,
}

/// Adds an entry.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the words cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(assessment = id.0))]
pub async fn add(tx: &Tx, id: AssessmentId, change: &AssessmentChange) -> Result<(), StoreError> {
    let row = assessment_change::ActiveModel {
        id: NotSet,
        assessment_id: Set(id.0),
        at: Set(millis(change.at)),
        by_id: Set(change.by.map(|id| id.0)),
        what: Set(change.what.slug().to_owned()),
        said: Set(tx.keyring().seal_text(SAID, &change.said)?),
        why: Set(words::sealed(tx.keyring(), WHY, change.why.as_deref())?),
    };
    assessment_change::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Reads what was done to an edition, newest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or an entry is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(assessment = id.0))]
pub async fn of_assessment(
    source: &impl Source,
    id: AssessmentId,
    skip: u64,
    limit: u64,
) -> Result<Vec<AssessmentChange>, StoreError> {
    let rows = assessment_change::Entity::find()
        .filter(assessment_change::Column::AssessmentId.eq(id.0))
        .order_by_desc(assessment_change::Column::Id)
        .offset(skip)
        .limit(limit)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| read(source.keyring(), row)).collect()
}

fn read(keys: &Keyring, row: assessment_change::Model) -> Result<AssessmentChange, StoreError> {
    let what = What::parse(&row.what)
        .ok_or_else(|| StoreError::corrupt("assessment_change", format!("an entry {:?}", row.what)))?;
    Ok(AssessmentChange {
        at: instant("assessment_change", row.at)?,
        by: row.by_id.map(AccountId),
        what,
        said: keys.open_text(SAID, &row.said)?,
        why: words::opened(keys, WHY, row.why.as_deref(), None)?,
    })
}
