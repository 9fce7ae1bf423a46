//! A booking that nobody has confirmed by e-mail only holds its place for a while.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Records until when an unconfirmed booking holds its place.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(
            manager,
            &[
                // Existing bookings were made under the old rule, so they are kept.
                "ALTER TABLE booking ADD COLUMN held_until BIGINT",
                "CREATE INDEX booking_held ON booking (held_until) WHERE held_until IS NOT NULL",
            ],
        )
        .await
    }
}
