//! The change feed, from which all derived data is updated.
//!
//! On PostgreSQL a sequence is not in commit order, so each row also has the transaction that wrote it. A reader reads
//! in the order of (`writer`, `position`), and stops below the oldest transaction that is still running. SQLite has one
//! writer at a time, so there `writer` is 0 and `position` is commit order.

use crate::columns::*;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// Adds the table of changes.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let statements: &[&str] = match manager.get_database_backend() {
            DbBackend::Postgres => &[
                "CREATE TABLE change (
                    position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                    writer BIGINT NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
                    bike_id BIGINT NOT NULL,
                    made_at BIGINT NOT NULL
                )",
                "CREATE INDEX change_order ON change (writer, position)",
            ],
            _ => &["CREATE TABLE change (
                    position INTEGER PRIMARY KEY AUTOINCREMENT,
                    writer BIGINT NOT NULL DEFAULT 0,
                    bike_id BIGINT NOT NULL,
                    made_at BIGINT NOT NULL
                )"],
        };
        run(manager, statements).await
    }
}
