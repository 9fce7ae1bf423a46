//! Theft reports, recovered bikes, and their matches with bikes on the register.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the tables of theft reports, recoveries and their matches.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    #[expect(clippy::too_many_lines, reason = "a table for each thing")]
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("theft_report")
            .col(id("id"))
            .col(reference("bike_id"))
            .col(optional_reference("account_id"))
            .col(instant("from_at"))
            .col(instant("to_at"))
            .col(optional_sealed("place"))
            .col(ColumnDef::new("lat").double().null())
            .col(ColumnDef::new("lng").double().null())
            .col(optional_text("lock"))
            .col(optional_sealed("how"))
            .col(optional_text("crime_ref"))
            .col(instant("reported_at"))
            .col(optional_instant("closed_at"))
            .col(optional_text("outcome"))
            .foreign_key(&mut points_to("theft_report", "bike_id", "bike"))
            .foreign_key(&mut points_to("theft_report", "account_id", "account"))
            .to_owned();
        manager.create_table(table).await?;

        let table = Table::create()
            .table("recovery")
            .col(id("id"))
            .col(reference("organisation_id"))
            .col(text("property_ref"))
            .col(optional_text("read"))
            .col(text("identifiers"))
            .col(optional_text("make"))
            .col(optional_text("model"))
            .col(text("colours"))
            .col(optional_text("kind"))
            .col(instant("found_at"))
            .col(optional_sealed("place"))
            .col(ColumnDef::new("lat").double().null())
            .col(ColumnDef::new("lng").double().null())
            .col(text("status"))
            .col(optional_reference("bike_id"))
            .col(optional_reference("recorded_by"))
            .col(instant("recorded_at"))
            .foreign_key(&mut points_to("recovery", "organisation_id", "organisation"))
            .foreign_key(&mut points_to("recovery", "bike_id", "bike"))
            .foreign_key(&mut points_to("recovery", "recorded_by", "account"))
            .check(Expr::cust("(status = 'open') = (bike_id IS NULL)"))
            .index(
                Index::create()
                    .unique()
                    .col("organisation_id")
                    .col("property_ref"),
            )
            .to_owned();
        manager.create_table(table).await?;

        let table = Table::create()
            .table("bike_match")
            .col(id("id"))
            .col(reference("recovery_id"))
            .col(reference("bike_id"))
            .col(optional_reference("look_up_id"))
            .col(ColumnDef::new("bits").double().not_null())
            .col(text("evidence"))
            .col(text("decision"))
            .col(optional_reference("decided_by"))
            .col(instant("decided_at"))
            .foreign_key(&mut points_to("bike_match", "recovery_id", "recovery"))
            .foreign_key(&mut points_to("bike_match", "bike_id", "bike"))
            .foreign_key(&mut points_to("bike_match", "decided_by", "account"))
            .index(Index::create().unique().col("recovery_id").col("bike_id"))
            .to_owned();
        manager.create_table(table).await?;

        run(
            manager,
            &[
                "CREATE UNIQUE INDEX theft_report_open ON theft_report (bike_id) WHERE closed_at IS NULL",
                "CREATE INDEX theft_report_bike ON theft_report (bike_id)",
                // A bike is in one property store at a time.
                "CREATE UNIQUE INDEX recovery_held ON recovery (bike_id) WHERE status = 'tied'",
                "CREATE INDEX recovery_recorded ON recovery (organisation_id, recorded_at)",
            ],
        )
        .await
    }
}
