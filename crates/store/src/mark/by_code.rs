//! Finds marks by their codes, or by what can be read of a torn one.

use super::from_row;
use crate::StoreError;
use crate::connection::Source;
use crate::entity::mark;
use domain::MarkCode;
use domain::mark::Mark;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Finds a mark by its code.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn find(source: &impl Source, code: MarkCode) -> Result<Option<Mark>, StoreError> {
    Ok(find_many(source, &[code]).await?.pop())
}

/// Finds marks by their codes. Unknown codes are left out.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn find_many(source: &impl Source, codes: &[MarkCode]) -> Result<Vec<Mark>, StoreError> {
    let mut found = Vec::new();
    for chunk in codes.chunks(5_000) {
        let rows = mark::Entity::find()
            .filter(mark::Column::Code.is_in(chunk.iter().map(MarkCode::compact)))
            .all(source.connection())
            .await?;
        for row in rows {
            found.push(from_row(row)?);
        }
    }
    Ok(found)
}

/// Reads at most `limit` marks whose codes begin with these characters.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn beginning_with(source: &impl Source, head: &str, limit: u64) -> Result<Vec<Mark>, StoreError> {
    // The range goes from the lowest code to the highest. Digits come before letters in every collation.
    let ends = ["0", "Z"].map(|end| format!("{head}{}", end.repeat(10_usize.saturating_sub(head.len()))));
    let [from, to] = ends;
    let rows = mark::Entity::find()
        .filter(mark::Column::Code.between(from, to))
        .order_by_asc(mark::Column::Code)
        .limit(limit)
        .all(source.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Reads at most `limit` marks whose codes end with these characters, of which there are five or more.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn ending_with(source: &impl Source, tail: &str, limit: u64) -> Result<Vec<Mark>, StoreError> {
    let Some((_, half)) = tail.split_at_checked(tail.len().saturating_sub(5)) else {
        return Ok(Vec::new());
    };
    let rows = mark::Entity::find()
        // This is written as in the index, which holds the second half of each code.
        .filter(Expr::cust("substr(code, 6)").eq(half))
        .filter(mark::Column::Code.ends_with(tail))
        .order_by_asc(mark::Column::Code)
        .limit(limit)
        .all(source.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}
