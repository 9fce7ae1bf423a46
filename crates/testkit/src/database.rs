//! Temporary databases: a SQLite file in its own folder, or a fresh database in a PostgreSQL cluster.
//!
//! The cluster is not started here. Each test may be a process of its own, and it would be slow to start a cluster for
//! each. So `scripts/with-postgres` starts one around the whole run, and names it in [`POSTGRES_VARIABLE`]. A test that
//! needs PostgreSQL and finds no cluster fails; it is never skipped.

mod template;

use std::future::Future;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm_migration::sea_orm::{
    ConnectOptions, ConnectionTrait, Database as Connect, DatabaseConnection, DbBackend, DbErr, Statement,
};
use tempfile::TempDir;

/// Names the environment variable that holds the address of the test cluster.
pub const POSTGRES_VARIABLE: &str = "FRAMEMARK_TEST_POSTGRES";

/// The two database engines that the register runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The embedded engine, in one file.
    Sqlite,
    /// The shared engine, for several nodes.
    Postgres,
}

/// An empty database for one test. It is deleted when this value is dropped.
#[derive(Debug)]
pub struct Database {
    url: String,
    engine: Engine,
    // The folder is kept until the test ends. It has the files beside the database, and with SQLite the database
    // itself.
    folder: TempDir,
    // With PostgreSQL: the cluster's own address, and the name of the database to drop there.
    drop_from: Option<(String, String)>,
}

impl Database {
    /// Makes an empty SQLite database in its own folder.
    #[must_use]
    pub fn sqlite() -> Self {
        let folder = a_folder();
        let file = folder.path().join("framemark.sqlite");
        Self {
            url: format!("sqlite://{}?mode=rwc", file.display()),
            engine: Engine::Sqlite,
            folder,
            drop_from: None,
        }
    }

    /// Makes an empty database in the test cluster.
    ///
    /// # Panics
    ///
    /// When the environment names no cluster, or the cluster does not answer.
    #[must_use]
    pub fn postgres() -> Self {
        let Ok(cluster) = std::env::var(POSTGRES_VARIABLE) else {
            panic!(
                "{POSTGRES_VARIABLE} is not set. Run the tests with `make test`, \
                 or this one with `scripts/with-postgres cargo test ...`"
            );
        };
        Self::postgres_in(&cluster)
    }

    /// Makes an empty database in the cluster at an address.
    ///
    /// # Panics
    ///
    /// When the cluster does not answer.
    #[must_use]
    pub fn postgres_in(cluster: &str) -> Self {
        let cluster = cluster.to_owned();
        static MADE: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "fm_{}_{}",
            std::process::id(),
            MADE.fetch_add(1, Ordering::Relaxed)
        );
        execute(
            &cluster,
            // The same process ids come up again, and a test that was killed leaves its database behind.
            &[
                format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
                format!("CREATE DATABASE {name}"),
            ],
        )
        .unwrap_or_else(|error| panic!("the cluster at {cluster} does not serve: {error}"));
        Self {
            url: with_database(&cluster, &name),
            engine: Engine::Postgres,
            folder: a_folder(),
            drop_from: Some((cluster, name)),
        }
    }

    /// Makes all tables of the register in the database. On PostgreSQL this takes seconds, so each test program does it
    /// once, in a template that its tests copy.
    ///
    /// # Panics
    ///
    /// When a migration fails.
    #[must_use]
    pub fn migrated(self) -> Self {
        let migrate = match &self.drop_from {
            Some((cluster, name)) => template::of(cluster).and_then(|template| {
                let again = [
                    format!("DROP DATABASE {name}"),
                    format!("CREATE DATABASE {name} TEMPLATE {template}"),
                ];
                execute(cluster, &again)
            }),
            None => on_its_own_thread(template::migrate(&self.url)),
        };
        migrate.unwrap_or_else(|error| panic!("the migrations failed on {:?}: {error}", self.engine));
        self
    }

    /// Returns the address to connect to.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the engine, for tests that expect different results.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Returns every row of every table of a PostgreSQL database as text. This is what somebody who stole the database
    /// could read. For SQLite, read the file instead.
    ///
    /// # Panics
    ///
    /// When the database is not PostgreSQL, or does not answer.
    #[must_use]
    pub fn rows(&self) -> Vec<String> {
        assert_eq!(
            self.engine,
            Engine::Postgres,
            "read the file of a SQLite database instead"
        );
        let read = on_its_own_thread(async {
            let connection = connect(&self.url).await?;
            connection
                .execute_unprepared("SET bytea_output = 'escape'")
                .await?;
            let ask = |sql: String| Statement::from_string(DbBackend::Postgres, sql);
            let tables = "SELECT quote_ident(tablename) AS text FROM pg_tables WHERE schemaname = 'public'";
            let mut rows = Vec::new();
            for table in connection.query_all_raw(ask(tables.to_owned())).await? {
                let table: String = table.try_get("", "text")?;
                let sql = format!("SELECT row_of::text AS text FROM {table} AS row_of");
                for row in connection.query_all_raw(ask(sql)).await? {
                    rows.push(row.try_get("", "text")?);
                }
            }
            connection.close().await?;
            Ok::<_, DbErr>(rows)
        });
        read.unwrap_or_else(|error| panic!("the test's database cannot be read: {error}"))
    }

    /// Returns the first column of a query as text, for data that no crate can read.
    ///
    /// # Panics
    ///
    /// When the database does not answer, or the column is not text.
    pub fn texts(&self, query: &str) -> Vec<String> {
        crate::texts_of(&self.url, query)
    }

    /// Changes rows behind the program's back, as a defect in the program or the disk might.
    ///
    /// # Panics
    ///
    /// When the database refuses the statement.
    pub fn damage(&self, statement: &str) {
        execute(&self.url, &[statement.to_owned()])
            .unwrap_or_else(|error| panic!("{statement:?} failed in the test's database: {error}"));
    }

    /// Dumps this PostgreSQL database and restores it into another one.
    ///
    /// # Panics
    ///
    /// When `pg_dump` or `psql` is missing or fails.
    pub fn dump_into(&self, other: &Self) {
        let mut dump = Command::new("pg_dump")
            .args(["--no-owner", "--dbname", &self.url])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("pg_dump does not start: {error}"));
        let Some(dumped) = dump.stdout.take() else {
            panic!("pg_dump gave no output")
        };
        let restored = Command::new("psql")
            .args(["--quiet", "--set", "ON_ERROR_STOP=1", "--dbname", &other.url])
            .stdin(dumped)
            .stdout(Stdio::null())
            .status();
        let dumped = dump.wait();
        assert!(
            restored.is_ok_and(|status| status.success()) && dumped.is_ok_and(|status| status.success()),
            "the dump could not be restored"
        );
    }

    /// Returns the test's own folder, for photos, the index and the key.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let Some((cluster, name)) = self.drop_from.take() else {
            return;
        };
        let dropped = execute(
            &cluster,
            &[format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")],
        );
        // While a test is failing, its own message is the one to show. The cluster will be deleted anyway.
        if !std::thread::panicking() {
            dropped
                .unwrap_or_else(|error| panic!("the test's database {name} could not be dropped: {error}"));
        }
    }
}

/// Runs a test's future to its end, on a runtime with two workers as the server has.
pub fn run<T>(test: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap_or_else(|error| panic!("no runtime for the test: {error}"))
        .block_on(test)
}

/// Makes two tests of each function: one on SQLite and one on PostgreSQL, with the register's tables.
///
/// ```
/// testkit::on_each_database! {
///     async fn has_a_folder_of_its_own(db: testkit::Database) {
///         assert!(db.folder().is_dir());
///     }
/// }
/// ```
///
/// With `empty` in front, the database has no tables yet: `on_each_database! { empty async fn ... }`.
#[macro_export]
macro_rules! on_each_database {
    ($($(#[$attribute:meta])* async fn $name:ident($db:ident : $type:ty) $body:block)+) => {$(
        $crate::on_each_database!(@two [$(#[$attribute])*] [.migrated()] $name $db [$type] $body);
    )+};
    ($($(#[$attribute:meta])* empty async fn $name:ident($db:ident : $type:ty) $body:block)+) => {$(
        $crate::on_each_database!(@two [$(#[$attribute])*] [] $name $db [$type] $body);
    )+};
    (@two [$(#[$attribute:meta])*] [$($prepare:tt)*] $name:ident $db:ident [$type:ty] $body:block) => {
        $(#[$attribute])*
        mod $name {
            use super::*;

            async fn on($db: $type) $body

            #[test]
            fn sqlite() {
                $crate::run(on($crate::Database::sqlite() $($prepare)*));
            }

            #[test]
            fn postgres() {
                $crate::run(on($crate::Database::postgres() $($prepare)*));
            }
        }
    };
}

fn a_folder() -> TempDir {
    tempfile::Builder::new()
        .prefix("framemark-test-")
        .tempdir()
        .unwrap_or_else(|error| panic!("no folder for the test: {error}"))
}

/// Puts a database's name into a cluster's address, and keeps what follows the question mark.
fn with_database(cluster: &str, name: &str) -> String {
    let (address, options) = cluster.split_once('?').unwrap_or((cluster, ""));
    let after_scheme = address.find("://").map_or(0, |at| at + 3);
    let host_ends = address[after_scheme..]
        .find('/')
        .map_or(address.len(), |at| after_scheme + at);
    let mark = if options.is_empty() { "" } else { "?" };
    format!("{}/{name}{mark}{options}", &address[..host_ends])
}

/// Sends statements one after another.
fn execute(url: &str, statements: &[String]) -> Result<(), DbErr> {
    on_its_own_thread(async {
        let connection = connect(url).await?;
        for statement in statements {
            connection.execute_unprepared(statement).await?;
        }
        connection.close().await
    })
}

pub(crate) async fn connect(url: &str) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    // Nobody needs this database after a power cut. The code under test opens it in its own way.
    options.map_sqlx_sqlite_opts(|sqlite| sqlite.pragma("synchronous", "OFF"));
    Connect::connect(options).await
}

/// Runs a future to its end on another thread, because a test may already be inside a runtime.
pub(crate) fn on_its_own_thread<T: Send>(work: impl Future<Output = T> + Send) -> T {
    std::thread::scope(|threads| {
        threads
            .spawn(|| run(work))
            .join()
            .unwrap_or_else(|cause| std::panic::resume_unwind(cause))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_name_takes_the_place_of_the_clusters() {
        let table = [
            (
                "postgres://me@localhost/postgres?host=/tmp/x",
                "postgres://me@localhost/fm_1_0?host=/tmp/x",
            ),
            (
                "postgres://me@localhost?host=/tmp/x&port=5432",
                "postgres://me@localhost/fm_1_0?host=/tmp/x&port=5432",
            ),
            (
                "postgres://me:secret@127.0.0.1:5432/postgres",
                "postgres://me:secret@127.0.0.1:5432/fm_1_0",
            ),
            ("postgres://127.0.0.1:5432", "postgres://127.0.0.1:5432/fm_1_0"),
        ];
        for (cluster, expected) in table {
            assert_eq!(with_database(cluster, "fm_1_0"), expected);
        }
    }

    #[test]
    fn dropping_a_postgres_database_removes_it() {
        let first = Database::postgres();
        let url = first.url().to_owned();
        execute(&url, &["CREATE TABLE bike (id int)".to_owned()]).unwrap();
        drop(first);
        let error = execute(&url, &["SELECT 1".to_owned()]).unwrap_err();
        assert!(error.to_string().contains("does not exist"), "{error}");
    }
}

#[cfg(test)]
mod each {
    use super::*;
    use migrations::{Migrator, MigratorTrait};

    crate::on_each_database! {
        empty async fn is_empty_and_takes_a_table(db: Database) {
            let connection = connect(db.url()).await.unwrap();
            connection.execute_unprepared("CREATE TABLE bike (id int)").await.unwrap();
            let made = connection.execute_unprepared("INSERT INTO bike VALUES (1), (2)").await.unwrap();
            assert_eq!(made.rows_affected(), 2);
            connection.close().await.unwrap();
        }
    }

    crate::on_each_database! {
        async fn has_every_table_and_nothing_left_to_migrate(db: Database) {
            let connection = connect(db.url()).await.unwrap();
            assert!(Migrator::get_pending_migrations(&connection).await.unwrap().is_empty());
            connection.execute_unprepared("SELECT id FROM bike").await.unwrap();
            connection.close().await.unwrap();
        }
    }
}
