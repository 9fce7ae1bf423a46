//! To whom a recovered bike was handed. A bike that went to an insurer is not back with its owner.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Records to whom a bike was handed.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // For bikes that were handed over before, only the words in the custody log say this. They count as handed to
        // their owners.
        run(manager, &["ALTER TABLE recovery ADD COLUMN handed_to TEXT"]).await
    }
}
