//! The change feed names the subject of each change, and can be pruned by age.
//!
//! `bike_id` is the number of the thing that `subject` names. The column keeps its old name, so that the previous
//! version of the program can still run beside this one. That version only writes changes of bikes. It takes any other
//! number for a bike, and looks at that bike again, which does no harm.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Gives every change a subject, and indexes changes by age.
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
