//! A theft report says more: its lock is chosen from a list, its details are sealed, its owner can show it to the
//! public, and its history keeps later changes.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the details of thefts and the history of reports.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let details = Table::alter()
            .table("theft_report")
            .add_column(optional_sealed("details"))
            .to_owned();
        manager.alter_table(details).await?;
        let table = Table::create()
            .table("theft_change")
            .col(id("id"))
            .col(reference("theft_report_id"))
            .col(sealed("changes"))
            .col(optional_reference("by_id"))
            .col(instant("at"))
            .foreign_key(&mut points_to("theft_change", "theft_report_id", "theft_report"))
            .foreign_key(&mut points_to("theft_change", "by_id", "account"))
            .to_owned();
        manager.create_table(table).await?;
        run(manager, &STATEMENTS).await
    }
}

/// A lock that is not on our list becomes "other".
const STATEMENTS: [&str; 7] = [
    "ALTER TABLE theft_report ADD COLUMN shown BOOLEAN NOT NULL DEFAULT FALSE",
    "ALTER TABLE theft_report ADD COLUMN reported_by BIGINT NULL REFERENCES account (id)",
    "UPDATE theft_report SET lock = CASE lock WHEN 'D-lock' THEN 'd-lock' WHEN 'U-lock' THEN 'd-lock' \
     WHEN 'Chain' THEN 'chain' WHEN 'Chain with padlock' THEN 'chain' WHEN 'Cable' THEN 'cable' \
     WHEN 'Cable lock' THEN 'cable' WHEN 'Folding lock' THEN 'folding-lock' \
     WHEN 'Frame lock on the back wheel' THEN 'frame-lock' WHEN 'More than one lock' THEN 'more-than-one' \
     WHEN 'U-lock and cable' THEN 'more-than-one' WHEN 'It was not locked' THEN 'not-locked' \
     WHEN 'Not locked' THEN 'not-locked' ELSE 'other' END WHERE lock IS NOT NULL",
    "CREATE INDEX theft_report_shown ON theft_report (reported_at) WHERE shown AND closed_at IS NULL",
    "CREATE INDEX theft_report_by ON theft_report (reported_by) WHERE reported_by IS NOT NULL",
    "CREATE INDEX theft_change_by ON theft_change (by_id) WHERE by_id IS NOT NULL",
    "CREATE INDEX theft_change_report ON theft_change (theft_report_id, id)",
];
