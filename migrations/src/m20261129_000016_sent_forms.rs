//! Forms that were sent, with what each made, so that sending one again makes nothing twice; and forms that are waiting
//! for a person to sign in.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the table of forms that were sent.
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
