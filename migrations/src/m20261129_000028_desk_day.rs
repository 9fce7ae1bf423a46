//! What volunteers need on the day: withdrawn bikes, phones that share a desk, flags that the police have dealt with,
//! slips that add an e-mail address, and printers' offsets.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds what the desks need to withdraw bikes, share phones and give out slips.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(
            manager,
            &[
                // The id of the entry that this one withdraws, and the time when this one was withdrawn itself.
                "ALTER TABLE desk_entry ADD COLUMN withdraws TEXT",
                "ALTER TABLE desk_entry ADD COLUMN withdrawn_at BIGINT",
                "ALTER TABLE bike_flag ADD COLUMN settled_at BIGINT",
                "ALTER TABLE bike_flag ADD COLUMN settled_by BIGINT",
                "CREATE INDEX bike_flag_open ON bike_flag (id) WHERE settled_at IS NULL",
            ],
        )
        .await?;
        let phones = Table::create()
            .table("desk_phone")
            .col(reference("event_id"))
            .col(text("desk"))
            .col(text("phone"))
            .col(reference("account_id"))
            .col(instant("opened_at"))
            .col(instant("seen_at"))
            .col(ColumnDef::new("waiting").integer().not_null())
            .primary_key(Index::create().col("event_id").col("phone"))
            .foreign_key(&mut points_to("desk_phone", "event_id", "marking_event"))
            .foreign_key(&mut points_to("desk_phone", "account_id", "account"))
            .to_owned();
        manager.create_table(phones).await?;
        run(
            manager,
            &["CREATE INDEX desk_phone_account ON desk_phone (account_id)"],
        )
        .await?;
        // A row is made at the first attempt. The code on the slip is made from the mark's code with the register's
        // key.
        let claims = Table::create()
            .table("mark_claim")
            .col(text("code").primary_key())
            .col(ColumnDef::new("tries").integer().not_null())
            .col(instant("tried_since"))
            .col(optional_instant("used_at"))
            .foreign_key(ForeignKey::create().from("mark_claim", "code").to("mark", "code"))
            .to_owned();
        manager.create_table(claims).await?;
        // Offsets are in thousandths of a millimetre.
        let printers = Table::create()
            .table("printer")
            .col(id("id"))
            .col(reference("organisation_id"))
            .col(text("name"))
            .col(ColumnDef::new("offset_x").integer().not_null())
            .col(ColumnDef::new("offset_y").integer().not_null())
            .col(instant("kept_at"))
            .foreign_key(&mut points_to("printer", "organisation_id", "organisation"))
            .index(Index::create().unique().col("organisation_id").col("name"))
            .to_owned();
        manager.create_table(printers).await
    }
}
