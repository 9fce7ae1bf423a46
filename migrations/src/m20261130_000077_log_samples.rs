//! Weekly samples of look-ups with what a supervisor noted, openings that an owner does not see yet, and indexes for the
//! pages of the log.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the samples, the hidden openings and the indexes.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(samples()).await?;
        manager.create_table(items()).await?;
        manager.create_table(notes()).await?;
        manager.create_table(hidden()).await?;
        run(
            manager,
            &[
                // One sample a week, whichever node draws it.
                "CREATE UNIQUE INDEX log_sample_week ON log_sample (organisation_id, week)",
                "CREATE INDEX log_sample_item_sample ON log_sample_item (sample_id, id)",
                "CREATE INDEX log_sample_item_look_up ON log_sample_item (look_up_id)",
                "CREATE INDEX log_sample_note_item ON log_sample_note (item_id, id)",
                "CREATE INDEX log_sample_note_by ON log_sample_note (by_id)",
                "CREATE INDEX look_up_at ON look_up (at, id)",
                "CREATE INDEX audit_entry_at ON audit_entry (at, id)",
                "CREATE INDEX audit_entry_organisation ON audit_entry (organisation_id, at, id)",
                "CREATE INDEX audit_entry_done ON audit_entry (organisation_id, action, at)",
                "CREATE INDEX audit_entry_actor_at ON audit_entry (actor_id, at, id)",
                "CREATE INDEX recovery_look_up ON recovery (look_up_id)",
            ],
        )
        .await
    }
}

fn samples() -> TableCreateStatement {
    Table::create()
        .table("log_sample")
        .col(id("id"))
        .col(reference("organisation_id"))
        // The Monday on which the week begins.
        .col(text("week"))
        .col(ColumnDef::new("seed").big_integer().not_null())
        .col(instant("drawn_at"))
        // How many look-ups there were to draw from.
        .col(ColumnDef::new("look_ups").big_integer().not_null())
        .foreign_key(&mut points_to("log_sample", "organisation_id", "organisation"))
        .to_owned()
}

fn items() -> TableCreateStatement {
    Table::create()
        .table("log_sample_item")
        .col(id("id"))
        .col(reference("sample_id"))
        .col(reference("look_up_id"))
        // Why it was chosen: slugs with commas between them.
        .col(text("why"))
        .foreign_key(&mut points_to("log_sample_item", "sample_id", "log_sample"))
        .foreign_key(&mut points_to("log_sample_item", "look_up_id", "look_up"))
        .to_owned()
}

fn notes() -> TableCreateStatement {
    Table::create()
        .table("log_sample_note")
        .col(id("id"))
        .col(reference("item_id"))
        .col(instant("at"))
        .col(reference("by_id"))
        .col(text("finding"))
        .col(optional_sealed("note"))
        .foreign_key(&mut points_to("log_sample_note", "item_id", "log_sample_item"))
        .foreign_key(&mut points_to("log_sample_note", "by_id", "account"))
        .to_owned()
}

fn hidden() -> TableCreateStatement {
    Table::create()
        .table("hidden_opening")
        .col(ColumnDef::new("entry_id").big_integer().not_null().primary_key())
        .col(instant("until"))
        .foreign_key(&mut points_to("hidden_opening", "entry_id", "audit_entry"))
        .to_owned()
}
