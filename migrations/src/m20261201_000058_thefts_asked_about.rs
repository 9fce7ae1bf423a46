//! When we next ask the owner of a stolen bike whether it is still missing, and which offers of bikes have ended.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the next time to ask about an open theft report, a year after it was made, and indexes for both.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let alter = Table::alter()
            .table("theft_report")
            .add_column(optional_instant("ask_at"))
            .to_owned();
        manager.alter_table(alter).await?;
        run(
            manager,
            &[
                // 365 days, in milliseconds.
                "UPDATE theft_report SET ask_at = reported_at + 31536000000 WHERE closed_at IS NULL",
                "CREATE INDEX theft_report_ask ON theft_report (ask_at) WHERE closed_at IS NULL",
                "CREATE INDEX transfer_ended ON transfer (ended_at) WHERE ended_at IS NOT NULL",
            ],
        )
        .await
    }
}
