//! The published summaries of cases. What the public reads about a case comes from here alone.

use super::KeptProblem;
use crate::connection::{Source, sealed::Source as _};
use crate::entity::problem_summary;
use crate::time::{instant, millis};
use crate::{Keyring, StoreError, Tx, documents};
use domain::id::{PartnershipId, ProblemId};
use domain::problem::SummaryText;
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

const DOCUMENT: &str = "problem_summary.document";

/// A published summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedSummary {
    /// The case.
    pub problem: ProblemId,
    /// Since when the public reads it.
    pub published_at: Timestamp,
    /// The text.
    pub text: SummaryText,
}

/// Publishes a text about a case. It replaces the one that was published before.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the text cannot be sealed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn publish(
    tx: &Tx,
    kept: &KeptProblem,
    text: &SummaryText,
    now: Timestamp,
) -> Result<(), StoreError> {
    withdraw(tx, kept.id).await?;
    let row = problem_summary::ActiveModel {
        id: NotSet,
        problem_id: Set(kept.id.0),
        partnership_id: Set(kept.partnership.0),
        published_at: Set(millis(now)),
        document: Set(documents::seal(tx.keyring(), DOCUMENT, text)?),
    };
    problem_summary::Entity::insert(row).exec(tx.connection()).await?;
    Ok(())
}

/// Takes the summary of a case off the public pages.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(problem = problem.0))]
pub async fn withdraw(tx: &Tx, problem: ProblemId) -> Result<(), StoreError> {
    problem_summary::Entity::delete_many()
        .filter(problem_summary::Column::ProblemId.eq(problem.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Reads the published summaries of a partnership, newest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn of_partnership(
    source: &impl Source,
    partnership: PartnershipId,
    limit: u64,
) -> Result<Vec<PublishedSummary>, StoreError> {
    let rows = problem_summary::Entity::find()
        .filter(problem_summary::Column::PartnershipId.eq(partnership.0))
        .order_by_desc(problem_summary::Column::PublishedAt)
        .order_by_desc(problem_summary::Column::Id)
        .limit(limit)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| read(source.keyring(), row)).collect()
}

/// Finds the published summary of a case of a partnership.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(problem = problem.0))]
pub async fn find(
    source: &impl Source,
    partnership: PartnershipId,
    problem: ProblemId,
) -> Result<Option<PublishedSummary>, StoreError> {
    let row = problem_summary::Entity::find()
        .filter(problem_summary::Column::ProblemId.eq(problem.0))
        .filter(problem_summary::Column::PartnershipId.eq(partnership.0))
        .one(source.connection())
        .await?;
    row.map(|row| read(source.keyring(), row)).transpose()
}

fn read(keys: &Keyring, row: problem_summary::Model) -> Result<PublishedSummary, StoreError> {
    Ok(PublishedSummary {
        problem: ProblemId(row.problem_id),
        published_at: instant("problem_summary", row.published_at)?,
        text: documents::open(keys, DOCUMENT, &row.document)?,
    })
}
