//! Makes the text of a row, which is then hashed: a JSON array of the row's columns as they are stored, without spaces.
//! Bytes are hexadecimal.

use super::{Kind, Subject};
use crate::StoreError;
use crate::connection::Source;
use crate::entity::{audit_entry, look_up, look_up_result};
use crate::keyring::digest;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use std::collections::HashMap;

/// The hash for a row that does not exist.
pub(super) const GONE: [u8; 32] = [0; 32];

/// Reads the rows of some subjects, and returns the text of each one that exists.
pub(super) async fn read(
    source: &impl Source,
    subjects: &[Subject],
) -> Result<HashMap<Subject, String>, StoreError> {
    let mut texts = HashMap::with_capacity(subjects.len());
    for kind in Kind::ALL {
        let ids: Vec<i64> = subjects
            .iter()
            .filter(|subject| subject.kind == kind)
            .map(|subject| subject.id)
            .collect();
        if !ids.is_empty() {
            let found = of_kind(source, kind, ids).await?;
            texts.extend(
                found
                    .into_iter()
                    .map(|(id, text)| (Subject { kind, id }, text.to_string())),
            );
        }
    }
    Ok(texts)
}

/// Hashes the text of a row.
pub(super) fn hash(text: Option<&String>) -> [u8; 32] {
    text.map_or(GONE, |text| digest(text.as_bytes()))
}

async fn of_kind(source: &impl Source, kind: Kind, ids: Vec<i64>) -> Result<Vec<(i64, Value)>, StoreError> {
    let connection = source.connection();
    Ok(match kind {
        Kind::Entry => audit_entry::Entity::find()
            .filter(audit_entry::Column::Id.is_in(ids))
            .all(connection)
            .await?
            .into_iter()
            .map(|row| (row.id, entry(&row)))
            .collect(),
        Kind::LookUp => look_up::Entity::find()
            .filter(look_up::Column::Id.is_in(ids))
            .all(connection)
            .await?
            .into_iter()
            .map(|row| (row.id, look_up(&row)))
            .collect(),
        Kind::Answer => look_up_result::Entity::find()
            .filter(look_up_result::Column::LookUpId.is_in(ids))
            .all(connection)
            .await?
            .into_iter()
            .map(|row| (row.look_up_id, answer(&row)))
            .collect(),
    })
}

fn hexadecimal(bytes: Option<&Vec<u8>>) -> Option<String> {
    bytes.map(hex::encode)
}

fn entry(row: &audit_entry::Model) -> Value {
    json!([
        Kind::Entry.slug(),
        row.id,
        row.at,
        row.action,
        row.actor_id,
        row.organisation_id,
        row.subject_account_id,
        row.bike_id,
        row.look_up_id,
        row.reason,
        hexadecimal(row.reason_sealed.as_ref()),
    ])
}

fn look_up(row: &look_up::Model) -> Value {
    json!([
        Kind::LookUp.slug(),
        row.id,
        row.account_id,
        row.organisation_id,
        row.at,
        row.reason,
        row.query,
        row.results,
        hexadecimal(row.reason_sealed.as_ref()),
        hexadecimal(row.query_sealed.as_ref()),
    ])
}

/// Returns the columns of an answer. A likelihood is written as the bits of its binary64 form, because every language
/// writes these in the same way.
fn answer(row: &look_up_result::Model) -> Value {
    json!([
        Kind::Answer.slug(),
        row.look_up_id,
        row.at,
        row.version,
        row.answer,
        row.best_likelihood.map(|one| format!("{:016x}", one.to_bits())),
        hexadecimal(row.answer_sealed.as_ref()),
    ])
}
