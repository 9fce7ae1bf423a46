//! A whole property store in one go: an officer sends a list, a worker looks its rows up, officers decide on them,
//! and the bikes are recorded.
//!
//! We keep only the columns of a list that have a meaning. They are sealed, and deleted after a set time. Every row is
//! a look-up of its own in the log.

mod decide;
mod read;
mod record;
mod result;
mod row;
mod show;
mod start;
#[cfg(test)]
mod tests;
mod work;

pub use decide::{Decision, decide, version};
pub use read::{Sent, read};
pub use record::record;
pub use result::{HEADER, result};
pub use row::Told;
pub use sheets::book::carry::MOST_CARRIED;
pub use sheets::book::{Book, BookError, Line, MOST_ROWS, Tab, Wrong};
pub use sheets::out::{OutError, csv as as_csv, xlsx as as_xlsx};
pub use show::{Progress, RowView, lists, neighbours, progress, row, rows};
pub use start::{Begin, Problems, StartError, Suggested, start, suggest};
pub use store::recovery::lists::{Decided, PropertyList, Row, Shown};
pub use work::{remove, work};

use crate::Registry;
use crate::account::permits::OfficerOf;
use domain::id::PropertyListId;
use jiff::SignedDuration;
use store::{Source, StoreError};
use thiserror::Error;

/// How long a list is kept after it was sent.
pub const LISTS_LAST: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Why nothing was done with a list.
#[derive(Debug, Error)]
pub enum ListError {
    /// There is no such list or row in this force's store.
    #[error("This list is not in your property store, or we no longer keep it")]
    NotFound,
    /// The bike was not found for this row.
    #[error("This bike is not one of those that we found for this row")]
    NotShown,
    /// There is evidence against the bike, and the officer gave no reason for choosing it.
    #[error("Say why you still think it is this bike")]
    NoReason,
    /// The bikes on the list have already been recorded.
    #[error(
        "The bikes on this list have been recorded. To change a decision, open the page of the recovered bike"
    )]
    Recorded,
    /// Somebody has decided on the row since the officer opened it.
    #[error(
        "Another officer has decided on this row since you opened it. Look at the decision, then change it if it is wrong"
    )]
    Changed,
    /// The list is still being looked up.
    #[error("Wait until the whole list has been looked up")]
    Looking,
    /// The store failed; nothing was written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Reads a list of the officer's force.
async fn own(
    source: &impl Source,
    officer: OfficerOf,
    id: PropertyListId,
) -> Result<PropertyList, ListError> {
    let found = store::recovery::lists::find(source, id).await?;
    found
        .filter(|list| list.organisation == officer.organisation)
        .ok_or(ListError::NotFound)
}

impl Registry {
    /// Wakes the worker for lists. This is only a hint; the rows say what to do.
    fn list_waits(&self) {
        self.list_waits.notify_one();
    }

    /// Waits until an officer has sent a list.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn until_list_waits(&self) {
        self.list_waits.notified().await;
    }
}
