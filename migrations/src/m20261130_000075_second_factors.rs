//! The second factors of staff, their recovery codes, and what organisations ask for.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds second factors, recovery codes, the rule of each organisation, and the day by which an account must have one.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(factors()).await?;
        manager.create_table(codes()).await?;
        run(
            manager,
            &[
                "ALTER TABLE organisation ADD COLUMN second_factor TEXT NOT NULL DEFAULT 'within-seven-days'",
                "ALTER TABLE account ADD COLUMN factor_due_at BIGINT",
                "CREATE INDEX recovery_code_account ON recovery_code (account_id)",
            ],
        )
        .await
    }
}

fn factors() -> TableCreateStatement {
    Table::create()
        .table("second_factor")
        .col(
            ColumnDef::new("account_id")
                .big_integer()
                .not_null()
                .primary_key(),
        )
        // The secret with the account that it belongs to.
        .col(sealed("secret"))
        .col(instant("made_at"))
        // The time step of the last code that was taken.
        .col(ColumnDef::new("used_step").big_integer().not_null())
        .col(ColumnDef::new("wrong").big_integer().not_null().default(0))
        .col(optional_instant("wrong_since"))
        .col(optional_instant("reset_at"))
        .foreign_key(&mut points_to("second_factor", "account_id", "account"))
        .to_owned()
}

fn codes() -> TableCreateStatement {
    Table::create()
        .table("recovery_code")
        .col(id("id"))
        .col(reference("account_id"))
        .col(bytes("code_hash"))
        .col(optional_instant("spent_at"))
        .foreign_key(&mut points_to("recovery_code", "account_id", "account"))
        .to_owned()
}
