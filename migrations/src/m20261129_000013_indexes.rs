//! Indexes for queries of pages and workers that used to read a whole table.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the missing indexes.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(
            manager,
            &[
                "CREATE INDEX mark_organisation ON mark (organisation_id, status)",
                "CREATE INDEX mark_batch_organisation ON mark_batch (organisation_id, made_at)",
                "CREATE INDEX marking_event_organisation ON marking_event (organisation_id, starts_at)",
                "CREATE INDEX membership_organisation ON membership (organisation_id)",
                "CREATE INDEX photo_file ON photo (file)",
                "CREATE INDEX photo_thumbnail ON photo (thumbnail)",
                "CREATE INDEX desk_entry_state ON desk_entry (state, event_id)",
                "CREATE INDEX registration_touched ON registration (updated_at)",
                "CREATE INDEX sign_in_link_expiry ON sign_in_link (expires_at)",
                "CREATE INDEX outbox_made ON outbox (made_at)",
                "CREATE INDEX bike_match_bike ON bike_match (bike_id)",
                "CREATE INDEX look_up_organisation ON look_up (organisation_id, at)",
                // Speeds up deleting the old bookings of events.
                "CREATE INDEX booking_slot ON booking (slot_at)",
            ],
        )
        .await
    }
}
