//! People's statements about how they got a bike. They are sealed, and only the police can read them.

use crate::connection::{Source, sealed::Source as _};
use crate::entity::bike_statement;
use crate::time::{instant, millis};
use crate::{StoreError, Tx};
use domain::id::{AccountId, BikeId};
use jiff::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use std::fmt;

const COLUMN: &str = "bike_statement.words";

/// One statement.
#[derive(Clone, PartialEq, Eq)]
pub struct Statement {
    /// The bike that it is about.
    pub bike: BikeId,
    /// Who made the statement.
    pub account: AccountId,
    /// What they said.
    pub words: String,
    /// When they made it.
    pub at: Timestamp,
}

impl fmt::Debug for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Statement({}, ***)", self.bike)
    }
}

/// Stores a statement.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the words cannot be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0, account = account.0))]
pub async fn add(
    tx: &Tx,
    bike: BikeId,
    account: AccountId,
    words: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let row = bike_statement::ActiveModel {
        id: NotSet,
        bike_id: Set(bike.0),
        account_id: Set(account.0),
        words: Set(tx.keyring().seal(COLUMN, words.as_bytes())?),
        at: Set(millis(now)),
    };
    bike_statement::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Counts the statements about a bike.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(bike = bike.0))]
pub async fn count(source: &impl Source, bike: BikeId) -> Result<u64, StoreError> {
    Ok(bike_statement::Entity::find()
        .filter(bike_statement::Column::BikeId.eq(bike.0))
        .count(source.connection())
        .await?)
}

/// Reads the statements about bikes, oldest first. Callers record the access in the log where they must.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the words cannot be opened.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn of_bikes(source: &impl Source, bikes: &[BikeId]) -> Result<Vec<Statement>, StoreError> {
    let rows = bike_statement::Entity::find()
        .filter(bike_statement::Column::BikeId.is_in(bikes.iter().map(|bike| bike.0)))
        .order_by_asc(bike_statement::Column::Id)
        .all(source.connection())
        .await?;
    rows.into_iter()
        .map(|row| {
            let words = String::from_utf8(source.keyring().open(COLUMN, &row.words)?);
            Ok(Statement {
                bike: BikeId(row.bike_id),
                account: AccountId(row.account_id),
                words: words.map_err(|_| StoreError::corrupt("bike_statement", "words that are not text"))?,
                at: instant("bike_statement", row.at)?,
            })
        })
        .collect()
}
