//! The change feed names the subject of each change, and can be pruned by age.
//!
//! `bike_id` is the number of the thing that `subject` names. It keeps its name, so that a program of the step
//! before can go on beside this one: it writes bikes, and takes a number of another kind for a bike to look at again.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// This step.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(
            manager,
            &[
                "ALTER TABLE change ADD COLUMN subject TEXT NOT NULL DEFAULT 'bike'",
                "CREATE INDEX change_age ON change (made_at, position)",
            ],
        )
        .await
    }
}
