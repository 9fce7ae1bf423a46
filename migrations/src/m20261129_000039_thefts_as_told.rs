//! Stores when and where a bike was stolen or found as exactly as somebody gave it.
//!
//! Owners gave times by the clock. A list gives a day or an instant. A day begins at midnight in Britain, which is
//! midnight or 11pm in UTC, and ends a millisecond before the next one.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the precision of times and places.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["theft_report", "recovery"] {
            let given = Table::alter()
                .table(table)
                .add_column(optional_sealed("place_given"))
                .to_owned();
            manager.alter_table(given).await?;
        }
        run(
            manager,
            &[
                "ALTER TABLE theft_report ADD COLUMN seen_precision TEXT NOT NULL DEFAULT 'clock'",
                "ALTER TABLE theft_report ADD COLUMN gone_precision TEXT NOT NULL DEFAULT 'clock'",
                "ALTER TABLE theft_report ADD COLUMN place_precision TEXT NOT NULL DEFAULT 'none'",
                "ALTER TABLE recovery ADD COLUMN place_precision TEXT NOT NULL DEFAULT 'none'",
                "UPDATE theft_report SET gone_precision = 'day' WHERE account_id IS NULL \
                 AND (to_at + 1) % 86400000 IN (0, 82800000)",
                "UPDATE theft_report SET seen_precision = 'day' WHERE gone_precision = 'day' \
                 AND from_at % 86400000 IN (0, 82800000)",
                "UPDATE theft_report SET place_precision = 'exact' WHERE lat IS NOT NULL AND lng IS NOT NULL",
                "UPDATE recovery SET place_precision = 'exact' WHERE lat IS NOT NULL AND lng IS NOT NULL",
            ],
        )
        .await
    }
}
