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

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectOptions, Database};

/// Runs the steps that a database has not seen yet.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
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
        ]
    }
}

/// Opens a database by its address and brings it to the newest shape; one that has it is left alone.
///
/// # Errors
/// When the database does not open, or a step cannot be made.
pub async fn bring_up_to_date(url: &str) -> Result<(), DbErr> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let connection = Database::connect(options).await?;
    Migrator::up(&connection, None).await?;
    connection.close().await
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
