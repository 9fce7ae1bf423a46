//! Recovered bikes have photos. Some show a stamp or a label, others the whole bike.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Lets photos belong to a recovery.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &CHANGES).await
    }
}

const CHANGES: [&str; 3] = [
    "ALTER TABLE photo ADD COLUMN recovery_id BIGINT REFERENCES recovery (id)",
    // For a photo of a recovered bike: what it shows, the stamp or the bike.
    "ALTER TABLE photo ADD COLUMN shows TEXT",
    "CREATE INDEX photo_recovery ON photo (recovery_id)",
];
