//! Property and crime references are sealed, and found by the keyed hash of their compared form.
//!
//! As in the step before, the program seals the existing rows.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the sealed columns for references, and their hashes.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [
            ("recovery", optional_sealed("property_sealed")),
            ("recovery", optional_bytes("property_hash")),
            ("theft_report", optional_sealed("crime_sealed")),
            ("theft_report", optional_bytes("crime_hash")),
        ] {
            let alter = Table::alter().table(table).add_column(column).to_owned();
            manager.alter_table(alter).await?;
        }
        run(
            manager,
            &[
                "CREATE UNIQUE INDEX recovery_property_hash ON recovery (organisation_id, property_hash)",
                "CREATE INDEX recovery_by_property_hash ON recovery (property_hash)",
                "CREATE INDEX recovery_clear ON recovery (id) WHERE property_hash IS NULL",
                "CREATE INDEX theft_report_crime_hash ON theft_report (crime_hash)",
                "CREATE INDEX theft_report_clear ON theft_report (id) WHERE crime_ref IS NOT NULL",
            ],
        )
        .await
    }
}
