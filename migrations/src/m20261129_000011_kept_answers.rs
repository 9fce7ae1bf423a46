//! The stored results of look-ups, one row for each look-up. Every page reads its results from here.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the table of stored results, and links each recovery to its last look-up.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("look_up_result")
            .col(
                ColumnDef::new("look_up_id")
                    .big_integer()
                    .not_null()
                    .primary_key(),
            )
            .col(instant("at"))
            // The format of the answer, and the wording of its sentences.
            .col(ColumnDef::new("version").integer().not_null())
            .col(text("answer"))
            .col(ColumnDef::new("best_likelihood").double().null())
            .foreign_key(&mut points_to("look_up_result", "look_up_id", "look_up"))
            .to_owned();
        manager.create_table(table).await?;
        run(
            manager,
            &[
                "CREATE INDEX look_up_result_at ON look_up_result (at)",
                // The last look-up that an officer made for the recovery.
                "ALTER TABLE recovery ADD COLUMN look_up_id BIGINT REFERENCES look_up (id)",
                "CREATE INDEX audit_entry_look_up ON audit_entry (look_up_id)",
            ],
        )
        .await
    }
}
