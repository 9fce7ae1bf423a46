//! Priority matrices of partnerships, and their history.

pub mod history;

use crate::connection::{Source, sealed::Source as _};
use crate::entity::matrix;
use crate::time::{instant, millis};
use crate::{Keyring, StoreError, Tx, documents};
use domain::id::{AccountId, MatrixId, PartnershipId};
use domain::matrix::Matrix;
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

const DOCUMENT: &str = "matrix.document";
/// The most matrices that a list shows.
const MOST: u64 = 50;

/// A stored matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptMatrix {
    /// Its identity.
    pub id: MatrixId,
    /// The partnership.
    pub partnership: PartnershipId,
    /// The matrix.
    pub matrix: Matrix,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// Who last changed it.
    pub changed_by: Option<AccountId>,
}

/// Adds a matrix.
///
/// # Errors
/// [`StoreError::Taken`] when the partnership has a matrix for this year; [`StoreError`] when the database does not
/// answer or the matrix cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn add(
    tx: &Tx,
    partnership: PartnershipId,
    matrix: &Matrix,
    by: AccountId,
    now: Timestamp,
) -> Result<MatrixId, StoreError> {
    let row = matrix::ActiveModel {
        id: NotSet,
        partnership_id: Set(partnership.0),
        year: Set(i32::from(matrix.year)),
        document: Set(documents::seal(tx.keyring(), DOCUMENT, matrix)?),
        changed_at: Set(millis(now)),
        changed_by: Set(Some(by.0)),
    };
    let made = matrix::Entity::insert(row).exec(tx.connection()).await?;
    Ok(MatrixId(made.last_insert_id))
}

/// Finds a matrix.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(matrix = id.0))]
pub async fn find(source: &impl Source, id: MatrixId) -> Result<Option<KeptMatrix>, StoreError> {
    let row = matrix::Entity::find_by_id(id.0).one(source.connection()).await?;
    row.map(|row| read(source.keyring(), row)).transpose()
}

/// Finds a matrix and locks it until the transaction ends.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(matrix = id.0))]
pub async fn hold(tx: &Tx, id: MatrixId) -> Result<Option<KeptMatrix>, StoreError> {
    let query = matrix::Entity::find_by_id(id.0).lock_exclusive();
    let row = query.one(tx.connection()).await?;
    row.map(|row| read(tx.keyring(), row)).transpose()
}

/// Reads the matrices of a partnership, that of the latest year first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn of_partnership(
    source: &impl Source,
    partnership: PartnershipId,
) -> Result<Vec<KeptMatrix>, StoreError> {
    let rows = matrix::Entity::find()
        .filter(matrix::Column::PartnershipId.eq(partnership.0))
        .order_by_desc(matrix::Column::Year)
        .limit(MOST)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| read(source.keyring(), row)).collect()
}

/// Replaces a matrix.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the matrix cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(matrix = id.0))]
pub async fn write(
    tx: &Tx,
    id: MatrixId,
    matrix: &Matrix,
    by: AccountId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sealed = documents::seal(tx.keyring(), DOCUMENT, matrix)?;
    matrix::Entity::update_many()
        .col_expr(matrix::Column::Document, Expr::value(sealed))
        .col_expr(matrix::Column::ChangedAt, Expr::value(millis(now)))
        .col_expr(matrix::Column::ChangedBy, Expr::value(by.0))
        .filter(matrix::Column::Id.eq(id.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

fn read(keys: &Keyring, row: matrix::Model) -> Result<KeptMatrix, StoreError> {
    Ok(KeptMatrix {
        id: MatrixId(row.id),
        partnership: PartnershipId(row.partnership_id),
        matrix: documents::open(keys, DOCUMENT, &row.document)?,
        changed_at: instant("matrix", row.changed_at)?,
        changed_by: row.changed_by.map(AccountId),
    })
}

#[cfg(test)]
mod tests;
