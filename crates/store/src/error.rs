use crate::keyring::SealError;
use sea_orm::{DbErr, SqlErr};
use thiserror::Error;

/// Why the store could not do what was asked.
#[derive(Debug, Error)]
pub enum StoreError {
    /// A rule that the database itself holds would have been broken.
    #[error("{0} is taken already")]
    Taken(Constraint),
    /// The database did not answer, or answered with an error.
    #[error("the database failed: {0}")]
    Database(DbErr),
    /// A sealed value could not be opened.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// A row holds what no writer of ours puts there.
    #[error("table {table} holds {what}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// What is wrong with it.
        what: String,
    },
}

/// The rules that the database holds, by what they keep to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Constraint {
    /// A mark code is one label.
    #[error("the mark code")]
    MarkCode,
    /// A bike has at most one live mark.
    #[error("the bike's one live mark")]
    LiveMark,
    /// Another list's reference names one bike.
    #[error("the external reference")]
    ExternalRef,
    /// A bike has one owner at a time.
    #[error("the bike's ownership")]
    Owner,
    /// A bike has one open theft report.
    #[error("the bike's open theft report")]
    OpenTheft,
    /// A property reference names one recovery in its organisation.
    #[error("the property reference")]
    PropertyRef,
    /// A bike is held in one place.
    #[error("the bike's place in a property store")]
    Held,
    /// An e-mail address is one account.
    #[error("the e-mail address")]
    Email,
    /// A role is given once.
    #[error("the membership")]
    Membership,
    /// Some other rule.
    #[error("a value that must be one of a kind")]
    Other,
}

/// What each engine says when a rule breaks: PostgreSQL names the index, SQLite the columns.
const SAYINGS: [(Constraint, &str, &str); 10] = [
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
    // The reference as it is written, which was the rule before.
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

impl StoreError {
    /// Makes the error for a row that cannot be read back.
    pub(crate) fn corrupt(table: &'static str, what: impl Into<String>) -> Self {
        Self::Corrupt {
            table,
            what: what.into(),
        }
    }

    /// Tells whether trying again later may help: a busy or absent database.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Database(DbErr::Conn(_) | DbErr::ConnectionAcquire(_)))
            || matches!(self, Self::Database(error) if error.to_string().contains("database is locked"))
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
