//! The history of recoveries. Rows are added, never changed. Property references are compared without spaces and
//! regardless of capitals.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the history of recoveries, and makes their references comparable.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("recovery_entry")
            .col(id("id"))
            .col(reference("recovery_id"))
            .col(text("what"))
            .col(optional_reference("bike_id"))
            .col(ColumnDef::new("bits").double().null())
            // What a correction changed. It may name a place.
            .col(optional_sealed("changes"))
            .col(optional_reference("by_id"))
            .col(instant("at"))
            .foreign_key(&mut points_to("recovery_entry", "recovery_id", "recovery"))
            .foreign_key(&mut points_to("recovery_entry", "bike_id", "bike"))
            .foreign_key(&mut points_to("recovery_entry", "by_id", "account"))
            .to_owned();
        manager.create_table(table).await?;
        run(manager, &ENTRIES).await?;
        run(manager, &REFERENCES).await
    }
}

/// Adds what we know about earlier recoveries. If a match was undone, we know only that, and not who had made it or
/// when.
const ENTRIES: [&str; 4] = [
    "CREATE INDEX recovery_entry_recovery ON recovery_entry (recovery_id, id)",
    "INSERT INTO recovery_entry (recovery_id, what, by_id, at) \
     SELECT id, 'recorded', recorded_by, recorded_at FROM recovery ORDER BY id",
    "INSERT INTO recovery_entry (recovery_id, what, bike_id, bits, by_id, at) \
     SELECT recovery_id, CASE decision WHEN 'same' THEN 'matched' ELSE 'undone' END, bike_id, bits, decided_by, \
     decided_at FROM bike_match ORDER BY decided_at, id",
    "INSERT INTO recovery_entry (recovery_id, what, bike_id, by_id, at) \
     SELECT recovery.id, 'returned', recovery.bike_id, \
     (SELECT actor_id FROM audit_entry WHERE action = 'recovery-returned' AND audit_entry.bike_id = recovery.bike_id \
      ORDER BY audit_entry.id DESC LIMIT 1), \
     COALESCE((SELECT MAX(at) FROM audit_entry WHERE action = 'recovery-returned' \
      AND audit_entry.bike_id = recovery.bike_id), \
      (SELECT MAX(closed_at) FROM theft_report WHERE theft_report.bike_id = recovery.bike_id), recorded_at) \
     FROM recovery WHERE status = 'returned' ORDER BY recovery.id",
];

/// If references differ only in capitals or spaces, all but the first get their row number added, so that they stay
/// different.
const REFERENCES: [&str; 6] = [
    "ALTER TABLE recovery ADD COLUMN property_key TEXT",
    "UPDATE recovery SET property_key = upper(replace(property_ref, ' ', ''))",
    "UPDATE recovery SET property_key = property_key || '#' || id WHERE EXISTS (SELECT 1 FROM recovery AS earlier \
     WHERE earlier.organisation_id = recovery.organisation_id AND earlier.id < recovery.id \
     AND upper(replace(earlier.property_ref, ' ', '')) = recovery.property_key)",
    "CREATE UNIQUE INDEX recovery_property_key ON recovery (organisation_id, property_key)",
    "CREATE INDEX recovery_by_property_key ON recovery (property_key)",
    "CREATE INDEX theft_report_crime_ref ON theft_report (upper(replace(crime_ref, ' ', '')))",
];
