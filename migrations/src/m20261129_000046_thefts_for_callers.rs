//! If an officer reported a theft for a caller, the report says for which force. Officers of that force may change it
//! later.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Records for which force an officer reported a theft.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &CHANGES).await
    }
}

const CHANGES: [&str; 3] = [
    "ALTER TABLE theft_report ADD COLUMN reported_for BIGINT REFERENCES organisation (id)",
    // The log names the person for whom the officer acted.
    "UPDATE theft_report SET reported_for = (SELECT organisation_id FROM audit_entry \
     WHERE action = 'theft-report-changed' AND actor_id = theft_report.reported_by \
     AND audit_entry.bike_id = theft_report.bike_id AND at = theft_report.reported_at ORDER BY id LIMIT 1) \
     WHERE reported_by IS NOT NULL",
    "CREATE INDEX theft_report_for ON theft_report (reported_for) WHERE reported_for IS NOT NULL",
];
