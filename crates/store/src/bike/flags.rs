//! Why somebody should look at a new registration again. Only the police see this, never the person who registered the
//! bike.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::bike_flag;
use crate::time::{instant, millis, optional_instant};
use crate::{StoreError, Tx};
use domain::bike::{DisputeOutcome, SoldAnswer, Standing};
use domain::id::{AccountId, BikeId};
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// What is odd about two bikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlagKind {
    /// Both carry the same number.
    SameNumber,
    /// Both carry the same number, and the other bike was stolen or with the police when this one was registered.
    SameNumberAsStolen,
}

impl FlagKind {
    const ALL: [Self; 2] = [Self::SameNumber, Self::SameNumberAsStolen];

    /// Returns the short word that the table keeps.
    pub fn slug(self) -> &'static str {
        match self {
            Self::SameNumber => "same-number",
            Self::SameNumberAsStolen => "same-number-as-stolen",
        }
    }

    /// Returns the flag for a bike that shares a number with a bike of this standing.
    pub fn of(other: Standing) -> Self {
        match other {
            Standing::ReportedStolen | Standing::HeldByPolice => Self::SameNumberAsStolen,
            Standing::WithOwner | Standing::Retired => Self::SameNumber,
        }
    }

    fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == raw)
    }
}

/// One thing that is odd about a bike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flag {
    /// The bike to look at again.
    pub bike: BikeId,
    /// The bike that it is compared with.
    pub other: BikeId,
    /// What is odd.
    pub kind: FlagKind,
    /// When it was noticed.
    pub raised_at: Timestamp,
    /// When an officer dealt with it.
    pub settled_at: Option<Timestamp>,
    /// When the owner of the other bike was asked whether they sold it.
    pub asked_at: Option<Timestamp>,
    /// What that owner answered.
    pub answer: Option<SoldAnswer>,
}

impl Flag {
    /// Tells whether nobody has dealt with it yet.
    pub fn is_open(&self) -> bool {
        self.settled_at.is_none()
    }
}

/// Raises a flag, and tells whether it is new. A flag that is already there does not change.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a bike is not there.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0, other = other.0))]
pub async fn raise(
    tx: &Tx,
    bike: BikeId,
    other: BikeId,
    kind: FlagKind,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let row = bike_flag::ActiveModel {
        id: NotSet,
        bike_id: Set(bike.0),
        other_bike_id: Set(other.0),
        kind: Set(kind.slug().to_owned()),
        raised_at: Set(millis(now)),
        settled_at: Set(None),
        settled_by: Set(None),
        asked_at: Set(None),
        answer: Set(None),
        answered_at: Set(None),
        outcome: Set(None),
    };
    let once = OnConflict::columns([
        bike_flag::Column::BikeId,
        bike_flag::Column::OtherBikeId,
        bike_flag::Column::Kind,
    ])
    .do_nothing()
    .to_owned();
    let written = bike_flag::Entity::insert(row)
        .on_conflict(once)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(written == 1)
}

/// Lists the flags that nobody has dealt with, newest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn open(source: &impl Source, limit: u64) -> Result<Vec<Flag>, StoreError> {
    let rows = bike_flag::Entity::find()
        .filter(bike_flag::Column::SettledAt.is_null())
        .order_by_desc(bike_flag::Column::Id)
        .limit(limit)
        .all(source.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Notes that the owner of the other bike was asked whether they sold it.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0, other = other.0))]
pub async fn asked(tx: &Tx, bike: BikeId, other: BikeId, now: Timestamp) -> Result<(), StoreError> {
    of_pair(bike, other)
        .col_expr(bike_flag::Column::AskedAt, Expr::value(millis(now)))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Notes what the owner of the other bike answered.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0, other = other.0))]
pub async fn answered(
    tx: &Tx,
    bike: BikeId,
    other: BikeId,
    answer: SoldAnswer,
    now: Timestamp,
) -> Result<(), StoreError> {
    of_pair(bike, other)
        .col_expr(bike_flag::Column::Answer, Expr::value(answer.slug()))
        .col_expr(bike_flag::Column::AnsweredAt, Expr::value(millis(now)))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Starts an update of the open flags about a pair of bikes.
fn of_pair(bike: BikeId, other: BikeId) -> sea_orm::UpdateMany<bike_flag::Entity> {
    bike_flag::Entity::update_many()
        .filter(bike_flag::Column::BikeId.eq(bike.0))
        .filter(bike_flag::Column::OtherBikeId.eq(other.0))
        .filter(bike_flag::Column::SettledAt.is_null())
}

/// Notes how the open flags of a bike were dealt with, and returns how many there were.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn settle(
    tx: &Tx,
    bike: BikeId,
    by: Option<AccountId>,
    outcome: DisputeOutcome,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let done = bike_flag::Entity::update_many()
        .col_expr(bike_flag::Column::SettledAt, Expr::value(millis(now)))
        .col_expr(bike_flag::Column::SettledBy, Expr::value(by.map(|by| by.0)))
        .col_expr(bike_flag::Column::Outcome, Expr::value(outcome.slug()))
        .filter(bike_flag::Column::BikeId.eq(bike.0))
        .filter(bike_flag::Column::SettledAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected)
}

/// Reads the flags of bikes, oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn for_bikes(source: &impl Source, bikes: &[BikeId]) -> Result<Vec<Flag>, StoreError> {
    with(source, bike_flag::Column::BikeId, bikes).await
}

/// Reads the flags of other bikes that carry these bikes' numbers, oldest first.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn about(source: &impl Source, bikes: &[BikeId]) -> Result<Vec<Flag>, StoreError> {
    with(source, bike_flag::Column::OtherBikeId, bikes).await
}

async fn with(
    source: &impl Source,
    column: bike_flag::Column,
    bikes: &[BikeId],
) -> Result<Vec<Flag>, StoreError> {
    let mut flags = Vec::new();
    for chunk in bikes.chunks(2_000) {
        let rows = bike_flag::Entity::find()
            .filter(column.is_in(chunk.iter().map(|bike| bike.0)))
            .order_by_asc(bike_flag::Column::Id)
            .all(source.connection())
            .await?;
        for row in rows {
            flags.push(from_row(row)?);
        }
    }
    Ok(flags)
}

fn from_row(row: bike_flag::Model) -> Result<Flag, StoreError> {
    let kind = FlagKind::parse(&row.kind)
        .ok_or_else(|| StoreError::corrupt("bike_flag", format!("a kind {:?}", row.kind)))?;
    let answer = row.answer.map(|word| {
        let answer = SoldAnswer::parse(&word);
        answer.ok_or_else(|| StoreError::corrupt("bike_flag", format!("an answer {word:?}")))
    });
    Ok(Flag {
        bike: BikeId(row.bike_id),
        other: BikeId(row.other_bike_id),
        kind,
        raised_at: instant("bike_flag", row.raised_at)?,
        settled_at: optional_instant("bike_flag", row.settled_at)?,
        asked_at: optional_instant("bike_flag", row.asked_at)?,
        answer: answer.transpose()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{a_bike, an_account, fresh};
    use testkit::time::{NOON, hours_after_noon};

    testkit::on_each_database! {
        async fn a_flag_is_raised_once(db: testkit::Database) {
            let store = fresh(&db).await;
            let (bike, other) = (a_bike(&store).await, a_bike(&store).await);
            let tx = store.begin().await.unwrap();
            raise(&tx, bike, other, FlagKind::SameNumber, NOON).await.unwrap();
            raise(&tx, bike, other, FlagKind::SameNumber, hours_after_noon(1)).await.unwrap();
            raise(&tx, bike, other, FlagKind::SameNumberAsStolen, NOON).await.unwrap();
            tx.commit().await.unwrap();
            let first = Flag { bike, other, kind: FlagKind::SameNumber, raised_at: NOON, settled_at: None, asked_at: None, answer: None };
            let second = Flag { kind: FlagKind::SameNumberAsStolen, ..first };
            assert_eq!(for_bikes(&store, &[bike, other]).await.unwrap(), [first, second]);
            assert_eq!(for_bikes(&store, &[other]).await.unwrap(), []);
            assert_eq!(for_bikes(&store, &[]).await.unwrap(), []);

            assert_eq!(open(&store, 9).await.unwrap(), [second, first], "the newest first");
            let officer = an_account(&store, "officer@example.org").await;
            let tx = store.begin().await.unwrap();
            assert_eq!(settle(&tx, bike, Some(officer), DisputeOutcome::Both, NOON).await.unwrap(), 2);
            assert_eq!(settle(&tx, bike, Some(officer), DisputeOutcome::Both, NOON).await.unwrap(), 0);
            tx.commit().await.unwrap();
            assert_eq!(open(&store, 9).await.unwrap(), []);
            assert!(for_bikes(&store, &[bike]).await.unwrap().iter().all(|flag| !flag.is_open()));
        }
    }
}
