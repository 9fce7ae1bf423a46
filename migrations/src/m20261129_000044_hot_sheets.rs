//! People who asked for a daily e-mail about the thefts near them, and what each day's e-mail is about.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the tables of readers and of the contents of each day's e-mail.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let reader = Table::create()
            .table("hot_sheet_reader")
            .col(id("id"))
            .col(bytes("email_hash"))
            .col(bytes("token_hash"))
            // The address, and the secret in the links, both of which later e-mails need.
            .col(sealed("kept"))
            .col(text("areas"))
            .col(text("kinds"))
            .col(instant("asked_at"))
            .col(optional_instant("confirmed_at"))
            .col(optional_instant("stopped_at"))
            // The last day for which we wrote to this reader, or had nothing to write.
            .col(optional_text("told_day"))
            .to_owned();
        manager.create_table(reader).await?;
        let item = Table::create()
            .table("hot_sheet_item")
            .col(reference("theft_report_id").primary_key())
            .col(text("day"))
            .foreign_key(&mut points_to(
                "hot_sheet_item",
                "theft_report_id",
                "theft_report",
            ))
            .to_owned();
        manager.create_table(item).await?;
        // The days for which the contents of the e-mails have been fixed.
        let edition = Table::create()
            .table("hot_sheet_edition")
            .col(text("day").primary_key())
            .to_owned();
        manager.create_table(edition).await?;
        run(manager, &INDEXES).await
    }
}

const INDEXES: [&str; 5] = [
    "CREATE UNIQUE INDEX hot_sheet_reader_token ON hot_sheet_reader (token_hash)",
    "CREATE INDEX hot_sheet_reader_asked ON hot_sheet_reader (asked_at)",
    "CREATE INDEX hot_sheet_item_day ON hot_sheet_item (day)",
    "CREATE INDEX hot_sheet_reader_told ON hot_sheet_reader (told_day, id) \
     WHERE confirmed_at IS NOT NULL AND stopped_at IS NULL",
    "CREATE INDEX hot_sheet_reader_email ON hot_sheet_reader (email_hash)",
];
