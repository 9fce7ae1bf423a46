//! Lists of recovered bikes that are looked up, decided on and recorded in one go. They are kept for a set time.

mod claims;
pub mod columns;
mod rows;
#[cfg(test)]
mod tests;

pub use claims::{Claim, Looked, Task, claim, look_at, noted, record_as, settle};
pub use rows::{
    Count, Decided, Part, Placed, Row, Shown, beside, counts, decide, find as find_row, find_to_change, part,
};

use crate::connection::{Source, sealed::Source as _};
use crate::entity::{property_list, property_row};
use crate::time::{instant, millis};
use crate::{Keyring, StoreError, Tx, words};
use domain::id::{AccountId, OrganisationId, PropertyListId};
use domain::look_up::Reason;
use domain::recovery::listed::ListStage;
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

const REASON: &str = "property_list.reason";
const NAME: &str = "property_list.name";
const TOLD: &str = "property_row.told";

/// How many rows one statement writes.
const CHUNK: usize = 500;

/// A list that is about to be written.
#[derive(Clone, Debug)]
pub struct NewList<'a> {
    /// The organisation whose property store it is.
    pub organisation: OrganisationId,
    /// Who sent it.
    pub by: AccountId,
    /// Why they sent it.
    pub reason: &'a Reason,
    /// The name of the file, or `None` for pasted text.
    pub name: Option<&'a str>,
    /// How many of its lines were left out.
    pub left_out: u64,
    /// Each row's line in the file, and what its mapped columns said. Only the writer knows the format.
    pub rows: &'a [(u64, String)],
}

/// A list that a force has sent.
#[derive(Clone, Debug, PartialEq)]
pub struct PropertyList {
    /// Its id.
    pub id: PropertyListId,
    /// The organisation whose property store it is.
    pub organisation: OrganisationId,
    /// Who sent it.
    pub made_by: Option<AccountId>,
    /// When it was sent.
    pub made_at: Timestamp,
    /// How far it has got.
    pub stage: ListStage,
    /// Why it was sent.
    pub reason: Reason,
    /// The name of the file.
    pub name: Option<String>,
    /// How many rows it has.
    pub total: u64,
    /// How many lines were left out.
    pub left_out: u64,
    /// Who recorded it.
    pub recorded_by: Option<AccountId>,
    /// When it was recorded.
    pub recorded_at: Option<Timestamp>,
    /// The day to use for bikes in rows that do not say when they were found.
    pub found_at: Option<Timestamp>,
}

/// Writes a list with all its rows.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn add(tx: &Tx, new: &NewList<'_>, now: Timestamp) -> Result<PropertyListId, StoreError> {
    let keys = tx.keyring();
    let list = property_list::ActiveModel {
        id: NotSet,
        organisation_id: Set(new.organisation.0),
        made_by: Set(Some(new.by.0)),
        made_at: Set(millis(now)),
        stage: Set(ListStage::Looking.slug().to_owned()),
        reason: Set(keys.seal_text(REASON, new.reason.as_str())?),
        name: Set(words::sealed(keys, NAME, new.name)?),
        total: Set(signed(new.rows.len() as u64)),
        left_out: Set(signed(new.left_out)),
        recorded_by: Set(None),
        recorded_at: Set(None),
        found_at: Set(None),
    };
    let id = property_list::Entity::insert(list)
        .exec(tx.connection())
        .await?
        .last_insert_id;
    for chunk in new.rows.chunks(CHUNK) {
        let rows: Result<Vec<_>, StoreError> = chunk.iter().map(|row| row_of(keys, id, row)).collect();
        property_row::Entity::insert_many(rows?)
            .exec_without_returning(tx.connection())
            .await?;
    }
    Ok(PropertyListId(id))
}

fn row_of(
    keys: &Keyring,
    list: i64,
    (line, told): &(u64, String),
) -> Result<property_row::ActiveModel, StoreError> {
    Ok(property_row::ActiveModel {
        id: NotSet,
        list_id: Set(list),
        line: Set(signed(*line)),
        told: Set(keys.seal_text(TOLD, told)?),
        looked: Set(false),
        claimed_by: Set(None),
        claimed_until: Set(0),
        look_up_id: Set(None),
        band: Set("none".to_owned()),
        likelihood: Set(0.0),
        likely: Set(0),
        best_id: Set(None),
        decision: Set(None),
        bike_id: Set(None),
        decided_by: Set(None),
        decided_at: Set(None),
        reason: Set(None),
        recorded: Set(None),
        recovery_id: Set(None),
    })
}

/// Reads a list.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(list = id.0))]
pub async fn find(source: &impl Source, id: PropertyListId) -> Result<Option<PropertyList>, StoreError> {
    let row = property_list::Entity::find_by_id(id.0)
        .one(source.connection())
        .await?;
    row.map(|row| from_row(source.keyring(), row)).transpose()
}

/// Reads a force's last lists, newest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(organisation = organisation.0))]
pub async fn of_organisation(
    source: &impl Source,
    organisation: OrganisationId,
    limit: u64,
) -> Result<Vec<PropertyList>, StoreError> {
    let rows = property_list::Entity::find()
        .filter(property_list::Column::OrganisationId.eq(organisation.0))
        .order_by_desc(property_list::Column::Id)
        .limit(limit)
        .all(source.connection())
        .await?;
    rows.into_iter()
        .map(|row| from_row(source.keyring(), row))
        .collect()
}

/// Reads the lists for which a worker has something to do, oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn busy(source: &impl Source, limit: u64) -> Result<Vec<PropertyList>, StoreError> {
    let rows = property_list::Entity::find()
        // This is written out, because SQLite uses a partial index only if it sees the index's own condition.
        .filter(Expr::cust("stage IN ('looking', 'recording')"))
        .order_by_asc(property_list::Column::Id)
        .limit(limit)
        .all(source.connection())
        .await?;
    rows.into_iter()
        .map(|row| from_row(source.keyring(), row))
        .collect()
}

/// Begins to record a list as recoveries. Returns false if it was not ready or somebody had already begun.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(list = id.0))]
pub async fn begin_recording(
    tx: &Tx,
    id: PropertyListId,
    by: AccountId,
    found_at: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let done = property_list::Entity::update_many()
        .col_expr(
            property_list::Column::Stage,
            Expr::value(ListStage::Recording.slug()),
        )
        .col_expr(property_list::Column::RecordedBy, Expr::value(by.0))
        .col_expr(property_list::Column::RecordedAt, Expr::value(millis(now)))
        .col_expr(property_list::Column::FoundAt, Expr::value(millis(found_at)))
        .filter(property_list::Column::Id.eq(id.0))
        .filter(property_list::Column::Stage.eq(ListStage::Looked.slug()))
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected > 0)
}

/// Deletes a list with its rows. What was looked up stays in the log, and what was recorded stays recorded.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(list = id.0))]
pub async fn remove(tx: &Tx, id: PropertyListId) -> Result<(), StoreError> {
    property_row::Entity::delete_many()
        .filter(property_row::Column::ListId.eq(id.0))
        .exec(tx.connection())
        .await?;
    property_list::Entity::delete_by_id(id.0)
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Deletes lists that were sent before a certain time, and returns how many.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn prune(tx: &Tx, made_before: Timestamp) -> Result<u64, StoreError> {
    let old: Vec<i64> = property_list::Entity::find()
        .select_only()
        .column(property_list::Column::Id)
        .filter(property_list::Column::MadeAt.lt(millis(made_before)))
        .into_tuple()
        .all(tx.connection())
        .await?;
    for id in &old {
        remove(tx, PropertyListId(*id)).await?;
    }
    Ok(old.len() as u64)
}

fn from_row(keys: &Keyring, row: property_list::Model) -> Result<PropertyList, StoreError> {
    let corrupt = |what: String| StoreError::corrupt("property_list", what);
    let at = |at: Option<i64>| at.map(|at| instant("property_list", at)).transpose();
    Ok(PropertyList {
        id: PropertyListId(row.id),
        organisation: OrganisationId(row.organisation_id),
        made_by: row.made_by.map(AccountId),
        made_at: instant("property_list", row.made_at)?,
        stage: ListStage::parse(&row.stage).ok_or_else(|| corrupt(format!("a stage {:?}", row.stage)))?,
        reason: Reason::noted(&keys.open_text(REASON, &row.reason)?),
        name: words::opened(keys, NAME, row.name.as_deref(), None)?,
        total: row.total.unsigned_abs(),
        left_out: row.left_out.unsigned_abs(),
        recorded_by: row.recorded_by.map(AccountId),
        recorded_at: at(row.recorded_at)?,
        found_at: at(row.found_at)?,
    })
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
