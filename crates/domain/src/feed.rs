//! How far a follower of the change feed has come.

use std::{fmt, str::FromStr};

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

/// A text that is no feed position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a feed position is written epoch:transaction:position")]
pub struct FeedPositionError;

impl fmt::Display for FeedPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}:{}:{}", self.epoch, self.transaction, self.position)
    }
}

impl FromStr for FeedPosition {
    type Err = FeedPositionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (epoch, rest) = text.split_once(':').ok_or(FeedPositionError)?;
        let (transaction, position) = rest.split_once(':').ok_or(FeedPositionError)?;
        Ok(Self {
            epoch: u64::from_str_radix(epoch, 16).map_err(|_| FeedPositionError)?,
            transaction: transaction.parse().map_err(|_| FeedPositionError)?,
            position: position.parse().map_err(|_| FeedPositionError)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_what_parses_back() {
        for position in [
            FeedPosition {
                epoch: 0,
                transaction: 0,
                position: 0,
            },
            FeedPosition {
                epoch: u64::MAX,
                transaction: 7,
                position: i64::MAX,
            },
        ] {
            assert_eq!(position.to_string().parse(), Ok(position));
        }
        assert_eq!("x".parse::<FeedPosition>(), Err(FeedPositionError));
    }
}
