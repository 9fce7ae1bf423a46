//! Marking events: the plan, the rota, the bookings and the results.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the plan, the partners, the rota, the bookings and the results of marking events.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Existing events were shown to everybody, so they are published.
        run(
            manager,
            &[
                "ALTER TABLE marking_event ADD COLUMN stage text NOT NULL DEFAULT 'published' \
                 CHECK (stage IN ('draft', 'published', 'cancelled', 'closed'))",
                "ALTER TABLE marking_event ADD COLUMN bring text",
                "ALTER TABLE marking_event ADD COLUMN advice text NOT NULL DEFAULT ''",
                "ALTER TABLE marking_event ADD COLUMN slot_minutes integer",
                "ALTER TABLE marking_event ADD COLUMN slot_places integer",
                "ALTER TABLE marking_event ADD COLUMN booking_only boolean NOT NULL DEFAULT FALSE",
                "ALTER TABLE marking_event ADD COLUMN revision integer NOT NULL DEFAULT 0",
                "ALTER TABLE marking_event ADD COLUMN changed_at bigint",
                "ALTER TABLE marking_event ADD COLUMN cancelled_why text",
            ],
        )
        .await?;
        manager.create_table(partners()).await?;
        manager.create_table(staff()).await?;
        manager.create_table(bookings()).await?;
        manager.create_table(closings()).await?;
        run(
            manager,
            &[
                "CREATE INDEX marking_event_end ON marking_event (ends_at)",
                "CREATE INDEX event_partner_event ON event_partner (event_id)",
                "CREATE INDEX event_staff_account ON event_staff (account_id)",
                "CREATE INDEX booking_event ON booking (event_id, slot_at)",
                "CREATE INDEX booking_to_remind ON booking (slot_at) WHERE status = 'booked' AND reminded_at IS NULL",
            ],
        )
        .await
    }
}

/// Who else takes part: an organisation that is on the register, or somebody else by name.
fn partners() -> TableCreateStatement {
    Table::create()
        .table("event_partner")
        .col(id("id"))
        .col(reference("event_id"))
        .col(optional_reference("organisation_id"))
        .col(optional_text("name"))
        .foreign_key(&mut points_to("event_partner", "event_id", "marking_event"))
        .foreign_key(&mut points_to("event_partner", "organisation_id", "organisation"))
        .check(Expr::cust("(organisation_id IS NULL) <> (name IS NULL)"))
        .to_owned()
}

/// The rota. A duty may name people, so it is sealed.
fn staff() -> TableCreateStatement {
    Table::create()
        .table("event_staff")
        .col(id("id"))
        .col(reference("event_id"))
        .col(reference("account_id"))
        .col(optional_sealed("duty"))
        .col(optional_reference("added_by"))
        .col(instant("added_at"))
        .foreign_key(&mut points_to("event_staff", "event_id", "marking_event"))
        .foreign_key(&mut points_to("event_staff", "account_id", "account"))
        .foreign_key(&mut points_to("event_staff", "added_by", "account"))
        .index(Index::create().unique().col("event_id").col("account_id"))
        .to_owned()
}

/// Places in slots. A booking that is waiting for any slot has none yet. Details are deleted a few weeks after the
/// event.
fn bookings() -> TableCreateStatement {
    Table::create()
        .table("booking")
        .col(id("id"))
        .col(reference("event_id"))
        .col(optional_instant("slot_at"))
        .col(text("status"))
        .col(optional_sealed("contact"))
        .col(optional_bytes("email_hash"))
        .col(optional_bytes("phone_hash"))
        .col(bytes("token_hash").unique_key())
        .col(instant("made_at"))
        .col(optional_instant("placed_at"))
        .col(optional_instant("told_at"))
        .col(optional_instant("reminded_at"))
        .col(optional_instant("ended_at"))
        .foreign_key(&mut points_to("booking", "event_id", "marking_event"))
        .check(Expr::cust("status IN ('booked', 'waiting', 'cancelled')"))
        .check(Expr::cust("status <> 'booked' OR slot_at IS NOT NULL"))
        .to_owned()
}

/// The results of an event. Notes may name people, so they are sealed.
fn closings() -> TableCreateStatement {
    let count = |name| ColumnDef::new(name).integer().not_null().to_owned();
    Table::create()
        .table("event_closing")
        .col(ColumnDef::new("event_id").big_integer().not_null().primary_key())
        .col(count("bikes_marked"))
        .col(count("walk_ins"))
        .col(count("advised"))
        .col(count("spoiled"))
        .col(optional_sealed("note"))
        .col(optional_reference("closed_by"))
        .col(instant("closed_at"))
        .foreign_key(&mut points_to("event_closing", "event_id", "marking_event"))
        .foreign_key(&mut points_to("event_closing", "closed_by", "account"))
        .to_owned()
}
