//! Lets officers read the lists of their force.

use super::row::Told;
use super::{ListError, PropertyList, Shown, own};
use crate::Registry;
use crate::account::permits::OfficerOf;
use crate::look_up::{self, Answer, LookUpError};
use domain::bike::Bike;
use domain::id::{BikeId, PropertyListId, PropertyRowId};
use domain::recovery::listed::RowRecorded;
use std::collections::HashMap;
use store::StoreError;
use store::recovery::lists::{self, Count, Placed, Row};

/// How many of a force's lists are shown.
const MOST_LISTS: u64 = 50;

/// How far a list has come.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// The list that this is about.
    pub list: PropertyList,
    /// How many rows were looked up.
    pub looked: u64,
    /// How many rows have a bike that is certain, strong or possible, in this order.
    pub bands: [u64; 3],
    /// How many rows have no likely bike.
    pub nothing: u64,
    /// How many rows are waiting for a decision.
    pub to_decide: u64,
    /// How many rows were decided on: as one of the bikes, and as another bike.
    pub decided: [u64; 2],
    /// How many rows have been recorded as recoveries.
    pub recorded: u64,
    /// How many rows were not recorded, by the reason.
    pub not_recorded: Vec<(RowRecorded, u64)>,
    /// How many rows were dealt with when the list was recorded.
    pub dealt_with: u64,
}

impl Progress {
    fn of(list: PropertyList, counts: &[Count]) -> Self {
        let sum =
            |which: &dyn Fn(&Count) -> bool| counts.iter().filter(|one| which(one)).map(|one| one.rows).sum();
        let band = |band: &str| sum(&|one: &Count| one.looked && one.band == band);
        let not_recorded = [
            RowRecorded::HeldElsewhere,
            RowRecorded::SameReference,
            RowRecorded::NoReference,
        ]
        .map(|why| (why, sum(&|one: &Count| one.recorded == Some(why))));
        let made = |one: &Count| {
            matches!(
                one.recorded,
                Some(RowRecorded::Recorded | RowRecorded::HeldElsewhere)
            )
        };
        Self {
            looked: sum(&|one| one.looked),
            bands: [band("certain"), band("strong"), band("possible")],
            nothing: band("none"),
            to_decide: sum(&|one| one.looked && one.band != "none" && one.decided.is_none()),
            decided: [
                sum(&|one| one.decided == Some(true)),
                sum(&|one| one.decided == Some(false)),
            ],
            recorded: sum(&made),
            not_recorded: not_recorded.into_iter().filter(|(_, rows)| *rows > 0).collect(),
            dealt_with: sum(&|one| one.recorded.is_some()),
            list,
        }
    }
}

/// Reads the last lists of the officer's force, newest first.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn lists(registry: &Registry, officer: OfficerOf) -> Result<Vec<PropertyList>, StoreError> {
    lists::of_organisation(&registry.store, officer.organisation, MOST_LISTS).await
}

/// Reads how far a list has come.
///
/// # Errors
/// [`ListError::NotFound`] when it is not the force's; [`ListError::Store`].
#[tracing::instrument(level = "debug", skip_all, fields(list = id.0))]
pub async fn progress(
    registry: &Registry,
    officer: OfficerOf,
    id: PropertyListId,
) -> Result<Progress, ListError> {
    let list = own(&registry.store, officer, id).await?;
    let counts = lists::counts(&registry.store, id).await?;
    Ok(Progress::of(list, &counts))
}

/// A row with its best bike.
#[derive(Clone, Debug)]
pub struct RowView {
    /// The row as it is kept.
    pub row: Row,
    /// What the columns of the row said.
    pub told: Told,
    /// The best bike, or the one that was chosen, as the register has it now.
    pub bike: Option<Bike>,
}

/// Reads a part of a list's rows, the likeliest first.
///
/// # Errors
/// [`ListError::NotFound`] when it is not the force's; [`ListError::Store`].
#[tracing::instrument(level = "debug", skip_all, fields(list = id.0))]
pub async fn rows(
    registry: &Registry,
    officer: OfficerOf,
    id: PropertyListId,
    shown: Shown,
    part: (u64, u64),
) -> Result<Vec<RowView>, ListError> {
    own(&registry.store, officer, id).await?;
    Ok(views(registry, lists::part(&registry.store, id, shown, part).await?).await?)
}

/// Puts rows together with their bikes.
pub(super) async fn views(registry: &Registry, rows: Vec<Row>) -> Result<Vec<RowView>, StoreError> {
    let bike_of = |row: &Row| match &row.decided {
        Some(lists::Decided::Bike(bike, _)) => *bike,
        _ => row.best,
    };
    let mut ids: Vec<BikeId> = rows.iter().filter_map(bike_of).collect();
    ids.sort_unstable();
    ids.dedup();
    let bikes = store::bike::load_with_thefts(&registry.store, &ids).await?;
    let bikes: HashMap<BikeId, Bike> = bikes.into_iter().map(|(bike, _)| (bike.id, bike)).collect();
    let view = |row: Row| {
        Ok(RowView {
            told: Told::read(&row.told)?,
            bike: bike_of(&row).and_then(|bike| bikes.get(&bike).cloned()),
            row,
        })
    };
    rows.into_iter().map(view).collect()
}

/// Reads one row with what its look-up found. If a colleague reads it, the log says so.
///
/// # Errors
/// [`ListError::NotFound`] when it is not the force's; [`ListError::Store`].
#[tracing::instrument(level = "debug", skip_all, fields(row = id.0))]
pub async fn row(
    registry: &Registry,
    officer: OfficerOf,
    (list, id): (PropertyListId, PropertyRowId),
) -> Result<(PropertyList, RowView, Option<Answer>), ListError> {
    let list = own(&registry.store, officer, list).await?;
    let found = lists::find_row(&registry.store, id).await?;
    let row = found
        .filter(|row| row.list == list.id)
        .ok_or(ListError::NotFound)?;
    let answer = match row.look_up {
        None => None,
        Some(look_up) => match look_up::read_back(registry, officer, look_up).await {
            Ok(answer) => Some(answer),
            Err(LookUpError::Store(error)) => return Err(error.into()),
            Err(_) => None,
        },
    };
    let view = views(registry, vec![row])
        .await?
        .pop()
        .ok_or(ListError::NotFound)?;
    Ok((list, view, answer))
}

/// Finds the rows before and after a row among those that are shown.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn neighbours(
    registry: &Registry,
    _officer: OfficerOf,
    row: &Row,
    shown: Shown,
) -> Result<(Option<PropertyRowId>, Option<PropertyRowId>), StoreError> {
    let at = Placed {
        list: row.list,
        row: row.id,
        likelihood: row.likelihood,
    };
    lists::beside(&registry.store, at, shown).await
}
