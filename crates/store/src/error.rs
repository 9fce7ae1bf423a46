use crate::keyring::SealError;
use sea_orm::{DbErr, SqlErr};
use thiserror::Error;

/// Why the store could not do what was asked.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The change would break a rule that the database enforces.
    #[error("{0} already exists")]
    Taken(Constraint),
    /// The database did not answer, or answered with an error.
    #[error("the database failed: {0}")]
    Database(DbErr),
    /// A sealed value could not be opened.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// A restore made the tables, and was cut off before it filled them.
    #[error("a restore into this database was cut off; run `framemark restore` again")]
    HalfRestored,
    /// A row contains something that our code never writes.
    #[error("table {table} holds {what}")]
    Corrupt {
        /// The table that the row is in.
        table: &'static str,
        /// What is wrong with it.
        what: String,
    },
}

/// The rules about unique values that the database enforces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Constraint {
    /// A mark code is on only one label.
    #[error("the mark code")]
    MarkCode,
    /// A bike has only one live mark.
    #[error("the bike's live mark")]
    LiveMark,
    /// An external reference belongs to only one bike.
    #[error("the external reference")]
    ExternalRef,
    /// A bike has only one owner at a time.
    #[error("the bike's ownership")]
    Owner,
    /// A bike has only one open theft report.
    #[error("the bike's open theft report")]
    OpenTheft,
    /// An organisation uses a property reference only once.
    #[error("the property reference")]
    PropertyRef,
    /// A bike is held in only one place.
    #[error("the bike's place in a property store")]
    Held,
    /// An e-mail address belongs to only one account.
    #[error("the e-mail address")]
    Email,
    /// An account has a role only once.
    #[error("the membership")]
    Membership,
    /// Some other rule.
    #[error("a value that must be unique")]
    Other,
}

/// What each engine says when a rule is broken: PostgreSQL names the index, SQLite the columns.
const SAYINGS: [(Constraint, &str, &str); 11] = [
    (Constraint::MarkCode, "mark.code", "mark_pkey"),
    (Constraint::LiveMark, "mark.bike_id", "mark_live"),
    (
        Constraint::ExternalRef,
        "bike.external_ref",
        "bike_external_ref_key",
    ),
    (Constraint::Owner, "ownership.bike_id", "ownership_one_owner"),
    (Constraint::OpenTheft, "theft_report.bike_id", "theft_report_open"),
    (
        Constraint::PropertyRef,
        "recovery.organisation_id",
        "recovery_property_key",
    ),
    (
        Constraint::PropertyRef,
        "recovery.property_hash",
        "recovery_property_hash",
    ),
    // This is the earlier rule, for the reference as it was written.
    (
        Constraint::PropertyRef,
        "recovery.property_ref",
        "recovery_organisation_id_property_ref_key",
    ),
    (Constraint::Held, "recovery.bike_id", "recovery_held"),
    (Constraint::Email, "account.email_hash", "account_email_hash_key"),
    (
        Constraint::Membership,
        "membership.account_id",
        "membership_account_id_organisation_id_role_key",
    ),
];

/// What SQLite says when it is busy, and what both engines say when the disk is full.
const PASSING: [&str; 3] = [
    "database is locked",
    "database or disk is full",
    "No space left on device",
];

impl StoreError {
    /// Makes the error for a row that cannot be read back.
    pub(crate) fn corrupt(table: &'static str, what: impl Into<String>) -> Self {
        Self::Corrupt {
            table,
            what: what.into(),
        }
    }

    /// Tells whether it may help to try again later, because the database is busy or does not answer, or the disk is
    /// full.
    pub fn is_passing(&self) -> bool {
        let Self::Database(error) = self else { return false };
        let said = || error.to_string();
        matches!(error, DbErr::Conn(_) | DbErr::ConnectionAcquire(_))
            || PASSING.iter().any(|words| said().contains(words))
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(message)) => Self::Taken(
                SAYINGS
                    .iter()
                    .find(|(_, sqlite, postgres)| message.contains(sqlite) || message.contains(postgres))
                    .map_or(Constraint::Other, |row| row.0),
            ),
            _ => Self::Database(error),
        }
    }
}
