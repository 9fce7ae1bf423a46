//! Words that people type freely are sealed: reasons, what was looked for and shown, features of bikes, and the names
//! of batches and printers.
//!
//! A step does not have the key. It makes the sealed columns. The program then seals the existing rows with its key,
//! a few at a time, and finds them by the indexes of rows that are not sealed yet.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the sealed columns for free text.
#[derive(DeriveMigrationName)]
pub struct Migration;

const SEALED: [(&str, &str); 8] = [
    ("look_up", "reason_sealed"),
    ("look_up", "query_sealed"),
    ("look_up_result", "answer_sealed"),
    ("audit_entry", "reason_sealed"),
    ("bike_match", "evidence_sealed"),
    ("bike", "features_sealed"),
    ("mark_batch", "name_sealed"),
    ("printer", "name_sealed"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in SEALED {
            let alter = Table::alter()
                .table(table)
                .add_column(optional_sealed(column))
                .to_owned();
            manager.alter_table(alter).await?;
        }
        run(
            manager,
            &[
                "CREATE INDEX look_up_clear ON look_up (id) WHERE reason_sealed IS NULL",
                "CREATE INDEX look_up_result_clear ON look_up_result (look_up_id) WHERE answer_sealed IS NULL",
                "CREATE INDEX audit_entry_clear ON audit_entry (id) WHERE reason IS NOT NULL",
                "CREATE INDEX bike_match_clear ON bike_match (id) WHERE evidence_sealed IS NULL",
                "CREATE INDEX bike_clear ON bike (id) WHERE features IS NOT NULL",
                "CREATE INDEX mark_batch_clear ON mark_batch (id) WHERE name IS NOT NULL",
                "CREATE INDEX printer_clear ON printer (id) WHERE name_sealed IS NULL",
            ],
        )
        .await
    }
}
