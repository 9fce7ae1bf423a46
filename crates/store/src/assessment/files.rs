//! The files of published editions. Their bytes are kept, so that they stay the same when the register changes.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::assessment_file;
use crate::keyring::digest;
use crate::{StoreError, Tx};
use domain::id::AssessmentId;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// A file of a published edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name in addresses, such as `wards.csv`.
    pub name: String,
    /// What it holds.
    pub title: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What is known about a file without reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its name in addresses.
    pub name: String,
    /// What it holds.
    pub title: String,
    /// How many bytes it has.
    pub size: u64,
    /// Its SHA-256.
    pub hash: Vec<u8>,
}

/// Writes the files of an edition.
///
/// # Errors
/// [`StoreError::Taken`] when it has a file of that name; [`StoreError`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(assessment = id.0))]
pub async fn add(tx: &Tx, id: AssessmentId, files: &[File]) -> Result<(), StoreError> {
    for file in files {
        let row = assessment_file::ActiveModel {
            id: NotSet,
            assessment_id: Set(id.0),
            name: Set(file.name.clone()),
            title: Set(file.title.clone()),
            bytes: Set(file.bytes.clone()),
            hash: Set(digest(&file.bytes).to_vec()),
        };
        assessment_file::Entity::insert(row)
            .exec_without_returning(tx.connection())
            .await?;
    }
    Ok(())
}

/// Lists the files of an edition in the order in which they were made.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(assessment = id.0))]
pub async fn list(source: &impl Source, id: AssessmentId) -> Result<Vec<Listed>, StoreError> {
    let length = Func::cust("LENGTH").arg(Expr::col(assessment_file::Column::Bytes));
    let rows: Vec<(String, String, i64, Vec<u8>)> = assessment_file::Entity::find()
        .select_only()
        .column(assessment_file::Column::Name)
        .column(assessment_file::Column::Title)
        .expr(Expr::expr(length).cast_as("BIGINT"))
        .column(assessment_file::Column::Hash)
        .filter(assessment_file::Column::AssessmentId.eq(id.0))
        .order_by_asc(assessment_file::Column::Id)
        .into_tuple()
        .all(source.connection())
        .await?;
    let listed = rows.into_iter().map(|(name, title, size, hash)| Listed {
        name,
        title,
        size: size.unsigned_abs(),
        hash,
    });
    Ok(listed.collect())
}

/// Reads a file by its name.
///
/// # Errors
/// [`StoreError`] when the database does not answer, or the bytes have changed since the file was made.
#[tracing::instrument(level = "debug", skip_all, fields(assessment = id.0))]
pub async fn find(source: &impl Source, id: AssessmentId, name: &str) -> Result<Option<File>, StoreError> {
    let row = assessment_file::Entity::find()
        .filter(assessment_file::Column::AssessmentId.eq(id.0))
        .filter(assessment_file::Column::Name.eq(name))
        .one(source.connection())
        .await?;
    let Some(row) = row else { return Ok(None) };
    if digest(&row.bytes).as_slice() != row.hash {
        return Err(StoreError::corrupt(
            "assessment_file",
            format!("file {}, which has changed since it was made", row.id),
        ));
    }
    Ok(Some(File {
        name: row.name,
        title: row.title,
        bytes: row.bytes,
    }))
}
