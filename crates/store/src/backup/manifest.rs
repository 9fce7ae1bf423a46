use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of this layout of a backup.
pub(super) const FORMAT: u32 = 1;

/// The kind of database that a backup was made from and is restored into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// The embedded database, in one file.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// What is in a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of the backup's layout.
    pub format: u32,
    /// The version of the program that made it.
    pub program: String,
    /// When it was made, in UTC.
    pub made_at: String,
    /// The number that identifies the register. It is text, because it can be too large for a JSON number.
    pub register: String,
    /// The kind of database that it was made from.
    pub engine: Engine,
    /// The fingerprint of the register's key.
    pub key: String,
    /// The names of the migrations that the database had.
    pub steps: Vec<String>,
    /// The database's tables.
    pub tables: Vec<Table>,
    /// The last number of each PostgreSQL sequence.
    pub sequences: BTreeMap<String, i64>,
    /// How many photos there are.
    pub photos: u64,
    /// How many photos the database names, but the folder does not have or has only damaged.
    pub photos_missing: u64,
    /// The files, except the photos.
    pub files: Vec<Listed>,
}

/// A table of the database that was backed up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns in the order of its file; the list is empty for SQLite.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// How many rows it had.
    pub rows: u64,
}

/// A file in a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Its path in the backup.
    pub path: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// The SHA-256 of its content in hexadecimal digits.
    pub sha256: String,
}

impl Manifest {
    /// Returns how many rows a table had.
    pub fn rows(&self, table: &str) -> u64 {
        let found = self.tables.iter().find(|one| one.name == table);
        found.map_or(0, |one| one.rows)
    }
}

/// Tells whether a name from a manifest is safe in an SQL statement and in a path.
pub(super) fn is_plain(name: &str) -> bool {
    let plain = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_';
    !name.is_empty() && name.chars().all(plain)
}
