//! Letters that somebody waits for at a screen go out before the others, and those that were given up are counted.

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
                // A program of the step before writes no urgency: its letters take their turn.
                "ALTER TABLE outbox ADD COLUMN urgency INTEGER NOT NULL DEFAULT 0",
                "CREATE INDEX outbox_next ON outbox (urgency DESC, due_at, id) \
                 WHERE sent_at IS NULL AND given_up_at IS NULL",
                "CREATE INDEX outbox_given_up ON outbox (given_up_at) WHERE given_up_at IS NOT NULL",
            ],
        )
        .await
    }
}
