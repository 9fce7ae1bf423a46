//! A booking whose e-mail address has not answered holds its place for a while only.

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
                // Bookings that are there already were made under the rule of their day, so they are kept.
                "ALTER TABLE booking ADD COLUMN held_until BIGINT",
                "CREATE INDEX booking_held ON booking (held_until) WHERE held_until IS NOT NULL",
            ],
        )
        .await
    }
}
