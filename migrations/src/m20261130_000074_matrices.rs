//! Priority matrices of partnerships, with their history.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds priority matrices and their history.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(matrices()).await?;
        manager.create_table(changes()).await?;
        run(
            manager,
            &[
                "CREATE UNIQUE INDEX matrix_year ON matrix (partnership_id, year)",
                "CREATE INDEX matrix_changed_by ON matrix (changed_by) WHERE changed_by IS NOT NULL",
                "CREATE INDEX matrix_change_by ON matrix_change (by_id) WHERE by_id IS NOT NULL",
                "CREATE INDEX matrix_change_of ON matrix_change (matrix_id, id)",
            ],
        )
        .await
    }
}

fn matrices() -> TableCreateStatement {
    Table::create()
        .table("matrix")
        .col(id("id"))
        .col(reference("partnership_id"))
        .col(ColumnDef::new("year").integer().not_null())
        // The issues with their marks and decisions. It is read and written whole.
        .col(sealed("document"))
        .col(instant("changed_at"))
        .col(optional_reference("changed_by"))
        .foreign_key(&mut points_to("matrix", "partnership_id", "partnership"))
        .foreign_key(&mut points_to("matrix", "changed_by", "account"))
        .to_owned()
}

fn changes() -> TableCreateStatement {
    Table::create()
        .table("matrix_change")
        .col(id("id"))
        .col(reference("matrix_id"))
        .col(instant("at"))
        .col(optional_reference("by_id"))
        .col(sealed("said"))
        .col(optional_sealed("why"))
        .foreign_key(&mut points_to("matrix_change", "matrix_id", "matrix"))
        .foreign_key(&mut points_to("matrix_change", "by_id", "account"))
        .to_owned()
}
