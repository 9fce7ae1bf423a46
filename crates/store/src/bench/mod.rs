//! The published search of the largest open bike registry, on its own PostgreSQL database.
//!
//! It is only there to be measured: it neither reads nor writes a register. It folds what is typed and looks for it as
//! words, then as a part of a number, then for numbers that share trigrams and are at most two edits away. Where the
//! published scheme is not clear, we choose what makes it look best: closer numbers come first, and colours that find
//! nothing are left out.

mod folded;

use crate::StoreError;
use domain::id::BikeId;
use domain::look_up::{BikeEntry, Query};
use folded::Folded;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, QueryResult, Statement, Value,
};
use std::path::Path;
use std::time::Duration;

/// The database extensions that the scheme needs.
pub const EXTENSIONS: [&str; 2] = ["pg_trgm", "fuzzystrmatch"];

/// The settings of every connection: one core, plans made for each value, and the scheme's own threshold.
const SETTINGS: [(&str, &str); 5] = [
    ("max_parallel_workers_per_gather", "0"),
    ("plan_cache_mode", "force_custom_plan"),
    ("jit", "off"),
    ("work_mem", "64MB"),
    ("pg_trgm.similarity_threshold", "0.2"),
];

const TABLE: &str = "CREATE TABLE bike (id bigint PRIMARY KEY, as_written text NOT NULL, words text NOT NULL, \
    together text NOT NULL, make text NOT NULL, model text NOT NULL, colours text NOT NULL)";

/// The indexes that the scheme uses, and one for whole numbers.
const INDEXES: [(&str, &str); 4] = [
    (
        "CREATE INDEX ON bike USING gin (to_tsvector('simple', words))",
        "the index of words",
    ),
    (
        "CREATE INDEX ON bike USING gin (together gin_trgm_ops)",
        "the index of trigrams",
    ),
    ("CREATE INDEX ON bike (together)", "the index of numbers"),
    ("CREATE INDEX ON bike (make)", "the index of makes"),
];

const MATCHES: &str = "(to_tsvector('simple', words) @@ plainto_tsquery('simple', $1) OR together = $2)";

/// The scheme with its own database.
#[derive(Clone, Debug)]
pub struct Peer {
    db: DatabaseConnection,
}

/// A bike in the scheme's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerBike {
    /// The id of the bike.
    pub bike: BikeId,
    /// What a page would show: number, make, model and colours.
    pub shown: [String; 4],
}

impl Peer {
    /// Connects to an empty database as a superuser.
    ///
    /// # Errors
    /// [`StoreError::Database`] when it does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(1)
            .acquire_timeout(Duration::from_secs(30))
            .test_before_acquire(false)
            .sqlx_logging(false)
            .map_sqlx_postgres_opts(|sqlx| sqlx.options(SETTINGS));
        Ok(Self {
            db: Database::connect(options).await?,
        })
    }

    /// Returns the extensions that the scheme needs and the cluster does not have.
    ///
    /// # Errors
    /// [`StoreError::Database`] when the database does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn missing(&self) -> Result<Vec<&'static str>, StoreError> {
        let ask = Statement::from_string(
            DbBackend::Postgres,
            "SELECT name::text AS name FROM pg_available_extensions",
        );
        let rows = self.db.query_all_raw(ask).await?;
        let there: Vec<String> = rows
            .iter()
            .map(|row| row.try_get("", "name"))
            .collect::<Result<_, _>>()?;
        Ok(EXTENSIONS
            .into_iter()
            .filter(|extension| !there.iter().any(|name| name == extension))
            .collect())
    }

    /// Returns a bike's line for the file that [`load`](Self::load) reads. The line has only one of the bike's numbers.
    #[must_use]
    pub fn columns(entry: &BikeEntry) -> [String; 7] {
        let as_written = entry.numbers.first().map(|(_, number)| number.as_str());
        let as_written = as_written.unwrap_or_default();
        let Folded { words, together } = Folded::of(as_written);
        [
            entry.id.0.to_string(),
            as_written.to_owned(),
            words,
            together,
            entry.make.clone().unwrap_or_default(),
            entry.model.clone().unwrap_or_default(),
            marked(&entry.colours),
        ]
    }

    /// Makes the table and its indexes from a CSV file that the database server can read. `step` is called with what is
    /// being done.
    ///
    /// # Errors
    /// [`StoreError::Database`] when the database fails.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn load(&self, csv: &Path, mut step: impl FnMut(&'static str)) -> Result<(), StoreError> {
        step("copying the rows");
        for extension in EXTENSIONS {
            self.run(&format!("CREATE EXTENSION IF NOT EXISTS {extension}"))
                .await?;
        }
        self.run(TABLE).await?;
        let path = csv.display().to_string().replace('\'', "''");
        self.run(&format!("COPY bike FROM '{path}' WITH (FORMAT csv)"))
            .await?;
        for (index, what) in INDEXES {
            step(what);
            self.run(index).await?;
        }
        step("counting the rows");
        self.run("VACUUM ANALYZE bike").await
    }

    /// Returns how many bytes the table and its indexes take.
    ///
    /// # Errors
    /// [`StoreError::Database`] when the database does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn bytes(&self) -> Result<u64, StoreError> {
        let ask = Statement::from_string(
            DbBackend::Postgres,
            "SELECT pg_total_relation_size('bike') AS bytes",
        );
        let bytes: Option<i64> = match self.db.query_one_raw(ask).await? {
            Some(row) => Some(row.try_get("", "bytes")?),
            None => None,
        };
        Ok(bytes.map_or(0, i64::unsigned_abs))
    }

    /// Looks up a bike, with at most `limit` results. It uses make and colours as filters, but not model and kind.
    ///
    /// # Errors
    /// [`StoreError::Database`] when the database does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn find(&self, typed: &str, query: &Query, limit: usize) -> Result<Vec<PeerBike>, StoreError> {
        let found = self.narrowed(typed, query, &query.colours, limit).await?;
        if found.is_empty() && !query.colours.is_empty() {
            return self.narrowed(typed, query, &[], limit).await;
        }
        Ok(found)
    }

    async fn narrowed(
        &self,
        typed: &str,
        query: &Query,
        colours: &[String],
        limit: usize,
    ) -> Result<Vec<PeerBike>, StoreError> {
        let Folded { words, together } = Folded::of(typed);
        if together.is_empty() {
            return Ok(Vec::new());
        }
        let part = format!("%{together}%");
        let buckets: [(String, &str); 3] = [
            (MATCHES.to_owned(), ""),
            (format!("together LIKE $3 AND NOT {MATCHES}"), ""),
            (
                "together % $2 AND levenshtein(together, $2) < 3 AND together NOT LIKE $3 AND $1 <> ''"
                    .to_owned(),
                "levenshtein(together, $2), ",
            ),
        ];
        let mut found: Vec<PeerBike> = Vec::new();
        for (condition, order) in buckets {
            if found.len() >= limit {
                break;
            }
            let mut values: Vec<Value> =
                vec![words.clone().into(), together.clone().into(), part.clone().into()];
            let mut narrow = String::new();
            if let Some(make) = &query.make {
                values.push(make.clone().into());
                narrow.push_str(&format!(" AND make = ${}", values.len()));
            }
            for colour in colours {
                values.push(format!("%{}%", marked(std::slice::from_ref(colour))).into());
                narrow.push_str(&format!(" AND colours LIKE ${}", values.len()));
            }
            // The statement must name every parameter, so that the database knows its type.
            let sql = format!(
                "SELECT id, as_written, make, model, colours FROM bike WHERE {condition}{narrow} \
                 AND $1::text IS NOT NULL AND $2::text IS NOT NULL AND $3::text IS NOT NULL \
                 ORDER BY {order}id DESC LIMIT {}",
                limit - found.len()
            );
            let ask = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
            for row in self.db.query_all_raw(ask).await? {
                let one = bike_of(&row)?;
                if !found.iter().any(|before| before.bike == one.bike) {
                    found.push(one);
                }
            }
        }
        Ok(found)
    }

    /// Closes the database.
    ///
    /// # Errors
    /// [`StoreError::Database`] when it does not answer.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn close(self) -> Result<(), StoreError> {
        Ok(self.db.close().await?)
    }

    async fn run(&self, sql: &str) -> Result<(), StoreError> {
        self.db.execute_unprepared(sql).await?;
        Ok(())
    }
}

/// Writes colours with bars between them, so that each can be matched as a whole.
fn marked(colours: &[String]) -> String {
    format!("|{}|", colours.join("|"))
}

fn bike_of(row: &QueryResult) -> Result<PeerBike, StoreError> {
    Ok(PeerBike {
        bike: BikeId(row.try_get("", "id")?),
        shown: [
            row.try_get("", "as_written")?,
            row.try_get("", "make")?,
            row.try_get("", "model")?,
            row.try_get("", "colours")?,
        ],
    })
}

#[cfg(test)]
mod tests;
