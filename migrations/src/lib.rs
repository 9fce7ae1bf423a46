//! The database's shape, step by step, on SQLite and PostgreSQL alike.
//!
//! A migration only adds; what is no longer read is dropped one release later. Depends on none of
//! our crates, so that an old step never changes its meaning when the code does.

mod columns;
mod m20261122_000001_people;
mod m20261122_000002_bikes;
mod m20261122_000003_marks;
mod m20261122_000004_thefts_and_recoveries;
mod m20261122_000005_look_ups;
mod m20261122_000006_sessions_and_mail;
mod m20261122_000007_change_feed;
mod m20261124_000008_stock;
mod m20261124_000009_marking_events;
mod m20261124_000010_desk;
mod m20261129_000011_kept_answers;
mod m20261129_000012_recovery_entries;
mod m20261129_000013_indexes;
mod m20261129_000014_feed_subjects;
mod m20261129_000015_drafts;
mod m20261129_000016_sent_forms;
mod m20261129_000017_sign_ins;
mod m20261129_000019_typed_details;
mod m20261129_000021_urgent_letters;
mod m20261129_000023_held_bookings;
mod m20261129_000028_desk_day;
mod m20261129_000031_stock_says_more;
mod m20261129_000032_bookings_say_more;
mod whole;

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::sqlx::{Connection, PgConnection};
use sea_orm_migration::sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DbBackend, RuntimeErr, SqliteTransactionMode, SqlxError,
    TransactionOptions, TransactionTrait,
};
use std::time::Duration;

/// Runs the steps that a database has not seen yet.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let steps: Vec<Box<dyn MigrationTrait>> = vec![
            Box::new(m20261122_000001_people::Migration),
            Box::new(m20261122_000002_bikes::Migration),
            Box::new(m20261122_000003_marks::Migration),
            Box::new(m20261122_000004_thefts_and_recoveries::Migration),
            Box::new(m20261122_000005_look_ups::Migration),
            Box::new(m20261122_000006_sessions_and_mail::Migration),
            Box::new(m20261122_000007_change_feed::Migration),
            Box::new(m20261124_000008_stock::Migration),
            Box::new(m20261124_000009_marking_events::Migration),
            Box::new(m20261124_000010_desk::Migration),
            Box::new(m20261129_000011_kept_answers::Migration),
            Box::new(m20261129_000012_recovery_entries::Migration),
            Box::new(m20261129_000013_indexes::Migration),
            Box::new(m20261129_000014_feed_subjects::Migration),
            Box::new(m20261129_000015_drafts::Migration),
            Box::new(m20261129_000016_sent_forms::Migration),
            Box::new(m20261129_000017_sign_ins::Migration),
            Box::new(m20261129_000019_typed_details::Migration),
            Box::new(m20261129_000021_urgent_letters::Migration),
            Box::new(m20261129_000023_held_bookings::Migration),
            Box::new(m20261129_000028_desk_day::Migration),
            Box::new(m20261129_000031_stock_says_more::Migration),
            Box::new(m20261129_000032_bookings_say_more::Migration),
        ];
        steps.into_iter().map(whole::whole).collect()
    }
}

/// What processes that migrate one PostgreSQL database wait for; any number that only we use.
const LOCK: i64 = 0x6672_616d_656d_726b;

/// Opens a database by its address and brings it to the newest shape; one that has it is left alone. Of several
/// processes that come at once, one does the work and the others wait for it.
///
/// # Errors
/// When the database does not open, or a step cannot be made; what that step did is undone.
pub async fn bring_up_to_date(url: &str) -> Result<(), DbErr> {
    let mut options = ConnectOptions::new(url);
    // One connection: the lock belongs to it, and goes with it.
    options.max_connections(1).sqlx_logging(false);
    options.map_sqlx_sqlite_opts(|sqlite| sqlite.pragma("busy_timeout", "60000"));
    let connection = Database::connect(options).await?;
    match connection.get_database_backend() {
        DbBackend::Postgres => {
            let lock = format!("SELECT pg_advisory_lock({LOCK})");
            connection.execute_unprepared(&lock).await?;
            Migrator::up(&connection, None).await?;
        }
        _ => {
            // The writer's place is the lock.
            let immediate = TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..TransactionOptions::default()
            };
            let tx = connection.begin_with_options(immediate).await?;
            Migrator::up(&tx, None).await?;
            tx.commit().await?;
        }
    }
    connection.close().await
}

/// Whether a database can be asked now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// It answers.
    Answers,
    /// Nobody is there, or it starts, stops or is full: it may answer later. With the reason.
    Away(String),
}

/// How long a database may take to let us in.
const PATIENCE: Duration = Duration::from_secs(3);

/// Asks a database whether it is there, and does not wait for one that is not. SQLite always is.
///
/// # Errors
/// When it is there and does not let us in, which waiting does not mend: a wrong password, or no such database.
pub async fn reach(url: &str) -> Result<Reach, DbErr> {
    if url.starts_with("sqlite:") {
        return Ok(Reach::Answers);
    }
    // One connection, not a pool: a pool tries again for as long as it may.
    let tried = tokio::time::timeout(PATIENCE, PgConnection::connect(url)).await;
    let error = match tried {
        Ok(Ok(connection)) => match connection.close().await {
            Ok(()) => return Ok(Reach::Answers),
            Err(error) => error,
        },
        Ok(Err(error)) => error,
        Err(_) => {
            return Ok(Reach::Away(format!(
                "no answer within {} seconds",
                PATIENCE.as_secs()
            )));
        }
    };
    let comes_back = match &error {
        SqlxError::Io(_) => true,
        // It starts or stops; or it has no room.
        SqlxError::Database(said) => said
            .code()
            .is_some_and(|code| code.starts_with("57P") || code.starts_with("53")),
        _ => false,
    };
    if comes_back {
        Ok(Reach::Away(error.to_string()))
    } else {
        Err(DbErr::Conn(RuntimeErr::SqlxError(error.into())))
    }
}

/// Tells whether a database has tables of ours; makes nothing.
///
/// # Errors
/// When the database does not open.
pub async fn is_made(url: &str) -> Result<bool, DbErr> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let connection = Database::connect(options).await?;
    let made = SchemaManager::new(&connection).has_table("setting").await?;
    connection.close().await?;
    Ok(made)
}
