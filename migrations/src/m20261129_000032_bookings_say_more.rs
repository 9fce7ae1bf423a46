//! A booking is for one bike or several, and it is ticked off when they come.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// This step.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(
            manager,
            &[
                "ALTER TABLE booking ADD COLUMN bikes INTEGER NOT NULL DEFAULT 1 CHECK (bikes BETWEEN 1 AND 4)",
                "ALTER TABLE booking ADD COLUMN came_at BIGINT NULL",
            ],
        )
        .await
    }
}
