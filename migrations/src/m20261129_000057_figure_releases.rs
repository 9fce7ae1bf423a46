//! Releases: all tables of a closed quarter, made and checked together, and never changed.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the table of releases.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let release = Table::create()
            .table("figure_release")
            // It is made up of the partnership, the quarter and the revision, and also seeds the permutations.
            .col(reference("id").primary_key())
            .col(reference("partnership_id"))
            // Four times the year in which the financial year begins, plus the number of quarters before this one.
            .col(ColumnDef::new("quarter").integer().not_null())
            .col(ColumnDef::new("revision").integer().not_null())
            .col(instant("made_at"))
            // What readers may see.
            .col(text("body"))
            // The digest of the body.
            .col(bytes("hash"))
            // The counts behind it. The next release is checked against them.
            .col(sealed("counts"))
            .foreign_key(&mut points_to("figure_release", "partnership_id", "partnership"))
            .to_owned();
        manager.create_table(release).await?;
        run(
            manager,
            &[
                "INSERT INTO follower (name) VALUES ('releases')",
                "CREATE UNIQUE INDEX figure_release_of ON figure_release (partnership_id, quarter, revision)",
            ],
        )
        .await
    }
}
