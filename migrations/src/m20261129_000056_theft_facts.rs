//! What the figures need to know about each theft. It is made from the change feed, and can be rebuilt at any time.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the table of theft facts.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let flag = |name: &'static str| ColumnDef::new(name).boolean().not_null().to_owned();
        let whole = |name: &'static str| ColumnDef::new(name).integer().null().to_owned();
        let fact = Table::create()
            .table("theft_fact")
            .col(reference("report_id").primary_key())
            .col(reference("bike_id"))
            // The slug of the partnership in whose area the bike was stolen.
            .col(optional_text("area"))
            .col(optional_text("ward"))
            // The 200 m square, if the place is known well enough.
            .col(whole("east"))
            .col(whole("north"))
            // The day, in London, on which somebody noticed that it was gone, in days since 1970.
            .col(ColumnDef::new("gone_day").integer().not_null())
            .col(instant("from_at"))
            .col(instant("to_at"))
            .col(optional_text("kind"))
            .col(optional_text("lock"))
            .col(flag("was_registered"))
            .col(flag("was_late"))
            .col(flag("has_crime_ref"))
            // It tells owners apart when thefts are counted, and is never shown.
            .col(reference("owner"))
            .foreign_key(points_to("theft_fact", "bike_id", "bike").on_delete(ForeignKeyAction::Cascade))
            .to_owned();
        manager.create_table(fact).await?;
        run(
            manager,
            &[
                "INSERT INTO follower (name) VALUES ('figures')",
                "CREATE INDEX theft_fact_bike ON theft_fact (bike_id)",
                "CREATE INDEX theft_fact_area ON theft_fact (area, gone_day)",
            ],
        )
        .await
    }
}
