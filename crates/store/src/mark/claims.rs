//! The slips that owners take home: the code of each, how often somebody has tried it, and whether it has been used.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::mark_claim;
use crate::time::{instant, millis};
use crate::{StoreError, Tx};
use domain::MarkCode;
use domain::mark::claim::ClaimCode;
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use sea_orm::sea_query::OnConflict;

/// How often somebody has tried a slip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tried {
    /// How many times it has been tried since then.
    pub times: u32,
    /// When the counting started.
    pub since: Timestamp,
    /// True if the slip has been used.
    pub used: bool,
}

/// Returns the code on the slip for a mark. It is made from the mark's code with the register's key, so slips can be
/// printed again, but nobody can read their codes from the database.
pub fn code_of(source: &impl Source, mark: MarkCode) -> ClaimCode {
    let hash = source.keyring().hash("mark_claim", mark.compact().as_bytes());
    let mut bytes = [0; 5];
    for (byte, of) in bytes.iter_mut().zip(hash) {
        *byte = of;
    }
    ClaimCode::from_bytes(bytes)
}

/// Reads how often somebody has tried a slip, or `None` if nobody ever has.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn tried(source: &impl Source, mark: MarkCode) -> Result<Option<Tried>, StoreError> {
    let row = mark_claim::Entity::find_by_id(mark.compact())
        .one(source.connection())
        .await?;
    row.map(|row| {
        Ok(Tried {
            times: u32::try_from(row.tries).unwrap_or(u32::MAX),
            since: instant("mark_claim", row.tried_since)?,
            used: row.used_at.is_some(),
        })
    })
    .transpose()
}

/// Notes how often somebody has tried a slip, and when it was used.
///
/// # Errors
/// [`StoreError`] when the database does not answer or there is no such mark.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn note(
    tx: &Tx,
    mark: MarkCode,
    tried: Tried,
    used_at: Option<Timestamp>,
) -> Result<(), StoreError> {
    let row = mark_claim::ActiveModel {
        code: Set(mark.compact()),
        tries: Set(i32::try_from(tried.times).unwrap_or(i32::MAX)),
        tried_since: Set(millis(tried.since)),
        used_at: Set(used_at.map(millis)),
    };
    let over = OnConflict::column(mark_claim::Column::Code)
        .update_columns([
            mark_claim::Column::Tries,
            mark_claim::Column::TriedSince,
            mark_claim::Column::UsedAt,
        ])
        .to_owned();
    mark_claim::Entity::insert(row)
        .on_conflict(over)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}
