//! The offline desk: keys that phones seal with, and what happened to each entry that a phone has sent.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the tables of the desks' keys and entries.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("desk_key")
            .col(text("id").primary_key())
            .col(bytes("public_key"))
            .col(sealed("private_key"))
            .col(instant("made_at"))
            .to_owned();
        manager.create_table(table).await?;

        // The phone makes the id, so that an entry which is sent again is the same row.
        let table = Table::create()
            .table("desk_entry")
            .col(text("id").primary_key())
            .col(reference("event_id"))
            .col(text("desk"))
            .col(reference("sent_by"))
            .col(text("state"))
            .col(optional_text("reason"))
            .col(optional_text("mark_code"))
            .col(optional_reference("bike_id"))
            .col(optional_bytes("body"))
            .col(instant("made_at"))
            .col(instant("received_at"))
            .col(ColumnDef::new("seconds").integer().null())
            .col(optional_reference("decided_by"))
            .col(optional_instant("decided_at"))
            .col(optional_bytes("note"))
            .foreign_key(&mut points_to("desk_entry", "event_id", "marking_event"))
            .foreign_key(&mut points_to("desk_entry", "sent_by", "account"))
            .foreign_key(&mut points_to("desk_entry", "decided_by", "account"))
            .check(Expr::cust(
                "state IN ('marked', 'waiting', 'settled', 'put-aside')",
            ))
            .check(Expr::cust("(state = 'waiting') = (body IS NOT NULL)"))
            .to_owned();
        manager.create_table(table).await?;
        run(
            manager,
            &["CREATE INDEX desk_entry_event ON desk_entry (event_id, made_at)"],
        )
        .await
    }
}
