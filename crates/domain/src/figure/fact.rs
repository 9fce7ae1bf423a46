//! A theft with what the figures need to know about it.

use crate::bike::BikeKind;
use crate::id::{BikeId, TheftReportId};
use crate::theft::{Lock, TheftWindow};
use jiff::civil::Date;

/// What the figures need to know about a theft. Nothing here names a person or an address.
#[derive(Clone, Debug, PartialEq)]
pub struct TheftFact {
    /// The report of the theft.
    pub report: TheftReportId,
    /// The bike that was stolen.
    pub bike: BikeId,
    /// The code of its ward; `None` if the place is unknown or outside the wards we know.
    pub ward: Option<String>,
    /// Its 200 m square, counted east and north from the origin, if the place is known well enough for hot places.
    pub square: Option<(i32, i32)>,
    /// The day, in London, on which somebody noticed that it was gone.
    pub gone: Date,
    /// When it may have been stolen.
    pub window: TheftWindow,
    /// The kind of bike.
    pub kind: Option<BikeKind>,
    /// What it was locked with.
    pub lock: Option<Lock>,
    /// True if the bike was registered before somebody noticed the theft.
    pub was_registered: bool,
    /// True if the theft was reported more than seven days after that day.
    pub was_late: bool,
    /// True if the theft has a police reference.
    pub has_crime_ref: bool,
    /// A number that tells owners apart and says nothing else about them.
    pub owner: i64,
}
