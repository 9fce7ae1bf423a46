//! Drafts: several registrations in one browser, and what a signed-in person has started.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Lets one browser or account hold several drafts.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            optional_bytes("holder_hash"),
            optional_text("name"),
            optional_instant("set_aside_at"),
        ];
        for column in columns {
            let table = Table::alter().table("registration").add_column(column).to_owned();
            manager.alter_table(table).await?;
        }
        let table = Table::create()
            .table("account_draft")
            .col(id("id"))
            .col(reference("account_id"))
            // What the answers are for, and which row they are about: `theft` and a bike, for example.
            .col(text("kind"))
            .col(reference("subject"))
            .col(sealed("draft"))
            .col(instant("updated_at"))
            .foreign_key(&mut points_to("account_draft", "account_id", "account"))
            .to_owned();
        manager.create_table(table).await?;
        run(
            manager,
            &[
                // Until now a browser's secret found one registration, so the same secret becomes the holder's.
                "UPDATE registration SET holder_hash = token_hash",
                "CREATE INDEX registration_holder ON registration (holder_hash, updated_at)",
                "CREATE UNIQUE INDEX account_draft_one ON account_draft (account_id, kind, subject)",
                "CREATE INDEX account_draft_touched ON account_draft (updated_at)",
            ],
        )
        .await
    }
}
