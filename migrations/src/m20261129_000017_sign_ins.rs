//! Sign-ins that can be ended, links that open a page after signing in, and requests for links that wait for the
//! worker.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the requests for sign-in links, and lets sessions be ended from elsewhere.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One row for each request, whether or not anybody has an account with that address.
        let table = Table::create()
            .table("sign_in_request")
            .col(id("id"))
            .col(bytes("email_hash"))
            .col(bytes("asker_hash"))
            .col(optional_sealed("next"))
            .col(instant("asked_at"))
            .col(optional_instant("answered_at"))
            .to_owned();
        manager.create_table(table).await?;
        let table = Table::alter()
            .table("sign_in_link")
            .add_column(optional_sealed("next"))
            .to_owned();
        manager.alter_table(table).await?;
        run(
            manager,
            &[
                // This number grows when the account is signed out everywhere. Sessions with a smaller one have ended.
                "ALTER TABLE account ADD COLUMN generation BIGINT NOT NULL DEFAULT 0",
                "CREATE INDEX sign_in_request_email ON sign_in_request (email_hash, id)",
                "CREATE INDEX sign_in_request_age ON sign_in_request (asked_at)",
                "CREATE INDEX sign_in_request_waiting ON sign_in_request (id) WHERE answered_at IS NULL",
                "CREATE INDEX audit_entry_subject ON audit_entry (subject_account_id, id)",
            ],
        )
        .await
    }
}
