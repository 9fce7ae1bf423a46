//! An index for marks of which only the second half can be read.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the index.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(
            manager,
            &["CREATE INDEX mark_second_half ON mark (substr(code, 6))"],
        )
        .await
    }
}
