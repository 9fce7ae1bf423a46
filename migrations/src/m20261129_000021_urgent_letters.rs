//! E-mails that somebody is waiting for are sent before the others, and the e-mails that we gave up on are counted.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Gives e-mails an urgency.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(
            manager,
            &[
                // The previous version of the program does not write an urgency, so its e-mails wait their turn.
                "ALTER TABLE outbox ADD COLUMN urgency INTEGER NOT NULL DEFAULT 0",
                "CREATE INDEX outbox_next ON outbox (urgency DESC, due_at, id) \
                 WHERE sent_at IS NULL AND given_up_at IS NULL",
                "CREATE INDEX outbox_given_up ON outbox (given_up_at) WHERE given_up_at IS NOT NULL",
            ],
        )
        .await
    }
}
