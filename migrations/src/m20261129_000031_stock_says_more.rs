//! Batches have names, and record when their labels were last printed. An event's kit counts loose labels separately.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Names batches, and records printing and loose labels.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(
            manager,
            &[
                "ALTER TABLE mark_batch ADD COLUMN name TEXT NULL",
                "ALTER TABLE mark_batch ADD COLUMN printed_at BIGINT NULL",
                "ALTER TABLE mark_batch ADD COLUMN printed_by BIGINT NULL REFERENCES account (id)",
                "CREATE INDEX mark_batch_printed_by ON mark_batch (printed_by) WHERE printed_by IS NOT NULL",
                "ALTER TABLE mark ADD COLUMN sheet_at BIGINT NULL",
                "ALTER TABLE mark_outing ADD COLUMN loose BOOLEAN NOT NULL DEFAULT FALSE",
                // A label came from the loose stock if it was recorded in the kit at the moment when it was fixed.
                "UPDATE mark_outing SET loose = TRUE WHERE EXISTS (SELECT 1 FROM mark WHERE mark.code = mark_outing.code \
                 AND mark.issued_at = mark_outing.out_at)",
            ],
        )
        .await
    }
}
