//! The agencies that are in each problem case, so that their people find out whether there are cases without opening them.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the agencies in cases.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let agencies = Table::create()
            .table("problem_agency")
            .col(reference("problem_id"))
            .col(reference("agency_id"))
            .primary_key(Index::create().col("problem_id").col("agency_id"))
            .foreign_key(&mut points_to("problem_agency", "problem_id", "problem"))
            .foreign_key(&mut points_to("problem_agency", "agency_id", "agency"))
            .to_owned();
        manager.create_table(agencies).await?;
        run(
            manager,
            &["CREATE INDEX problem_agency_agency ON problem_agency (agency_id)"],
        )
        .await
    }
}
