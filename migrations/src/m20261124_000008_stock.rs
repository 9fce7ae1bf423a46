//! The stock of marks: their places in a batch, what happened to them, and which event each went out to.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Records each mark's place in its batch, how it ended, and when it goes out and comes back.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(
            manager,
            &[
                "ALTER TABLE mark ADD COLUMN place INTEGER NULL",
                "ALTER TABLE mark ADD COLUMN returned_at BIGINT NULL",
                "ALTER TABLE mark ADD COLUMN end_reason TEXT NULL",
                "ALTER TABLE mark_batch ADD COLUMN made_by BIGINT NULL REFERENCES account (id)",
            ],
        )
        .await?;
        // One row for each time that a mark goes out to an event. An event's kit still adds up after the marks that
        // came back have gone out to the next event.
        let table = Table::create()
            .table("mark_outing")
            .col(id("id"))
            .col(text("code"))
            .col(reference("event_id"))
            .col(instant("out_at"))
            .col(optional_instant("back_at"))
            .foreign_key(
                ForeignKey::create()
                    .from(Alias::new("mark_outing"), Alias::new("code"))
                    .to(Alias::new("mark"), Alias::new("code")),
            )
            .foreign_key(&mut points_to("mark_outing", "event_id", "marking_event"))
            .to_owned();
        manager.create_table(table).await?;
        run(
            manager,
            &[
                // A mark is out at one event at most.
                "CREATE UNIQUE INDEX mark_outing_open ON mark_outing (code) WHERE back_at IS NULL",
                "CREATE INDEX mark_outing_event ON mark_outing (event_id)",
                "CREATE INDEX mark_event ON mark (event_id)",
                "UPDATE mark SET place = placed.place FROM (SELECT code, ROW_NUMBER() OVER (PARTITION BY batch_id \
                 ORDER BY code) AS place FROM mark WHERE batch_id IS NOT NULL) AS placed WHERE placed.code = mark.code",
                "INSERT INTO mark_outing (code, event_id, out_at) SELECT code, event_id, \
                 COALESCE(allotted_at, printed_at) FROM mark WHERE event_id IS NOT NULL",
            ],
        )
        .await
    }
}
