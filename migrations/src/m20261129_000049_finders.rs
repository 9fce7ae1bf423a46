//! A recovered bike's record says who found it or handed it in.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the finder's column, which is sealed.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let finder = Table::alter()
            .table("recovery")
            .add_column(optional_sealed("found_by"))
            .to_owned();
        manager.alter_table(finder).await
    }
}
