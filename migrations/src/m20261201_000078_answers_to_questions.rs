//! What came of a question to a meeting. The name and address of the person who asked lie apart from it, because they go
//! before a published question does.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds who asked, what came of it, and when it was published.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            optional_sealed("asker"),
            optional_sealed("reply"),
            optional_instant("published_at"),
        ] {
            let alter = Table::alter()
                .table("meeting_question")
                .add_column(column)
                .to_owned();
            manager.alter_table(alter).await?;
        }
        Ok(())
    }
}
