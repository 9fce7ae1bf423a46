//! The custody log, to which entries are only added, and how and when each recovery ended.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the custody log, and records how recoveries ended.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let entry = Table::create()
            .table("custody_entry")
            .col(id("id"))
            .col(reference("recovery_id"))
            .col(text("what"))
            // Where and why, in words that may name somebody, or say where they live.
            .col(optional_sealed("place"))
            .col(optional_sealed("reason"))
            .col(optional_reference("by_id"))
            .col(instant("happened_at"))
            .col(instant("noted_at"))
            .foreign_key(&mut points_to("custody_entry", "recovery_id", "recovery"))
            .foreign_key(&mut points_to("custody_entry", "by_id", "account"))
            .to_owned();
        manager.create_table(entry).await?;
        run(manager, &WHAT_IS_KNOWN).await
    }
}

/// Adds what we know about earlier recoveries.
const WHAT_IS_KNOWN: [&str; 13] = [
    "ALTER TABLE recovery ADD COLUMN version BIGINT NOT NULL DEFAULT 1",
    "ALTER TABLE recovery ADD COLUMN tied_at BIGINT",
    "ALTER TABLE recovery ADD COLUMN returned_at BIGINT",
    "ALTER TABLE recovery ADD COLUMN ended_at BIGINT",
    // How the bike left the store while nobody knew its owner. Its status stays open until somebody does, because the
    // table allows only an open recovery to have no bike.
    "ALTER TABLE recovery ADD COLUMN ended_as TEXT",
    "ALTER TABLE recovery ADD COLUMN held_at BIGINT",
    "UPDATE recovery SET tied_at = (SELECT MAX(at) FROM recovery_entry WHERE recovery_entry.recovery_id = recovery.id \
     AND what = 'matched' AND recovery_entry.bike_id = recovery.bike_id) WHERE status IN ('tied', 'returned')",
    "UPDATE recovery SET returned_at = (SELECT MAX(at) FROM recovery_entry \
     WHERE recovery_entry.recovery_id = recovery.id AND what = 'returned') WHERE status = 'returned'",
    "UPDATE recovery SET ended_at = returned_at WHERE status = 'returned'",
    "INSERT INTO custody_entry (recovery_id, what, by_id, happened_at, noted_at) \
     SELECT id, 'received', recorded_by, recorded_at, recorded_at FROM recovery ORDER BY id",
    "INSERT INTO custody_entry (recovery_id, what, by_id, happened_at, noted_at) \
     SELECT recovery_id, 'returned', by_id, at, at FROM recovery_entry WHERE what = 'returned' ORDER BY id",
    "CREATE INDEX custody_entry_by ON custody_entry (by_id)",
    "CREATE INDEX custody_entry_recovery ON custody_entry (recovery_id, id)",
];
