//! Bikes that two people claim: the first owner's answer, both statements, and the officer's decision.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the answers and statements of the owners, and the decision.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(
            manager,
            &[
                // When the owner of the other bike was asked whether they had sold it, and what they said.
                "ALTER TABLE bike_flag ADD COLUMN asked_at BIGINT NULL",
                "ALTER TABLE bike_flag ADD COLUMN answer TEXT NULL",
                "ALTER TABLE bike_flag ADD COLUMN answered_at BIGINT NULL",
                "ALTER TABLE bike_flag ADD COLUMN outcome TEXT NULL",
                "UPDATE bike_flag SET outcome = 'both' WHERE settled_at IS NOT NULL",
            ],
        )
        .await?;
        let statements = Table::create()
            .table("bike_statement")
            .col(id("id"))
            .col(reference("bike_id"))
            .col(reference("account_id"))
            .col(sealed("words"))
            .col(instant("at"))
            .foreign_key(&mut points_to("bike_statement", "bike_id", "bike"))
            .foreign_key(&mut points_to("bike_statement", "account_id", "account"))
            .to_owned();
        manager.create_table(statements).await?;
        run(
            manager,
            &[
                "CREATE INDEX bike_statement_account ON bike_statement (account_id)",
                "CREATE INDEX bike_statement_bike ON bike_statement (bike_id)",
            ],
        )
        .await
    }
}
