//! Lists of recovered bikes that are looked up, decided on and recorded in one go.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the tables of lists, their rows, and each force's columns.
#[derive(DeriveMigrationName)]
pub struct Migration;

fn count(name: &'static str) -> ColumnDef {
    ColumnDef::new(name)
        .big_integer()
        .not_null()
        .default(0)
        .to_owned()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(list()).await?;
        manager.create_table(row()).await?;
        manager.create_table(column()).await?;
        run(manager, &INDEXES).await
    }
}

fn list() -> TableCreateStatement {
    Table::create()
        .table("property_list")
        .col(id("id"))
        .col(reference("organisation_id"))
        .col(optional_reference("made_by"))
        .col(instant("made_at"))
        .col(text("stage"))
        // The reason, and the name of the file. Both may name somebody.
        .col(sealed("reason"))
        .col(optional_sealed("name"))
        .col(count("total"))
        .col(count("left_out"))
        // Who recorded the rows as recoveries, and the day to use for rows that have none.
        .col(optional_reference("recorded_by"))
        .col(optional_instant("recorded_at"))
        .col(optional_instant("found_at"))
        .foreign_key(&mut points_to("property_list", "organisation_id", "organisation"))
        .foreign_key(&mut points_to("property_list", "made_by", "account"))
        .foreign_key(&mut points_to("property_list", "recorded_by", "account"))
        .to_owned()
}

fn row() -> TableCreateStatement {
    Table::create()
        .table("property_row")
        .col(id("id"))
        .col(reference("list_id"))
        .col(reference("line"))
        // What this row said in the columns that were mapped.
        .col(sealed("told"))
        .col(ColumnDef::new("looked").boolean().not_null().default(false))
        .col(optional_text("claimed_by"))
        .col(count("claimed_until"))
        .col(optional_reference("look_up_id"))
        .col(text("band"))
        .col(ColumnDef::new("likelihood").double().not_null().default(0.0))
        .col(count("likely"))
        .col(optional_reference("best_id"))
        .col(optional_text("decision"))
        .col(optional_reference("bike_id"))
        .col(optional_reference("decided_by"))
        .col(optional_instant("decided_at"))
        // Why an officer says that it is the bike, although there is evidence against it.
        .col(optional_sealed("reason"))
        .col(optional_text("recorded"))
        .col(optional_reference("recovery_id"))
        .foreign_key(
            points_to("property_row", "list_id", "property_list").on_delete(ForeignKeyAction::Cascade),
        )
        .foreign_key(points_to("property_row", "look_up_id", "look_up").on_delete(ForeignKeyAction::SetNull))
        .foreign_key(points_to("property_row", "best_id", "bike").on_delete(ForeignKeyAction::SetNull))
        .foreign_key(points_to("property_row", "bike_id", "bike").on_delete(ForeignKeyAction::SetNull))
        .foreign_key(&mut points_to("property_row", "decided_by", "account"))
        .foreign_key(&mut points_to("property_row", "recovery_id", "recovery"))
        .to_owned()
}

/// What the columns of a force's files mean, found by the hash of the columns' names.
fn column() -> TableCreateStatement {
    Table::create()
        .table("property_column")
        .col(reference("organisation_id"))
        .col(bytes("header_hash"))
        .col(text("meaning"))
        .primary_key(Index::create().col("organisation_id").col("header_hash"))
        .foreign_key(&mut points_to(
            "property_column",
            "organisation_id",
            "organisation",
        ))
        .to_owned()
}

const INDEXES: [&str; 13] = [
    "CREATE INDEX property_list_of ON property_list (organisation_id, id)",
    "CREATE INDEX property_list_made_by ON property_list (made_by)",
    "CREATE INDEX property_list_recorded_by ON property_list (recorded_by)",
    "CREATE INDEX property_list_made_at ON property_list (made_at)",
    "CREATE INDEX property_list_busy ON property_list (id) WHERE stage IN ('looking', 'recording')",
    "CREATE INDEX property_row_claim ON property_row (claimed_by) WHERE claimed_by IS NOT NULL",
    "CREATE INDEX property_row_look_up ON property_row (look_up_id)",
    "CREATE INDEX property_row_best ON property_row (best_id)",
    "CREATE INDEX property_row_bike ON property_row (bike_id)",
    "CREATE INDEX property_row_decided_by ON property_row (decided_by)",
    "CREATE INDEX property_row_recovery ON property_row (recovery_id)",
    "CREATE INDEX property_row_work ON property_row (list_id, looked, id)",
    "CREATE INDEX property_row_list ON property_row (list_id, likelihood, id)",
];
