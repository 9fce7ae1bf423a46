//! Whose a session is, and where it was last used, so that people can see and end their own.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the account of a session, and where and when it was last used.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            optional_reference("account_id"),
            optional_reference("generation"),
            optional_instant("began_at"),
            optional_instant("seen_at"),
            optional_sealed("seen_from"),
        ] {
            let alter = Table::alter().table("session").add_column(column).to_owned();
            manager.alter_table(alter).await?;
        }
        run(
            manager,
            &["CREATE INDEX session_account ON session (account_id) WHERE account_id IS NOT NULL"],
        )
        .await
    }
}
