//! Partnerships, their organisations, and the accounts that own bikes or work with them.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the tables of partnerships, organisations, accounts and memberships.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("partnership")
            .col(id("id"))
            .col(text("slug").unique_key())
            .col(text("name"))
            .to_owned();
        manager.create_table(table).await?;

        let table = Table::create()
            .table("organisation")
            .col(id("id"))
            .col(optional_reference("partnership_id"))
            .col(text("slug").unique_key())
            .col(text("name"))
            .col(text("kind"))
            .foreign_key(&mut points_to("organisation", "partnership_id", "partnership"))
            .to_owned();
        manager.create_table(table).await?;

        // `email_hash` is a keyed hash: it finds an account by its address and tells nobody the address.
        let table = Table::create()
            .table("account")
            .col(id("id"))
            .col(optional_bytes("email_hash").unique_key())
            .col(sealed("contact"))
            .col(instant("created_at"))
            .col(optional_instant("confirmed_at"))
            .to_owned();
        manager.create_table(table).await?;

        let table = Table::create()
            .table("membership")
            .col(id("id"))
            .col(reference("account_id"))
            .col(reference("organisation_id"))
            .col(text("role"))
            .col(instant("created_at"))
            .foreign_key(&mut points_to("membership", "account_id", "account"))
            .foreign_key(&mut points_to("membership", "organisation_id", "organisation"))
            .index(
                Index::create()
                    .unique()
                    .col("account_id")
                    .col("organisation_id")
                    .col("role"),
            )
            .to_owned();
        manager.create_table(table).await
    }
}
