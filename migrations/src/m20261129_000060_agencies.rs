//! Which organisation leads a partnership, and the partnership's agencies and groups.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the tables of agencies and groups, and records which organisation leads.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(agencies()).await?;
        manager.create_table(groups()).await?;
        manager.create_table(members()).await?;
        run(
            manager,
            &[
                "ALTER TABLE organisation ADD COLUMN leads BOOLEAN NOT NULL DEFAULT FALSE",
                "CREATE UNIQUE INDEX organisation_lead ON organisation (partnership_id) WHERE leads",
                "CREATE INDEX agency_partnership ON agency (partnership_id, id)",
                "CREATE INDEX agency_organisation ON agency (organisation_id) WHERE organisation_id IS NOT NULL",
                "CREATE INDEX working_group_partnership ON working_group (partnership_id, id)",
                "CREATE INDEX working_group_chair ON working_group (chair_id)",
                "CREATE INDEX group_member_agency ON group_member (agency_id)",
            ],
        )
        .await
    }
}

fn agencies() -> TableCreateStatement {
    Table::create()
        .table("agency")
        .col(id("id"))
        .col(reference("partnership_id"))
        .col(optional_reference("organisation_id"))
        .col(text("name"))
        .col(text("kind"))
        // The address to which we send requests for progress.
        .col(optional_sealed("email"))
        .col(optional_text("left_on"))
        .foreign_key(&mut points_to("agency", "partnership_id", "partnership"))
        .foreign_key(&mut points_to("agency", "organisation_id", "organisation"))
        .to_owned()
}

fn groups() -> TableCreateStatement {
    Table::create()
        .table("working_group")
        .col(id("id"))
        .col(reference("partnership_id"))
        .col(text("name"))
        .col(text("kind"))
        .col(optional_reference("chair_id"))
        .col(optional_text("purpose"))
        .col(optional_text("ends_on"))
        .foreign_key(&mut points_to("working_group", "partnership_id", "partnership"))
        .foreign_key(&mut points_to("working_group", "chair_id", "agency"))
        .to_owned()
}

fn members() -> TableCreateStatement {
    Table::create()
        .table("group_member")
        .col(reference("group_id"))
        .col(reference("agency_id"))
        .primary_key(Index::create().col("group_id").col("agency_id"))
        .foreign_key(&mut points_to("group_member", "group_id", "working_group"))
        .foreign_key(&mut points_to("group_member", "agency_id", "agency"))
        .to_owned()
}
