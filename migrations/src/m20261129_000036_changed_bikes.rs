//! Bikes that their owners change or retire: what was changed, the numbers that a bike no longer has, and why a bike
//! was retired.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the history of bikes, and records why they were retired.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(
            manager,
            &[
                // When the number stopped being the bike's own. Look-ups still find the bike by that number.
                "ALTER TABLE identifier ADD COLUMN ended_at BIGINT NULL",
                // Until now only desks took bikes off the register, because something in the registration was wrong.
                "ALTER TABLE bike ADD COLUMN retired_why TEXT NULL",
                "UPDATE bike SET retired_why = 'withdrawn' WHERE retired_at IS NOT NULL",
            ],
        )
        .await?;
        let table = Table::create()
            .table("bike_change")
            .col(id("id"))
            .col(reference("bike_id"))
            .col(text("what"))
            // The words before and after. Both may name a person.
            .col(sealed("said"))
            // True if the bike was reported stolen, or held by the police, at that time.
            .col(ColumnDef::new("while_gone").boolean().not_null())
            .col(optional_reference("by_id"))
            .col(instant("at"))
            .foreign_key(&mut points_to("bike_change", "bike_id", "bike"))
            .foreign_key(&mut points_to("bike_change", "by_id", "account"))
            .to_owned();
        manager.create_table(table).await?;
        run(
            manager,
            &[
                "CREATE INDEX bike_change_by ON bike_change (by_id) WHERE by_id IS NOT NULL",
                "CREATE INDEX bike_change_bike ON bike_change (bike_id)",
            ],
        )
        .await
    }
}
