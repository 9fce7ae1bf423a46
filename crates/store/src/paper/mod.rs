//! Papers about bikes: certificates and share pages. Their codes and photos are sealed. Also what is done with an uploaded
//! PDF before anybody keeps it.

pub mod pdf;
mod strip;

use crate::connection::{Source, sealed::Source as _};
use crate::entity::paper::{ActiveModel, Column, Entity, Model};
use crate::time::{instant, millis};
use crate::{Keyring, StoreError, Tx};
use domain::id::{AccountId, BikeId, PhotoId, TheftReportId};
use domain::paper::PaperCode;
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Select};
use serde::{Deserialize, Serialize};

const SAID: &str = "paper.said";
const TABLE: &str = "paper";

/// What kind of paper it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperKind {
    /// The paper which says that a bike is registered.
    Certificate,
    /// The page that shares a theft with the public.
    Share,
}

impl PaperKind {
    fn slug(self) -> &'static str {
        match self {
            Self::Certificate => "certificate",
            Self::Share => "share",
        }
    }
}

/// The sealed content of a paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The code with which anybody can find the paper.
    pub code: PaperCode,
    /// The photos that are shown now.
    #[serde(default)]
    pub photos: Vec<PhotoId>,
    /// All photos that it has ever shown.
    #[serde(default)]
    pub ever: Vec<PhotoId>,
    /// True if its owner has taken it back.
    #[serde(default)]
    pub ended: bool,
}

/// A certificate or a share page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// The number of its row.
    pub id: i64,
    /// The bike that it is about.
    pub bike: BikeId,
    /// The owner of the bike when the paper was made.
    pub account: AccountId,
    /// The report of the theft that it shares, for a share page.
    pub report: Option<TheftReportId>,
    /// When it was made.
    pub made_at: Timestamp,
    /// Its code, its photos, and whether it has ended.
    pub said: Said,
}

/// Writes a new paper about a bike.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn add(
    tx: &Tx,
    (bike, account): (BikeId, AccountId),
    (kind, report): (PaperKind, Option<TheftReportId>),
    said: &Said,
    now: Timestamp,
) -> Result<(), StoreError> {
    let row = ActiveModel {
        id: NotSet,
        bike_id: Set(bike.0),
        account_id: Set(account.0),
        kind: Set(kind.slug().to_owned()),
        theft_report_id: Set(report.map(|report| report.0)),
        code_hash: Set(code_hash(tx.keyring(), kind, &said.code)),
        said: Set(sealed(tx.keyring(), said)?),
        made_at: Set(millis(now)),
    };
    Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Replaces the content of a paper. Its code stays.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn replace(tx: &Tx, id: i64, said: &Said) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::Said, Expr::value(sealed(tx.keyring(), said)?))
        .filter(Column::Id.eq(id))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Reads a bike's papers of one kind, oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn of_bike(source: &impl Source, bike: BikeId, kind: PaperKind) -> Result<Vec<Paper>, StoreError> {
    let of_bike = Entity::find()
        .filter(Column::BikeId.eq(bike.0))
        .filter(Column::Kind.eq(kind.slug()))
        .order_by_asc(Column::Id);
    all(source, of_bike).await
}

/// Finds a paper by its code.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn by_code(
    source: &impl Source,
    kind: PaperKind,
    code: &PaperCode,
) -> Result<Option<Paper>, StoreError> {
    let hash = code_hash(source.keyring(), kind, code);
    let found = all(source, Entity::find().filter(Column::CodeHash.eq(hash))).await?;
    Ok(found.into_iter().next())
}

async fn all(source: &impl Source, query: Select<Entity>) -> Result<Vec<Paper>, StoreError> {
    let rows = query.all(source.connection()).await?;
    rows.into_iter().map(|row| read(source.keyring(), row)).collect()
}

fn code_hash(keys: &Keyring, kind: PaperKind, code: &PaperCode) -> Vec<u8> {
    keys.hash("paper", format!("{} {}", kind.slug(), code.compact()).as_bytes())
}

fn sealed(keys: &Keyring, said: &Said) -> Result<Vec<u8>, StoreError> {
    let json = serde_json::to_vec(said).map_err(|error| StoreError::corrupt(TABLE, error.to_string()))?;
    Ok(keys.seal(SAID, &json)?)
}

fn read(keys: &Keyring, row: Model) -> Result<Paper, StoreError> {
    let json = keys.open(SAID, &row.said)?;
    Ok(Paper {
        id: row.id,
        bike: BikeId(row.bike_id),
        account: AccountId(row.account_id),
        report: row.theft_report_id.map(TheftReportId),
        made_at: instant(TABLE, row.made_at)?,
        said: serde_json::from_slice(&json).map_err(|error| StoreError::corrupt(TABLE, error.to_string()))?,
    })
}
