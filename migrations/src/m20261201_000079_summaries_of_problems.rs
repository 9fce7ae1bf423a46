//! What the public reads about problem cases, apart from the cases, so that no public page ever opens a case.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the published summaries.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let summaries = Table::create()
            .table("problem_summary")
            .col(id("id"))
            .col(reference("problem_id"))
            .col(reference("partnership_id"))
            .col(instant("published_at"))
            .col(sealed("document"))
            .foreign_key(&mut points_to("problem_summary", "problem_id", "problem"))
            .foreign_key(&mut points_to("problem_summary", "partnership_id", "partnership"))
            .to_owned();
        manager.create_table(summaries).await?;
        run(
            manager,
            &[
                "CREATE UNIQUE INDEX problem_summary_problem ON problem_summary (problem_id)",
                "CREATE INDEX problem_summary_partnership ON problem_summary (partnership_id, published_at)",
            ],
        )
        .await
    }
}
