//! Marking events, batches of blank marks, and the marks themselves.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the tables of marking events, batches and marks.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("marking_event")
            .col(id("id"))
            .col(reference("organisation_id"))
            .col(text("name"))
            .col(text("place"))
            .col(optional_text("about"))
            .col(ColumnDef::new("lat").double().null())
            .col(ColumnDef::new("lng").double().null())
            .col(instant("starts_at"))
            .col(instant("ends_at"))
            .foreign_key(&mut points_to("marking_event", "organisation_id", "organisation"))
            .to_owned();
        manager.create_table(table).await?;

        let table = Table::create()
            .table("mark_batch")
            .col(id("id"))
            .col(optional_reference("organisation_id"))
            .col(optional_reference("event_id"))
            .col(ColumnDef::new("size").integer().not_null())
            .col(instant("made_at"))
            .foreign_key(&mut points_to("mark_batch", "organisation_id", "organisation"))
            .foreign_key(&mut points_to("mark_batch", "event_id", "marking_event"))
            .to_owned();
        manager.create_table(table).await?;

        // Each code has one row and each row at most one bike, so a mark is on at most one bike.
        let table = Table::create()
            .table("mark")
            .col(text("code").primary_key())
            .col(text("status"))
            .col(optional_reference("batch_id"))
            .col(optional_reference("organisation_id"))
            .col(optional_reference("event_id"))
            .col(optional_reference("bike_id"))
            .col(instant("printed_at"))
            .col(optional_instant("allotted_at"))
            .col(optional_instant("issued_at"))
            .col(optional_reference("issued_by"))
            .col(optional_instant("ended_at"))
            .col(optional_text("replaced_by"))
            .foreign_key(&mut points_to("mark", "batch_id", "mark_batch"))
            .foreign_key(&mut points_to("mark", "organisation_id", "organisation"))
            .foreign_key(&mut points_to("mark", "event_id", "marking_event"))
            .foreign_key(&mut points_to("mark", "bike_id", "bike"))
            .foreign_key(&mut points_to("mark", "issued_by", "account"))
            .check(Expr::cust(
                "status IN ('printed', 'allotted', 'issued', 'void', 'replaced')",
            ))
            .check(Expr::cust(
                "(status IN ('issued', 'replaced')) = (bike_id IS NOT NULL) OR status = 'void'",
            ))
            .to_owned();
        manager.create_table(table).await?;
        run(
            manager,
            &[
                // A bike has only one live mark.
                "CREATE UNIQUE INDEX mark_live ON mark (bike_id) WHERE status = 'issued'",
                "CREATE INDEX mark_batch_marks ON mark (batch_id)",
            ],
        )
        .await
    }
}
