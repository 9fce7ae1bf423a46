//! The meanings of a force's columns, stored under keyed hashes of the columns' names.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::property_column::{ActiveModel, Column, Entity};
use crate::{Keyring, StoreError, Tx};
use domain::id::OrganisationId;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// The meaning that is stored for a column that is left out.
const LEFT_OUT: &str = "";

/// Remembers what columns mean, by the compared form of their names. Columns without a meaning will be left out next
/// time.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(organisation = organisation.0))]
pub async fn remember(
    tx: &Tx,
    organisation: OrganisationId,
    columns: &[(String, Option<&str>)],
) -> Result<(), StoreError> {
    let newest = OnConflict::columns([Column::OrganisationId, Column::HeaderHash])
        .update_column(Column::Meaning)
        .to_owned();
    for (header, meaning) in columns {
        let row = ActiveModel {
            organisation_id: Set(organisation.0),
            header_hash: Set(hash(tx.keyring(), header)),
            meaning: Set(meaning.unwrap_or(LEFT_OUT).to_owned()),
        };
        Entity::insert(row)
            .on_conflict(newest.clone())
            .exec_without_returning(tx.connection())
            .await?;
    }
    Ok(())
}

/// Reads what columns with these names mean to a force. The meaning is `None` for a name that the force has never used,
/// and `Some(None)` for a column that it leaves out.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(organisation = organisation.0))]
pub async fn remembered(
    source: &impl Source,
    organisation: OrganisationId,
    headers: &[String],
) -> Result<Vec<Option<Option<String>>>, StoreError> {
    let hashes: Vec<Vec<u8>> = headers
        .iter()
        .map(|header| hash(source.keyring(), header))
        .collect();
    let rows = Entity::find()
        .filter(Column::OrganisationId.eq(organisation.0))
        .filter(Column::HeaderHash.is_in(hashes.iter().cloned()))
        .all(source.connection())
        .await?;
    let meaning = |hash: &Vec<u8>| {
        let row = rows.iter().find(|row| row.header_hash == *hash)?;
        Some(Some(row.meaning.clone()).filter(|meaning| meaning != LEFT_OUT))
    };
    Ok(hashes.iter().map(meaning).collect())
}

fn hash(keys: &Keyring, header: &str) -> Vec<u8> {
    keys.hash("property column", header.as_bytes())
}
