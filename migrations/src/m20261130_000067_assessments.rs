//! Partnerships' assessments: their editions, frozen figures, history, and the files of published editions.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds assessments, with their frozen figures, history and files.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(assessments()).await?;
        manager.create_table(figures()).await?;
        manager.create_table(changes()).await?;
        manager.create_table(files()).await?;
        run(
            manager,
            &[
                "CREATE INDEX assessment_partnership ON assessment (partnership_id, published_at)",
                "CREATE UNIQUE INDEX assessment_edition ON assessment (first_id, edition) WHERE first_id IS NOT NULL",
                "CREATE INDEX assessment_changed_by ON assessment (changed_by) WHERE changed_by IS NOT NULL",
                "CREATE UNIQUE INDEX assessment_figure_place ON assessment_figure (assessment_id, \"freeze\", place)",
                "CREATE INDEX assessment_change_of ON assessment_change (assessment_id, id)",
                "CREATE INDEX assessment_change_by ON assessment_change (by_id) WHERE by_id IS NOT NULL",
                "CREATE UNIQUE INDEX assessment_file_name ON assessment_file (assessment_id, name)",
            ],
        )
        .await
    }
}

fn assessments() -> TableCreateStatement {
    Table::create()
        .table("assessment")
        .col(id("id"))
        .col(reference("partnership_id"))
        // The first edition that this one corrects.
        .col(optional_reference("first_id"))
        .col(ColumnDef::new("edition").integer().not_null())
        .col(text("state"))
        // Which freeze of figures it uses.
        .col(ColumnDef::new("freeze").integer().not_null())
        // The title, sections and comments. They are read and written whole.
        .col(sealed("document"))
        .col(instant("made_at"))
        .col(instant("changed_at"))
        .col(optional_reference("changed_by"))
        .col(optional_instant("published_at"))
        .col(optional_instant("withdrawn_at"))
        .foreign_key(&mut points_to("assessment", "partnership_id", "partnership"))
        .foreign_key(&mut points_to("assessment", "first_id", "assessment"))
        .foreign_key(&mut points_to("assessment", "changed_by", "account"))
        .to_owned()
}

fn figures() -> TableCreateStatement {
    Table::create()
        .table("assessment_figure")
        .col(id("id"))
        .col(reference("assessment_id"))
        .col(ColumnDef::new("freeze").integer().not_null())
        .col(ColumnDef::new("place").integer().not_null())
        .col(text("block"))
        .col(text("filter"))
        // The release is not a foreign key: what is frozen stays as it is, whatever becomes of the release.
        .col(ColumnDef::new("release_number").big_integer().not_null())
        .col(ColumnDef::new("feed_transaction").big_integer().not_null())
        .col(ColumnDef::new("feed_position").big_integer().not_null())
        .col(text("definitions"))
        .col(text("body"))
        .col(text("mask"))
        .col(instant("frozen_at"))
        .foreign_key(&mut points_to("assessment_figure", "assessment_id", "assessment"))
        .to_owned()
}

fn changes() -> TableCreateStatement {
    Table::create()
        .table("assessment_change")
        .col(id("id"))
        .col(reference("assessment_id"))
        .col(instant("at"))
        .col(optional_reference("by_id"))
        .col(text("what"))
        .col(sealed("said"))
        .col(optional_sealed("why"))
        .foreign_key(&mut points_to("assessment_change", "assessment_id", "assessment"))
        .foreign_key(&mut points_to("assessment_change", "by_id", "account"))
        .to_owned()
}

fn files() -> TableCreateStatement {
    Table::create()
        .table("assessment_file")
        .col(id("id"))
        .col(reference("assessment_id"))
        .col(text("name"))
        .col(text("title"))
        .col(bytes("bytes"))
        .col(bytes("hash"))
        .foreign_key(&mut points_to("assessment_file", "assessment_id", "assessment"))
        .to_owned()
}
