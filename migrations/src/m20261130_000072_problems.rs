//! Problem cases with their history, and the squares that open cases are about.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds problem cases, their squares and their history.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(problems()).await?;
        manager.create_table(squares()).await?;
        manager.create_table(changes()).await?;
        run(
            manager,
            &[
                "CREATE INDEX problem_partnership ON problem (partnership_id, id)",
                "CREATE INDEX problem_changed_by ON problem (changed_by) WHERE changed_by IS NOT NULL",
                "CREATE INDEX problem_square_problem ON problem_square (problem_id)",
                "CREATE INDEX problem_change_problem ON problem_change (problem_id, id)",
                "CREATE INDEX problem_change_by ON problem_change (by_id) WHERE by_id IS NOT NULL",
            ],
        )
        .await
    }
}

fn problems() -> TableCreateStatement {
    Table::create()
        .table("problem")
        .col(id("id"))
        .col(reference("partnership_id"))
        // Its name, place, agencies, entries and responses. It is read and written whole.
        .col(sealed("document"))
        .col(instant("changed_at"))
        .col(optional_reference("changed_by"))
        .foreign_key(&mut points_to("problem", "partnership_id", "partnership"))
        .foreign_key(&mut points_to("problem", "changed_by", "account"))
        .to_owned()
}

/// A square is in one open case at most. The rows of a case go when it closes.
fn squares() -> TableCreateStatement {
    let number = |name| ColumnDef::new(name).integer().not_null().to_owned();
    Table::create()
        .table("problem_square")
        .col(number("east"))
        .col(number("north"))
        .col(reference("problem_id"))
        .primary_key(Index::create().col("east").col("north"))
        .foreign_key(&mut points_to("problem_square", "problem_id", "problem"))
        .to_owned()
}

fn changes() -> TableCreateStatement {
    Table::create()
        .table("problem_change")
        .col(id("id"))
        .col(reference("problem_id"))
        .col(instant("at"))
        .col(optional_reference("by_id"))
        .col(sealed("said"))
        .col(optional_sealed("why"))
        .foreign_key(&mut points_to("problem_change", "problem_id", "problem"))
        .foreign_key(&mut points_to("problem_change", "by_id", "account"))
        .to_owned()
}
