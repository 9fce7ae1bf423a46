//! The papers of a bike: the certificate, and the page that shares a theft with the photos that its owner chose.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the table of certificates and share pages.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let paper = Table::create()
            .table("paper")
            .col(id("id"))
            .col(reference("bike_id"))
            .col(reference("account_id"))
            .col(text("kind"))
            .col(optional_reference("theft_report_id"))
            .col(bytes("code_hash"))
            .col(sealed("said"))
            .col(instant("made_at"))
            .foreign_key(&mut points_to("paper", "bike_id", "bike"))
            .foreign_key(&mut points_to("paper", "account_id", "account"))
            .foreign_key(&mut points_to("paper", "theft_report_id", "theft_report"))
            .to_owned();
        manager.create_table(paper).await?;
        run(manager, &INDEXES).await
    }
}

const INDEXES: [&str; 4] = [
    "CREATE INDEX paper_account ON paper (account_id)",
    "CREATE INDEX paper_report ON paper (theft_report_id)",
    "CREATE UNIQUE INDEX paper_code ON paper (code_hash)",
    "CREATE INDEX paper_bike ON paper (bike_id, kind)",
];
