//! Forms that were sent: what each made, so that it makes it once, and those that wait for a person to sign in.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// This step.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("sent_form")
            .col(bytes("key_hash").primary_key())
            .col(sealed("made"))
            .col(instant("sent_at"))
            .to_owned();
        manager.create_table(table).await?;
        let table = Table::create()
            .table("kept_form")
            .col(bytes("token_hash").primary_key())
            .col(sealed("form"))
            .col(instant("expires_at"))
            .to_owned();
        manager.create_table(table).await?;
        run(
            manager,
            &[
                "CREATE INDEX sent_form_at ON sent_form (sent_at)",
                "CREATE INDEX kept_form_expiry ON kept_form (expires_at)",
            ],
        )
        .await
    }
}
