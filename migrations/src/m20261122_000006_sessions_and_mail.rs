//! Sessions, single-use links, messages to owners, and outgoing e-mails.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the tables of sessions, sign-in links, messages and outgoing e-mails.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("session")
            .col(text("id").primary_key())
            .col(sealed("data"))
            .col(instant("expires_at"))
            .to_owned();
        manager.create_table(table).await?;

        // Only a hash of the token is kept, so nobody can sign in by reading this table.
        let table = Table::create()
            .table("sign_in_link")
            .col(id("id"))
            .col(bytes("token_hash").unique_key())
            .col(reference("account_id"))
            .col(text("purpose"))
            .col(optional_reference("bike_id"))
            .col(instant("made_at"))
            .col(instant("expires_at"))
            .col(optional_instant("spent_at"))
            .foreign_key(&mut points_to("sign_in_link", "account_id", "account"))
            .foreign_key(&mut points_to("sign_in_link", "bike_id", "bike"))
            .to_owned();
        manager.create_table(table).await?;

        let table = Table::create()
            .table("message")
            .col(id("id"))
            .col(reference("bike_id"))
            .col(optional_text("mark_code"))
            .col(sealed("body"))
            .col(instant("sent_at"))
            .col(optional_instant("read_at"))
            .foreign_key(&mut points_to("message", "bike_id", "bike"))
            .to_owned();
        manager.create_table(table).await?;

        let table = Table::create()
            .table("outbox")
            .col(id("id"))
            .col(sealed("letter"))
            .col(instant("made_at"))
            .col(instant("due_at"))
            .col(ColumnDef::new("attempts").integer().not_null())
            .col(optional_instant("sent_at"))
            .col(optional_instant("given_up_at"))
            .to_owned();
        manager.create_table(table).await?;

        let table = Table::create()
            .table("setting")
            .col(text("name").primary_key())
            .col(text("value"))
            .to_owned();
        manager.create_table(table).await?;

        run(
            manager,
            &[
                "CREATE INDEX session_expiry ON session (expires_at)",
                "CREATE INDEX sign_in_link_account ON sign_in_link (account_id)",
                "CREATE INDEX message_bike ON message (bike_id)",
                "CREATE INDEX outbox_due ON outbox (due_at) WHERE sent_at IS NULL AND given_up_at IS NULL",
            ],
        )
        .await
    }
}
