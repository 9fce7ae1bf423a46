//! Finders and owners write to each other, and neither learns who the other is. What a finder saw is evidence.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the tables of conversations and sightings.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let thread = Table::create()
            .table("message_thread")
            .col(id("id"))
            .col(reference("bike_id"))
            // Hashes of the secrets in the two links; each side has its own.
            .col(bytes("finder_hash"))
            .col(bytes("owner_hash"))
            // The secrets of the two links, which later e-mails need, and the finder's address.
            .col(sealed("kept"))
            .col(instant("started_at"))
            .col(instant("last_at"))
            .col(optional_instant("blocked_at"))
            .col(optional_instant("reported_at"))
            .col(optional_text("reported_by"))
            .col(optional_sealed("report"))
            .col(optional_instant("settled_at"))
            .foreign_key(&mut points_to("message_thread", "bike_id", "bike"))
            .to_owned();
        manager.create_table(thread).await?;
        let sighting = Table::create()
            .table("sighting")
            .col(id("id"))
            .col(reference("bike_id"))
            .col(optional_reference("message_id"))
            .col(instant("seen_at"))
            .col(text("seen_precision"))
            .col(optional_sealed("place_given"))
            .col(text("place_precision"))
            .col(ColumnDef::new("lat").double().null())
            .col(ColumnDef::new("lng").double().null())
            .col(instant("noted_at"))
            .foreign_key(&mut points_to("sighting", "bike_id", "bike"))
            .to_owned();
        manager.create_table(sighting).await?;
        // The time until which the owner of a bike takes no new messages.
        let pause = Table::create()
            .table("message_pause")
            .col(reference("bike_id").primary_key())
            .col(instant("until"))
            .foreign_key(&mut points_to("message_pause", "bike_id", "bike"))
            .to_owned();
        manager.create_table(pause).await?;
        run(manager, &CHANGES).await
    }
}

const CHANGES: [&str; 12] = [
    "ALTER TABLE message ADD COLUMN thread_id BIGINT REFERENCES message_thread (id)",
    "ALTER TABLE message ADD COLUMN from_owner BOOLEAN NOT NULL DEFAULT FALSE",
    // True if the sender is somebody whom the owner has blocked. The owner does not see the message.
    "ALTER TABLE message ADD COLUMN kept_back BOOLEAN NOT NULL DEFAULT FALSE",
    "ALTER TABLE photo ADD COLUMN message_id BIGINT REFERENCES message (id)",
    "CREATE INDEX message_of_thread ON message (thread_id, id)",
    "CREATE INDEX photo_message ON photo (message_id)",
    "CREATE INDEX message_thread_bike ON message_thread (bike_id)",
    "CREATE INDEX message_thread_last ON message_thread (last_at)",
    "CREATE INDEX message_thread_reported ON message_thread (reported_at) WHERE reported_at IS NOT NULL AND settled_at IS NULL",
    "CREATE UNIQUE INDEX message_thread_finder ON message_thread (finder_hash)",
    "CREATE UNIQUE INDEX message_thread_owner ON message_thread (owner_hash)",
    "CREATE INDEX sighting_bike ON sighting (bike_id, seen_at)",
];
