//! A booking is for one or more bikes, and is ticked off when people bring them.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Records how many bikes a booking is for, and who has come.
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
