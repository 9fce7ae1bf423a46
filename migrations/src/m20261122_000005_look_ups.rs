//! Who looked for what, and what they opened. Rows are added, never changed.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the tables of look-ups and of what was done with people's data.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("look_up")
            .col(id("id"))
            .col(optional_reference("account_id"))
            .col(optional_reference("organisation_id"))
            .col(instant("at"))
            .col(text("reason"))
            .col(text("query"))
            .col(ColumnDef::new("results").integer().null())
            .foreign_key(&mut points_to("look_up", "account_id", "account"))
            .foreign_key(&mut points_to("look_up", "organisation_id", "organisation"))
            .to_owned();
        manager.create_table(table).await?;

        // What somebody did with a person's data: opened owner details, gave a role, made a sign-in link.
        let table = Table::create()
            .table("audit_entry")
            .col(id("id"))
            .col(instant("at"))
            .col(text("action"))
            .col(optional_reference("actor_id"))
            .col(optional_reference("organisation_id"))
            .col(optional_reference("subject_account_id"))
            .col(optional_reference("bike_id"))
            .col(optional_reference("look_up_id"))
            .col(optional_text("reason"))
            .foreign_key(&mut points_to("audit_entry", "actor_id", "account"))
            .foreign_key(&mut points_to("audit_entry", "organisation_id", "organisation"))
            .foreign_key(&mut points_to("audit_entry", "look_up_id", "look_up"))
            .to_owned();
        manager.create_table(table).await?;
        run(
            manager,
            &[
                "CREATE INDEX look_up_account ON look_up (account_id, at)",
                "CREATE INDEX audit_entry_bike ON audit_entry (bike_id)",
            ],
        )
        .await
    }
}
