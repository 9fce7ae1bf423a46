//! The slips that owners take home: what stands on one, how often it was tried, and whether it is used up.

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

/// How often a slip was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tried {
    /// How often since then.
    pub times: u32,
    /// Since when that is counted.
    pub since: Timestamp,
    /// Whether the slip is used up.
    pub used: bool,
}

/// Returns the code on the slip of a mark. It is made from the mark's under the register's key, so that slips can be
/// printed again and nothing in the database tells what stands on them.
pub fn code_of(source: &impl Source, mark: MarkCode) -> ClaimCode {
    let hash = source.keyring().hash("mark_claim", mark.compact().as_bytes());
    let mut bytes = [0; 5];
    for (byte, of) in bytes.iter_mut().zip(hash) {
        *byte = of;
    }
    ClaimCode::from_bytes(bytes)
}

/// Reads how often a slip was tried; none when it never was.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
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

/// Notes how often a slip was tried, and when it was used.
///
/// # Errors
/// [`StoreError`] when the database does not answer or there is no such mark.
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
