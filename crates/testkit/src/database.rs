//! Throw-away databases: a SQLite file in its own folder, or a fresh database in a PostgreSQL cluster.
//!
//! The cluster is not started here. Each test may be a process of its own, and a cluster for each would be
//! slow, so `scripts/with-postgres` starts one around the whole run and names it in
//! [`POSTGRES_VARIABLE`]. A test that wants PostgreSQL and finds no cluster fails; it is never skipped.

use std::future::Future;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use migrations::{Migrator, MigratorTrait};
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

/// An empty database of one test's own, gone when this value is dropped.
#[derive(Debug)]
pub struct Database {
    url: String,
    engine: Engine,
    // Kept to the end of the test: files beside the database, and the database itself when it is SQLite.
    folder: TempDir,
    // The cluster's own address and the name to drop there, when it is PostgreSQL.
    drop_from: Option<(String, String)>,
}

impl Database {
    /// Makes an empty SQLite database in a folder of its own.
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
    /// When no cluster is named in the environment, or it does not answer.
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

    /// Makes an empty database in a cluster of which the address is known.
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
            // A process id comes round again, and a killed test leaves its database behind.
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

    /// Gives the database all tables of the register.
    ///
    /// # Panics
    ///
    /// When a migration fails.
    #[must_use]
    pub fn migrated(self) -> Self {
        let migrate = on_its_own_thread(async {
            let connection = connect(&self.url).await?;
            Migrator::up(&connection, None).await?;
            connection.close().await
        });
        migrate.unwrap_or_else(|error| panic!("the migrations failed on {:?}: {error}", self.engine));
        self
    }

    /// Gives the address to connect to.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Tells which engine this is, for a test that expects something else of each.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Gives every row of every table of a PostgreSQL database as text, bytes that are letters as letters: what
    /// a thief of the database could read. The SQLite database is a file, to be read as one.
    ///
    /// # Panics
    ///
    /// When this is not PostgreSQL, or it does not answer.
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

    /// Gives the first column of what a query finds, as text: for what is written down and no crate reads.
    ///
    /// # Panics
    ///
    /// When the database does not answer, or the column is no text.
    pub fn texts(&self, query: &str) -> Vec<String> {
        let read = on_its_own_thread(async {
            let connection = connect(&self.url).await?;
            let ask = Statement::from_string(connection.get_database_backend(), query);
            let rows = connection.query_all_raw(ask).await?;
            let texts: Result<_, DbErr> = rows.iter().map(|row| row.try_get_by_index(0)).collect();
            connection.close().await?;
            texts
        });
        read.unwrap_or_else(|error| panic!("{query:?} cannot be asked of the test's database: {error}"))
    }

    /// Changes rows behind the program's back, as a fault would.
    ///
    /// # Panics
    ///
    /// When the database refuses the statement.
    pub fn damage(&self, statement: &str) {
        execute(&self.url, &[statement.to_owned()])
            .unwrap_or_else(|error| panic!("{statement:?} does nothing to the test's database: {error}"));
    }

    /// Dumps this PostgreSQL database and restores it into another one, as somebody does who moves.
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
            panic!("pg_dump says nothing")
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

    /// Gives a folder of the test's own, as the data folder for photos, index and key.
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
        // While a test is failing, its own message is the one to show; the cluster is thrown away anyhow.
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

/// Puts a database's name into a cluster's address, keeping what follows the question mark.
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

async fn connect(url: &str) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    // Nobody needs this database after a power cut; the code under test opens it in its own way.
    options.map_sqlx_sqlite_opts(|sqlite| sqlite.pragma("synchronous", "OFF"));
    Connect::connect(options).await
}

/// Runs a future to its end on another thread: a test may already be inside a runtime.
fn on_its_own_thread<T: Send>(work: impl Future<Output = T> + Send) -> T {
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
