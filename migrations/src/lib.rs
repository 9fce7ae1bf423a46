//! The database's shape, step by step, on SQLite and PostgreSQL alike.
//!
//! A migration only adds. Columns that are no longer read are dropped one release later. This crate does not depend on
//! our other crates, so that an old step never changes when the code does.

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
mod m20261129_000033_sealed_words;
mod m20261129_000034_sealed_references;
mod m20261129_000036_changed_bikes;
mod m20261129_000037_details_and_transfers;
mod m20261129_000038_disputes;
mod m20261129_000039_thefts_as_told;
mod m20261129_000040_thefts_told_whole;
mod m20261129_000041_standing_matches;
mod m20261129_000042_custody;
mod m20261129_000043_messages_both_ways;
mod m20261129_000044_hot_sheets;
mod m20261129_000045_photos_of_recoveries;
mod m20261129_000046_thefts_for_callers;
mod m20261129_000047_homecomings;
mod m20261129_000048_papers;
mod m20261129_000049_finders;
mod m20261129_000051_property_lists;
mod m20261129_000053_handed_to;
mod m20261129_000055_recorded_crime;
mod m20261129_000056_theft_facts;
mod m20261129_000057_figure_releases;
mod m20261129_000060_agencies;
mod m20261129_000061_plans;
mod m20261129_000070_log_chain;
mod m20261130_000062_meetings;
mod m20261130_000067_assessments;
mod m20261130_000071_second_halves_of_codes;
mod m20261130_000072_problems;
mod m20261130_000073_campaigns_and_consultations;
mod m20261130_000074_matrices;
mod m20261130_000075_second_factors;
mod m20261130_000076_places_of_sessions;
mod m20261130_000077_log_samples;
mod m20261201_000058_thefts_asked_about;
mod m20261201_000078_answers_to_questions;
mod m20261201_000079_summaries_of_problems;
mod m20261201_000080_agencies_of_problems;
mod whole;

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::sqlx::{Connection, PgConnection};
use sea_orm_migration::sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DbBackend, RuntimeErr, SqliteTransactionMode, SqlxError,
    Statement, TransactionOptions, TransactionTrait,
};
use std::time::Duration;

/// Runs the steps that a database has not seen yet.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    #[expect(clippy::too_many_lines, reason = "a list of all steps, one on a line")]
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
            Box::new(m20261129_000033_sealed_words::Migration),
            Box::new(m20261129_000034_sealed_references::Migration),
            Box::new(m20261129_000036_changed_bikes::Migration),
            Box::new(m20261129_000037_details_and_transfers::Migration),
            Box::new(m20261129_000038_disputes::Migration),
            Box::new(m20261129_000039_thefts_as_told::Migration),
            Box::new(m20261129_000040_thefts_told_whole::Migration),
            Box::new(m20261129_000041_standing_matches::Migration),
            Box::new(m20261129_000042_custody::Migration),
            Box::new(m20261129_000043_messages_both_ways::Migration),
            Box::new(m20261129_000044_hot_sheets::Migration),
            Box::new(m20261129_000045_photos_of_recoveries::Migration),
            Box::new(m20261129_000046_thefts_for_callers::Migration),
            Box::new(m20261129_000047_homecomings::Migration),
            Box::new(m20261129_000048_papers::Migration),
            Box::new(m20261129_000049_finders::Migration),
            Box::new(m20261129_000051_property_lists::Migration),
            Box::new(m20261129_000053_handed_to::Migration),
            Box::new(m20261129_000055_recorded_crime::Migration),
            Box::new(m20261129_000056_theft_facts::Migration),
            Box::new(m20261129_000057_figure_releases::Migration),
            Box::new(m20261129_000060_agencies::Migration),
            Box::new(m20261129_000061_plans::Migration),
            Box::new(m20261130_000062_meetings::Migration),
            Box::new(m20261129_000070_log_chain::Migration),
            Box::new(m20261130_000067_assessments::Migration),
            Box::new(m20261130_000071_second_halves_of_codes::Migration),
            Box::new(m20261130_000072_problems::Migration),
            Box::new(m20261130_000073_campaigns_and_consultations::Migration),
            Box::new(m20261130_000074_matrices::Migration),
            Box::new(m20261130_000075_second_factors::Migration),
            Box::new(m20261130_000076_places_of_sessions::Migration),
            Box::new(m20261130_000077_log_samples::Migration),
            Box::new(m20261201_000058_thefts_asked_about::Migration),
            Box::new(m20261201_000078_answers_to_questions::Migration),
            Box::new(m20261201_000079_summaries_of_problems::Migration),
            Box::new(m20261201_000080_agencies_of_problems::Migration),
        ];
        steps.into_iter().map(whole::whole).collect()
    }
}

/// The lock that processes wait for when they migrate one PostgreSQL database. It can be any number that only we use.
const LOCK: i64 = 0x6672_616d_656d_726b;

/// Opens the database at an address and migrates it, if it needs that. If several processes do this at once, one does
/// the work and the others wait.
///
/// # Errors
/// When the database does not open, or a step fails. What that step did is undone.
pub async fn bring_up_to_date(url: &str) -> Result<(), DbErr> {
    let mut options = ConnectOptions::new(url);
    // Use one connection: the lock belongs to it, and ends with it.
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
            // An immediate transaction is the lock.
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

/// Returns the names of all steps that this version knows, in order.
pub fn steps() -> Vec<String> {
    let steps = Migrator::migrations();
    steps.iter().map(|step| step.name().to_owned()).collect()
}

/// Returns how many steps a database has not seen yet.
///
/// # Errors
/// When the database does not open, or has no tables.
pub async fn waiting(url: &str) -> Result<usize, DbErr> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let connection = Database::connect(options).await?;
    let backend = connection.get_database_backend();
    let seen = "SELECT version AS name FROM seaql_migrations";
    let rows = connection
        .query_all_raw(Statement::from_string(backend, seen))
        .await?;
    let mut seen = Vec::new();
    for row in rows {
        seen.push(row.try_get::<String>("", "name")?);
    }
    connection.close().await?;
    Ok(steps().iter().filter(|step| !seen.contains(step)).count())
}

/// Makes the tables of a PostgreSQL database as these steps leave them, so that a restore can fill them. They hold only
/// a note that the restore has begun. Anything that an unfinished restore left behind is removed first: the caller has
/// made sure that there is nothing else.
///
/// # Errors
/// When the database does not open or a step fails. The database is then as it was.
pub async fn make_for_restore(url: &str, steps: &[String]) -> Result<(), DbErr> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let connection = Database::connect(options).await?;
    let backend = connection.get_database_backend();
    let tx = connection.begin().await?;
    let tables = "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = current_schema()";
    for row in tx.query_all_raw(Statement::from_string(backend, tables)).await? {
        let table: String = row.try_get("", "name")?;
        tx.execute_unprepared(&format!("DROP TABLE {table} CASCADE"))
            .await?;
    }
    Migrator::install(&tx).await?;
    let manager = SchemaManager::new(&tx);
    for step in Migrator::migrations() {
        if !steps.iter().any(|name| name == step.name()) {
            continue;
        }
        step.up(&manager).await?;
        let note = "INSERT INTO seaql_migrations (version, applied_at) VALUES ($1, EXTRACT(EPOCH FROM now())::bigint)";
        let note = Statement::from_sql_and_values(backend, note, [step.name().into()]);
        tx.execute_raw(note).await?;
    }
    tx.execute_unprepared("INSERT INTO setting (name, value) VALUES ('restoring', 'yes')")
        .await?;
    tx.commit().await?;
    connection.close().await
}

/// The result of asking a database for an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// It answers.
    Answers,
    /// It does not answer now but may answer later: it cannot be reached, or it is starting, stopping or full. The text
    /// is the reason.
    Away(String),
}

/// How long to wait for a connection.
const PATIENCE: Duration = Duration::from_secs(3);

/// Asks a database whether it answers, without waiting. SQLite always does.
///
/// # Errors
/// When it refuses the connection and waiting will not help: the password is wrong, or there is no such database.
pub async fn reach(url: &str) -> Result<Reach, DbErr> {
    if url.starts_with("sqlite:") {
        return Ok(Reach::Answers);
    }
    // Use one connection and not a pool, because a pool keeps trying until its limit.
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
        // It is starting, stopping or full.
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

/// Tells whether a database has our tables. It does not make them.
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
