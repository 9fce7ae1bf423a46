//! Turns the log of look-ups, and of what was done with people's details, into a chain of hashes.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the table of the chain's links, and of the rows that are waiting for theirs.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let link = Table::create()
            .table("log_link")
            .col(
                ColumnDef::new("sequence")
                    .big_integer()
                    .not_null()
                    .primary_key()
                    .to_owned(),
            )
            .col(text("kind"))
            .col(reference("subject_id"))
            .col(bytes("content"))
            .col(bytes("previous"))
            .col(bytes("hash"))
            .to_owned();
        manager.create_table(link).await?;
        let waiting = Table::create()
            .table("log_waiting")
            .col(id("id"))
            .col(text("kind"))
            .col(reference("subject_id"))
            .col(bytes("mac"))
            .to_owned();
        manager.create_table(waiting).await?;
        run(
            manager,
            &[
                // No two links can follow the same one.
                "CREATE UNIQUE INDEX log_link_previous ON log_link (previous)",
                "CREATE INDEX log_link_subject ON log_link (kind, subject_id, sequence)",
                "CREATE UNIQUE INDEX log_waiting_subject ON log_waiting (kind, subject_id)",
            ],
        )
        .await
    }
}
