//! How far a follower of the change feed has come.

use serde::{Deserialize, Serialize};

/// A place in the change feed: which feed it is, and the last change that was applied.
///
/// A database that is restored or made anew gets another `epoch`, so that a follower whose position belongs to
/// the old one starts over instead of skipping what it has never seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FeedPosition {
    /// Tells one life of the database from another.
    pub epoch: u64,
    /// The transaction that wrote the last change applied: changes are read in the order of (`transaction`,
    /// `position`), because on PostgreSQL positions alone are not commit order. Always 0 on SQLite.
    pub transaction: i64,
    /// The last change applied; 0 before the first.
    pub position: i64,
}
