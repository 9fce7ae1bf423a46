//! Consultations, their history, and the answers to them.

pub mod answers;
pub mod history;

use crate::connection::{Source, sealed::Source as _};
use crate::entity::consultation;
use crate::time::millis;
use crate::{Keyring, StoreError, Tx, documents};
use domain::consultation::Consultation;
use domain::id::{AccountId, ConsultationId, PartnershipId};
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

const DOCUMENT: &str = "consultation.document";

/// A stored consultation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptConsultation {
    /// Its identity.
    pub id: ConsultationId,
    /// The partnership.
    pub partnership: PartnershipId,
    /// The consultation.
    pub consultation: Consultation,
    /// When it was last changed.
    pub changed_at: Timestamp,
}

/// Adds a consultation.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the consultation cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn add(
    tx: &Tx,
    partnership: PartnershipId,
    consultation: &Consultation,
    by: Option<AccountId>,
    now: Timestamp,
) -> Result<ConsultationId, StoreError> {
    let row = consultation::ActiveModel {
        id: NotSet,
        partnership_id: Set(partnership.0),
        closes_at: Set(millis(consultation.details.closes_at)),
        document: Set(documents::seal(tx.keyring(), DOCUMENT, consultation)?),
        changed_at: Set(millis(now)),
        changed_by: Set(by.map(|id| id.0)),
    };
    let made = consultation::Entity::insert(row).exec(tx.connection()).await?;
    Ok(ConsultationId(made.last_insert_id))
}

/// Finds a consultation.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(consultation = id.0))]
pub async fn find(source: &impl Source, id: ConsultationId) -> Result<Option<KeptConsultation>, StoreError> {
    let row = consultation::Entity::find_by_id(id.0)
        .one(source.connection())
        .await?;
    row.map(|row| read(source.keyring(), row)).transpose()
}

/// Finds a consultation and locks it until the transaction ends.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(consultation = id.0))]
pub async fn hold(tx: &Tx, id: ConsultationId) -> Result<Option<KeptConsultation>, StoreError> {
    let query = consultation::Entity::find_by_id(id.0).lock_exclusive();
    let row = query.one(tx.connection()).await?;
    row.map(|row| read(tx.keyring(), row)).transpose()
}

/// Reads the consultations of a partnership that close at an instant or later, the one that closes last first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn of_partnership(
    source: &impl Source,
    partnership: PartnershipId,
    since: Timestamp,
    limit: u64,
) -> Result<Vec<KeptConsultation>, StoreError> {
    let rows = consultation::Entity::find()
        .filter(consultation::Column::PartnershipId.eq(partnership.0))
        .filter(consultation::Column::ClosesAt.gte(millis(since)))
        .order_by_desc(consultation::Column::ClosesAt)
        .order_by_desc(consultation::Column::Id)
        .limit(limit)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| read(source.keyring(), row)).collect()
}

/// Replaces a consultation.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the consultation cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(consultation = id.0))]
pub async fn write(
    tx: &Tx,
    id: ConsultationId,
    consultation: &Consultation,
    by: AccountId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sealed = documents::seal(tx.keyring(), DOCUMENT, consultation)?;
    consultation::Entity::update_many()
        .col_expr(consultation::Column::Document, Expr::value(sealed))
        .col_expr(
            consultation::Column::ClosesAt,
            Expr::value(millis(consultation.details.closes_at)),
        )
        .col_expr(consultation::Column::ChangedAt, Expr::value(millis(now)))
        .col_expr(consultation::Column::ChangedBy, Expr::value(by.0))
        .filter(consultation::Column::Id.eq(id.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

fn read(keys: &Keyring, row: consultation::Model) -> Result<KeptConsultation, StoreError> {
    Ok(KeptConsultation {
        id: ConsultationId(row.id),
        partnership: PartnershipId(row.partnership_id),
        consultation: documents::open(keys, DOCUMENT, &row.document)?,
        changed_at: crate::time::instant("consultation", row.changed_at)?,
    })
}

#[cfg(test)]
mod tests;
