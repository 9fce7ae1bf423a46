//! Details that are typed with a registration stay with it until its owner confirms it.
//!
//! Accounts keep the details that they have. If the person has followed a link from us, the details count as agreed to,
//! and the person's registrations count as confirmed, as they did before. Otherwise a theft that they reported would
//! vanish from the public check.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the typed details to registrations.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [
            ("ownership", optional_sealed("contact")),
            ("account", optional_instant("details_at")),
            ("outbox", optional_reference("bike_id")),
        ] {
            let alter = Table::alter().table(table).add_column(column).to_owned();
            manager.alter_table(alter).await?;
        }
        run(
            manager,
            &[
                "UPDATE account SET details_at = confirmed_at",
                "UPDATE ownership SET confirmed_at = \
                 (SELECT account.confirmed_at FROM account WHERE account.id = ownership.account_id) \
                 WHERE confirmed_at IS NULL AND until_at IS NULL AND how = 'registered'",
                "CREATE INDEX ownership_unconfirmed ON ownership (from_at) \
                 WHERE confirmed_at IS NULL AND until_at IS NULL AND how = 'registered'",
                // Speeds up removing a bike or an account that these columns point at.
                "CREATE INDEX ownership_bike ON ownership (bike_id)",
                "CREATE INDEX outbox_bike ON outbox (bike_id) WHERE bike_id IS NOT NULL",
                "CREATE INDEX sign_in_link_bike ON sign_in_link (bike_id) WHERE bike_id IS NOT NULL",
                "CREATE INDEX registration_bike ON registration (bike_id) WHERE bike_id IS NOT NULL",
                "CREATE INDEX recovery_bike ON recovery (bike_id) WHERE bike_id IS NOT NULL",
                "CREATE INDEX recovery_entry_bike ON recovery_entry (bike_id) WHERE bike_id IS NOT NULL",
                "CREATE INDEX desk_entry_bike ON desk_entry (bike_id) WHERE bike_id IS NOT NULL",
                "CREATE INDEX bike_flag_other ON bike_flag (other_bike_id)",
                "CREATE INDEX mark_bike ON mark (bike_id) WHERE bike_id IS NOT NULL",
                "CREATE INDEX mark_issued_by ON mark (issued_by) WHERE issued_by IS NOT NULL",
                "CREATE INDEX mark_batch_made_by ON mark_batch (made_by) WHERE made_by IS NOT NULL",
                "CREATE INDEX recovery_recorded_by ON recovery (recorded_by) WHERE recorded_by IS NOT NULL",
                "CREATE INDEX recovery_entry_by ON recovery_entry (by_id) WHERE by_id IS NOT NULL",
                "CREATE INDEX bike_match_decided_by ON bike_match (decided_by) WHERE decided_by IS NOT NULL",
                "CREATE INDEX audit_entry_actor ON audit_entry (actor_id) WHERE actor_id IS NOT NULL",
                "CREATE INDEX desk_entry_sent_by ON desk_entry (sent_by)",
                "CREATE INDEX desk_entry_decided_by ON desk_entry (decided_by) WHERE decided_by IS NOT NULL",
                "CREATE INDEX event_staff_added_by ON event_staff (added_by) WHERE added_by IS NOT NULL",
                "CREATE INDEX theft_report_account ON theft_report (account_id) WHERE account_id IS NOT NULL",
            ],
        )
        .await
    }
}
