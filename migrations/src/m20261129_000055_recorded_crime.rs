//! Crimes that the police recorded, as monthly counts by ward. We do not keep the rows of their street files.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the table of recorded crime.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let recorded = Table::create()
            .table("recorded_crime")
            // Twelve times the year, plus the number of months before this one.
            .col(ColumnDef::new("month").integer().not_null())
            .col(text("force"))
            .col(text("category"))
            // The ward's code; empty outside the wards that we know.
            .col(text("ward"))
            .col(ColumnDef::new("count").big_integer().not_null())
            .col(ColumnDef::new("without_point").big_integer().not_null())
            .primary_key(
                Index::create()
                    .col("month")
                    .col("force")
                    .col("category")
                    .col("ward"),
            )
            .to_owned();
        manager.create_table(recorded).await?;
        // One row for each file.
        let month = Table::create()
            .table("recorded_month")
            .col(ColumnDef::new("month").integer().not_null())
            .col(text("force"))
            .col(ColumnDef::new("rows").big_integer().not_null())
            .col(instant("loaded_at"))
            .primary_key(Index::create().col("month").col("force"))
            .to_owned();
        manager.create_table(month).await?;
        run(
            manager,
            &["CREATE INDEX recorded_crime_ward ON recorded_crime (ward, month)"],
        )
        .await
    }
}
