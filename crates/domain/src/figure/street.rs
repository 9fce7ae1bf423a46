//! The police's street file for a month. It has one row for each crime, which we count by category and ward.
//!
//! The format is that of data.police.uk. Many crimes share one point near the true place, so a point only tells us the
//! ward.

use super::month::{Month, MonthError};
use crate::place::{Point, wards};
use crate::text::{self, TextError};
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// The fewest columns that a row can have.
const COLUMNS: usize = 10;
const LONGEST: usize = 100;

/// A row of the file.
#[derive(Clone, Debug, PartialEq)]
pub struct StreetRow {
    /// The crime's number; antisocial behaviour has none.
    pub id: Option<String>,
    /// The month in which the crime was recorded.
    pub month: Month,
    /// The force that reported it.
    pub force: String,
    /// Where the file puts it on the map.
    pub point: Option<Point>,
    /// The census area that the file names; the codes of two censuses are mixed.
    pub lsoa: Option<String>,
    /// The type of crime.
    pub category: String,
}

/// Why a file cannot be counted.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StreetError {
    /// A row has too few columns.
    #[error("the row has {0} columns and should have 12; the file may have been cut short")]
    Cut(usize),
    /// The month is not valid.
    #[error(transparent)]
    Month(#[from] MonthError),
    /// Half of the point is missing, or it is not on the globe.
    #[error("longitude {lng:?} and latitude {lat:?} are not a point")]
    Point {
        /// The longitude as written.
        lng: String,
        /// The latitude as written.
        lat: String,
    },
    /// The force or the category is missing or too long.
    #[error("{column} {error}")]
    Words {
        /// The name of the column.
        column: &'static str,
        /// What is wrong.
        error: TextError,
    },
    /// The file has two months.
    #[error("the file holds {first} and {other}; one file must hold one month")]
    MixedMonths {
        /// The month of the first row.
        first: Month,
        /// The month of the other row.
        other: Month,
    },
    /// The file has two forces.
    #[error("the file holds rows of {first} and of {other}; one file must hold one force")]
    MixedForces {
        /// The force of the first row.
        first: String,
        /// The force of the other row.
        other: String,
    },
}

impl StreetRow {
    /// Reads the cells of a row: Crime ID, Month, Reported by, Falls within, Longitude, Latitude, Location, LSOA code,
    /// LSOA name, Crime type, and two that are not used.
    ///
    /// # Errors
    /// [`StreetError`] when it is cut, or a cell cannot be read.
    pub fn parse(cells: &[&str]) -> Result<Self, StreetError> {
        let [id, month, force, _, lng, lat, _, lsoa, _, category, ..] = cells else {
            return Err(StreetError::Cut(cells.len().min(COLUMNS)));
        };
        let words = |column, raw: &str| {
            text::line(raw, LONGEST).map_err(|error| StreetError::Words { column, error })
        };
        let given = |raw: &str| Some(raw.trim()).filter(|raw| !raw.is_empty()).map(str::to_owned);
        Ok(Self {
            id: given(id),
            month: Month::parse(month.trim())?,
            force: words("Reported by", force)?,
            point: point(lng.trim(), lat.trim())?,
            lsoa: given(lsoa),
            category: words("Crime type", category)?,
        })
    }

    /// Tells whether a row is the file's header.
    #[must_use]
    pub fn is_header(cells: &[&str]) -> bool {
        cells.get(1).is_some_and(|cell| cell.trim() == "Month")
    }
}

fn point(lng: &str, lat: &str) -> Result<Option<Point>, StreetError> {
    if lng.is_empty() && lat.is_empty() {
        return Ok(None);
    }
    let read = || Point::new(lat.parse().ok()?, lng.parse().ok()?).ok();
    read().map(Some).ok_or_else(|| StreetError::Point {
        lng: lng.to_owned(),
        lat: lat.to_owned(),
    })
}

/// The number of crimes of a category in a ward, or outside every ward.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// The crimes with a point.
    pub count: u64,
    /// The crimes without a point; always 0 for a ward.
    pub without_point: u64,
}

/// The crimes that a force recorded in a month, by category and ward.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedMonth {
    /// The month of the file.
    pub month: Month,
    /// The force whose file it is.
    pub force: String,
    /// The number of rows in the file.
    pub rows: u64,
    /// The number of rows whose crime had already appeared in the file. Each crime counts once.
    pub twice: u64,
    /// The counts by category and ward code. The code is empty outside the wards we know.
    pub counts: BTreeMap<(String, String), Counted>,
    seen: BTreeSet<String>,
}

impl RecordedMonth {
    /// Starts with the first row of a file, and counts it.
    #[must_use]
    pub fn of(first: StreetRow) -> Self {
        let mut month = Self {
            month: first.month,
            force: first.force.clone(),
            rows: 0,
            twice: 0,
            counts: BTreeMap::new(),
            seen: BTreeSet::new(),
        };
        month.count(first);
        month
    }

    /// Counts a further row.
    ///
    /// # Errors
    /// [`StreetError`] when it is from another month or force. The row is then not counted.
    pub fn add(&mut self, row: StreetRow) -> Result<(), StreetError> {
        if row.month != self.month {
            return Err(StreetError::MixedMonths {
                first: self.month,
                other: row.month,
            });
        }
        if row.force != self.force {
            return Err(StreetError::MixedForces {
                first: self.force.clone(),
                other: row.force,
            });
        }
        self.count(row);
        Ok(())
    }

    fn count(&mut self, row: StreetRow) {
        self.rows += 1;
        if row.id.is_some_and(|id| !self.seen.insert(id)) {
            self.twice += 1;
            return;
        }
        let ward = row.point.and_then(wards::at).map(|ward| ward.code.clone());
        let counted = self
            .counts
            .entry((row.category, ward.unwrap_or_default()))
            .or_default();
        match row.point {
            Some(_) => counted.count += 1,
            None => counted.without_point += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARKET: &str = "a1,2024-01,Cambs,Cambs,0.119,52.2054,On or near X,E01,C 1,Bicycle theft,,";

    fn row(line: &str) -> Result<StreetRow, StreetError> {
        StreetRow::parse(&line.split(',').collect::<Vec<_>>())
    }

    #[test]
    fn rows_that_cannot_be_read_say_why() {
        for (line, why) in [
            (
                "a,2024-01,Cambs,Cambs,0.1",
                "the row has 5 columns and should have 12; the file may have been cut short",
            ),
            (
                "a,2024-21,Cambs,Cambs,,,,,,Bicycle theft,,",
                "\"2024-21\" is not a month such as 2024-01",
            ),
            (
                "a,2024-01,Cambs,Cambs,0.1,,,,,Bicycle theft,,",
                "longitude \"0.1\" and latitude \"\" are not a point",
            ),
            (
                "a,2024-01,Cambs,Cambs,0.1,152.2,,,,Bicycle theft,,",
                "longitude \"0.1\" and latitude \"152.2\" are not a point",
            ),
        ] {
            assert_eq!(row(line).unwrap_err().to_string(), why, "{line}");
        }
        assert!(matches!(
            row("a,2024-01,Cambs,Cambs,,,,,,,,"),
            Err(StreetError::Words {
                column: "Crime type",
                ..
            })
        ));
        assert!(StreetRow::is_header(&["Crime ID", "Month", "Reported by"]));
        assert!(!StreetRow::is_header(&["a1", "2024-01", "Cambs"]));
    }

    #[test]
    fn rows_are_counted_by_ward_and_once() {
        let mut month = RecordedMonth::of(row(MARKET).unwrap());
        for line in [
            MARKET,
            "b2,2024-01,Cambs,Cambs,,,No location,,,Bicycle theft,,",
            // This point is in the sea.
            "c3,2024-01,Cambs,Cambs,2.5,53.1,On or near X,,,Bicycle theft,,",
            // Rows without a crime number are all counted.
            ",2024-01,Cambs,Cambs,0.119,52.2054,X,,,Anti-social behaviour,,",
            ",2024-01,Cambs,Cambs,0.119,52.2054,X,,,Anti-social behaviour,,",
        ] {
            month.add(row(line).unwrap()).unwrap();
        }
        assert_eq!((month.rows, month.twice), (6, 1));
        let market = wards::at(Point::new(52.2054, 0.119).unwrap()).unwrap();
        let at = |category: &str, ward: &str| month.counts[&(category.to_owned(), ward.to_owned())];
        let counted = |count, without_point| Counted { count, without_point };
        assert_eq!(at("Bicycle theft", &market.code), counted(1, 0));
        assert_eq!(at("Bicycle theft", ""), counted(1, 1));
        assert_eq!(at("Anti-social behaviour", &market.code), counted(2, 0));
    }

    #[test]
    fn a_mixed_file_is_refused() {
        let mut month = RecordedMonth::of(row(MARKET).unwrap());
        let other = |line: &str| row(line).unwrap();
        let february = month
            .add(other("a2,2024-02,Cambs,Cambs,,,,,,Burglary,,"))
            .unwrap_err();
        assert_eq!(
            february.to_string(),
            "the file holds 2024-01 and 2024-02; one file must hold one month"
        );
        let railway = month
            .add(other("a2,2024-01,Rail,Rail,,,,,,Burglary,,"))
            .unwrap_err();
        assert_eq!(
            railway.to_string(),
            "the file holds rows of Cambs and of Rail; one file must hold one force"
        );
        assert_eq!(month.rows, 1);
    }
}
