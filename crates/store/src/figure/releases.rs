//! Releases of closed quarters. They are written once, and only read after that.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::figure_release;
use crate::keyring::digest;
use crate::time::{instant, millis};
use crate::{StoreError, Tx};
use domain::id::PartnershipId;
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

const COUNTS: &str = "figure_release.counts";

/// Identifies a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReleaseOf {
    /// The partnership whose release it is.
    pub partnership: PartnershipId,
    /// Four times the year in which the financial year begins, plus the number of earlier quarters in that year.
    pub quarter: i32,
    /// 0 for the first release, and one more for each correction.
    pub revision: i32,
}

/// A release, as far as readers are allowed to see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its id.
    pub of: ReleaseOf,
    /// When it was made.
    pub made_at: Timestamp,
    /// What readers are allowed to see, as JSON.
    pub body: String,
    /// The SHA-256 of the body.
    pub hash: Vec<u8>,
}

impl ReleaseOf {
    /// Returns the release's number, which seeds the permutations. The number is the same on every database.
    #[must_use]
    pub fn number(self) -> i64 {
        self.partnership.0 * 100_000_000 + i64::from(self.quarter) * 1_000 + i64::from(self.revision)
    }
}

/// Writes a release.
///
/// # Errors
/// [`StoreError::Taken`] when it is already there; [`StoreError`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn add(
    tx: &Tx,
    of: ReleaseOf,
    body: &str,
    counts: &[u8],
    now: Timestamp,
) -> Result<(), StoreError> {
    let row = figure_release::ActiveModel {
        id: Set(of.number()),
        partnership_id: Set(of.partnership.0),
        quarter: Set(of.quarter),
        revision: Set(of.revision),
        made_at: Set(millis(now)),
        body: Set(body.to_owned()),
        hash: Set(digest(body.as_bytes()).to_vec()),
        counts: Set(tx.keyring().seal(COUNTS, counts)?),
    };
    figure_release::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Reads the newest release of a partnership.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn last(source: &impl Source, partnership: PartnershipId) -> Result<Option<Kept>, StoreError> {
    let row = newest(partnership).one(source.connection()).await?;
    row.map(from_row).transpose()
}

/// Reads the newest releases of a partnership, newest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn recent(
    source: &impl Source,
    partnership: PartnershipId,
    limit: u64,
) -> Result<Vec<Kept>, StoreError> {
    let rows = newest(partnership).limit(limit).all(source.connection()).await?;
    rows.into_iter().map(from_row).collect()
}

/// Reads the newest releases of a partnership with the counts behind them, newest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or a row is damaged or cannot be opened.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn last_with_counts(
    source: &impl Source,
    partnership: PartnershipId,
    limit: u64,
) -> Result<Vec<(Kept, Vec<u8>)>, StoreError> {
    let rows = newest(partnership).limit(limit).all(source.connection()).await?;
    rows.into_iter()
        .map(|row| {
            let counts = source.keyring().open(COUNTS, &row.counts)?;
            Ok((from_row(row)?, counts))
        })
        .collect()
}

/// Reads the last revision of a partnership's release of a quarter.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn of_quarter(
    source: &impl Source,
    partnership: PartnershipId,
    quarter: i32,
) -> Result<Option<Kept>, StoreError> {
    let row = newest(partnership)
        .filter(figure_release::Column::Quarter.eq(quarter))
        .one(source.connection())
        .await?;
    row.map(from_row).transpose()
}

fn newest(partnership: PartnershipId) -> sea_orm::Select<figure_release::Entity> {
    figure_release::Entity::find()
        .filter(figure_release::Column::PartnershipId.eq(partnership.0))
        .order_by_desc(figure_release::Column::Quarter)
        .order_by_desc(figure_release::Column::Revision)
}

fn from_row(row: figure_release::Model) -> Result<Kept, StoreError> {
    if digest(row.body.as_bytes()).as_slice() != row.hash {
        return Err(StoreError::corrupt(
            "figure_release",
            format!("release {}, which has changed since it was made", row.id),
        ));
    }
    Ok(Kept {
        of: ReleaseOf {
            partnership: PartnershipId(row.partnership_id),
            quarter: row.quarter,
            revision: row.revision,
        },
        made_at: instant("figure_release", row.made_at)?,
        body: row.body,
        hash: row.hash,
    })
}
