//! The rows of a list, as officers see them and decide on them.

use super::TOLD;
use crate::connection::{Source, sealed::Source as _};
use crate::entity::property_row::{Column, Entity, Model};
use crate::time::{instant, millis};
use crate::{Keyring, StoreError, Tx, words};
use domain::id::{AccountId, BikeId, LookUpId, PropertyListId, PropertyRowId, RecoveryId};
use domain::recovery::listed::RowRecorded;
use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect};

const REASON: &str = "property_row.reason";
/// The stored word for "it is a certain bike".
const BIKE: &str = "bike";
/// The stored word for "it is none of the bikes that were found".
const NONE: &str = "none";

/// What an officer decided about a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decided {
    /// It is this bike, or `None` if that bike has left the register since. If there was evidence against it, the text
    /// is the officer's reason.
    Bike(Option<BikeId>, Option<String>),
    /// It is none of the bikes that were found.
    Other,
}

/// A row of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its id.
    pub id: PropertyRowId,
    /// The list that it is in.
    pub list: PropertyListId,
    /// Its line in the file.
    pub line: u64,
    /// What its columns said.
    pub told: String,
    /// True if it was looked up.
    pub looked: bool,
    /// The look-up, unless there was nothing to look for.
    pub look_up: Option<LookUpId>,
    /// The band of the best bike, or `none`.
    pub band: String,
    /// How likely the best bike is, from 0 to 1.
    pub likelihood: f64,
    /// How many likely bikes there are.
    pub likely: u64,
    /// The most likely bike.
    pub best: Option<BikeId>,
    /// What was decided.
    pub decided: Option<Decided>,
    /// Who decided, and when.
    pub decided_by: Option<(AccountId, Timestamp)>,
    /// What became of it when the list was recorded.
    pub recorded: Option<RowRecorded>,
    /// The recovery that it became.
    pub recovery: Option<RecoveryId>,
}

/// The rows that a page shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// Rows with a likely bike that nobody has decided on.
    #[default]
    ToDecide,
    /// Rows that somebody has decided on.
    Decided,
    /// Rows without a likely bike.
    NothingFound,
    /// All rows.
    All,
}

impl Shown {
    fn condition(self) -> Condition {
        let all = Condition::all();
        match self {
            Self::ToDecide => all.add(Column::Likely.gt(0)).add(Column::Decision.is_null()),
            Self::Decided => all.add(Column::Decision.is_not_null()),
            Self::NothingFound => all.add(Column::Looked.eq(true)).add(Column::Likely.eq(0)),
            Self::All => all,
        }
    }
}

/// How many rows are in the same state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// True if they were looked up.
    pub looked: bool,
    /// The band of their best bike, or `none`.
    pub band: String,
    /// True if the decision is for a bike; `None` if there is no decision.
    pub decided: Option<bool>,
    /// What became of them when the list was recorded.
    pub recorded: Option<RowRecorded>,
    /// How many there are.
    pub rows: u64,
}

/// A row of the query: if it was looked up, its band, what was decided, what was recorded, and how many rows there are.
type Counted = (bool, String, Option<String>, Option<String>, i64);

/// Counts the rows of a list by their state.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(list = list.0))]
pub async fn counts(source: &impl Source, list: PropertyListId) -> Result<Vec<Count>, StoreError> {
    let rows: Vec<Counted> = Entity::find()
        .select_only()
        .column(Column::Looked)
        .column(Column::Band)
        .column(Column::Decision)
        .column(Column::Recorded)
        .column_as(Column::Id.count(), "rows")
        .filter(Column::ListId.eq(list.0))
        .group_by(Column::Looked)
        .group_by(Column::Band)
        .group_by(Column::Decision)
        .group_by(Column::Recorded)
        .into_tuple()
        .all(source.connection())
        .await?;
    rows.into_iter()
        .map(|(looked, band, decision, recorded, rows)| {
            Ok(Count {
                looked,
                band,
                decided: decision.map(|decision| decision == BIKE),
                recorded: recorded_of(recorded)?,
                rows: rows.unsigned_abs(),
            })
        })
        .collect()
}

/// A part of the rows: where it begins, and how many rows it has.
pub type Part = (u64, u64);

/// Reads a part of the rows, the most likely first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(list = list.0))]
pub async fn part(
    source: &impl Source,
    list: PropertyListId,
    shown: Shown,
    (offset, limit): Part,
) -> Result<Vec<Row>, StoreError> {
    let rows = Entity::find()
        .filter(Column::ListId.eq(list.0))
        .filter(shown.condition())
        .order_by_desc(Column::Likelihood)
        .order_by_asc(Column::Id)
        .offset(offset)
        .limit(limit)
        .all(source.connection())
        .await?;
    rows.into_iter()
        .map(|row| from_row(source.keyring(), row))
        .collect()
}

/// A row's place in the order of its list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed {
    /// The list that the row is in.
    pub list: PropertyListId,
    /// The row itself.
    pub row: PropertyRowId,
    /// How likely its best bike is.
    pub likelihood: f64,
}

/// Finds the rows before and after a row, among those that the page shows.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn beside(
    source: &impl Source,
    at: Placed,
    shown: Shown,
) -> Result<(Option<PropertyRowId>, Option<PropertyRowId>), StoreError> {
    let less = Column::Likelihood.lt(at.likelihood);
    let more = Column::Likelihood.gt(at.likelihood);
    let same = || Column::Likelihood.eq(at.likelihood);
    let after = Condition::any()
        .add(less)
        .add(same().and(Column::Id.gt(at.row.0)));
    let before = Condition::any()
        .add(more)
        .add(same().and(Column::Id.lt(at.row.0)));
    let mut found = Vec::with_capacity(2);
    for (side, likelihood, id) in [
        (before, Order::Asc, Order::Desc),
        (after, Order::Desc, Order::Asc),
    ] {
        let row: Option<i64> = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::ListId.eq(at.list.0))
            .filter(shown.condition())
            .filter(side)
            .order_by(Column::Likelihood, likelihood)
            .order_by(Column::Id, id)
            .limit(1)
            .into_tuple()
            .one(source.connection())
            .await?;
        found.push(row.map(PropertyRowId));
    }
    let next = found.pop().flatten();
    Ok((found.pop().flatten(), next))
}

/// Reads a row.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(row = id.0))]
pub async fn find(source: &impl Source, id: PropertyRowId) -> Result<Option<Row>, StoreError> {
    let row = Entity::find_by_id(id.0).one(source.connection()).await?;
    row.map(|row| from_row(source.keyring(), row)).transpose()
}

/// Reads a row and locks it until the transaction ends.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(row = id.0))]
pub async fn find_to_change(tx: &Tx, id: PropertyRowId) -> Result<Option<Row>, StoreError> {
    let row = Entity::find_by_id(id.0)
        .lock_exclusive()
        .one(tx.connection())
        .await?;
    row.map(|row| from_row(tx.keyring(), row)).transpose()
}

/// Writes what an officer decided about a row, or `None` to undo the decision.
///
/// # Errors
/// [`StoreError`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(row = id.0))]
pub async fn decide(
    tx: &Tx,
    id: PropertyRowId,
    decided: Option<&Decided>,
    by: AccountId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (decision, bike, reason) = match decided {
        None => (None, None, None),
        Some(Decided::Bike(bike, reason)) => (Some(BIKE), bike.map(|bike| bike.0), reason.as_deref()),
        Some(Decided::Other) => (Some(NONE), None, None),
    };
    Entity::update_many()
        .col_expr(Column::Decision, Expr::value(decision))
        .col_expr(Column::BikeId, Expr::value(bike))
        .col_expr(
            Column::Reason,
            Expr::value(words::sealed(tx.keyring(), REASON, reason)?),
        )
        .col_expr(Column::DecidedBy, Expr::value(by.0))
        .col_expr(Column::DecidedAt, Expr::value(millis(now)))
        .filter(Column::Id.eq(id.0))
        .exec(tx.connection())
        .await?;
    Ok(())
}

pub(super) fn from_row(keys: &Keyring, row: Model) -> Result<Row, StoreError> {
    let decided = match row.decision.as_deref() {
        None => None,
        Some(BIKE) => {
            let reason = words::opened(keys, REASON, row.reason.as_deref(), None)?;
            Some(Decided::Bike(row.bike_id.map(BikeId), reason))
        }
        Some(_) => Some(Decided::Other),
    };
    Ok(Row {
        id: PropertyRowId(row.id),
        list: PropertyListId(row.list_id),
        line: row.line.unsigned_abs(),
        told: keys.open_text(TOLD, &row.told)?,
        looked: row.looked,
        look_up: row.look_up_id.map(LookUpId),
        band: row.band,
        likelihood: row.likelihood,
        likely: row.likely.unsigned_abs(),
        best: row.best_id.map(BikeId),
        decided,
        decided_by: match (row.decided_by, row.decided_at) {
            (Some(by), Some(at)) => Some((AccountId(by), instant("property_row", at)?)),
            _ => None,
        },
        recorded: recorded_of(row.recorded)?,
        recovery: row.recovery_id.map(RecoveryId),
    })
}

fn recorded_of(slug: Option<String>) -> Result<Option<RowRecorded>, StoreError> {
    let parsed = |slug: String| {
        RowRecorded::parse(&slug)
            .ok_or_else(|| StoreError::corrupt("property_row", format!("recorded as {slug:?}")))
    };
    slug.map(parsed).transpose()
}
