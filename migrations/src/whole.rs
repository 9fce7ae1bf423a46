//! Runs a step completely or not at all.

use sea_orm_migration::prelude::*;

/// Runs a step in one transaction, on SQLite too, so that a step that was cut off starts again from the beginning.
pub fn whole(step: Box<dyn MigrationTrait>) -> Box<dyn MigrationTrait> {
    Box::new(Whole(step))
}

struct Whole(Box<dyn MigrationTrait>);

impl MigrationName for Whole {
    fn name(&self) -> &str {
        self.0.name()
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Whole {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        self.0.up(manager).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
