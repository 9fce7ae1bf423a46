//! Campaigns with their history and papers, and consultations with their history and answers.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds campaigns and consultations.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(campaigns()).await?;
        manager
            .create_table(changes("campaign_change", "campaign_id", "campaign"))
            .await?;
        manager.create_table(papers()).await?;
        manager.create_table(consultations()).await?;
        manager
            .create_table(changes("consultation_change", "consultation_id", "consultation"))
            .await?;
        manager.create_table(answers()).await?;
        run(
            manager,
            &[
                "CREATE UNIQUE INDEX campaign_slug ON campaign (partnership_id, slug)",
                "CREATE INDEX campaign_ends ON campaign (partnership_id, ends_on)",
                "CREATE INDEX campaign_changed_by ON campaign (changed_by) WHERE changed_by IS NOT NULL",
                "CREATE INDEX campaign_change_campaign ON campaign_change (campaign_id, id)",
                "CREATE INDEX campaign_change_by ON campaign_change (by_id) WHERE by_id IS NOT NULL",
                "CREATE INDEX campaign_paper_campaign ON campaign_paper (campaign_id, id)",
                "CREATE INDEX campaign_paper_file ON campaign_paper (file)",
                "CREATE INDEX consultation_partnership ON consultation (partnership_id, closes_at)",
                "CREATE INDEX consultation_closes ON consultation (closes_at)",
                "CREATE INDEX consultation_changed_by ON consultation (changed_by) WHERE changed_by IS NOT NULL",
                "CREATE INDEX consultation_change_of ON consultation_change (consultation_id, id)",
                "CREATE INDEX consultation_change_by ON consultation_change (by_id) WHERE by_id IS NOT NULL",
                "CREATE INDEX consultation_answer_of ON consultation_answer (consultation_id, id)",
                "CREATE INDEX consultation_answer_browser ON consultation_answer (consultation_id, browser_mark) \
                 WHERE browser_mark IS NOT NULL",
                "CREATE INDEX consultation_answer_address ON consultation_answer (consultation_id, address_mark) \
                 WHERE address_mark IS NOT NULL",
                "CREATE INDEX consultation_answer_words ON consultation_answer (consultation_id, id) \
                 WHERE words IS NOT NULL",
            ],
        )
        .await
    }
}

fn campaigns() -> TableCreateStatement {
    Table::create()
        .table("campaign")
        .col(id("id"))
        .col(reference("partnership_id"))
        // The last part of its public address.
        .col(text("slug"))
        // Its last day, such as 2026-11-30.
        .col(text("ends_on"))
        // The details, links and counts. It is read and written whole.
        .col(sealed("document"))
        .col(instant("changed_at"))
        .col(optional_reference("changed_by"))
        .foreign_key(&mut points_to("campaign", "partnership_id", "partnership"))
        .foreign_key(&mut points_to("campaign", "changed_by", "account"))
        .to_owned()
}

/// What was done to one campaign or consultation.
fn changes(table: &'static str, column: &'static str, of: &'static str) -> TableCreateStatement {
    Table::create()
        .table(table)
        .col(id("id"))
        .col(reference(column))
        .col(instant("at"))
        .col(optional_reference("by_id"))
        .col(sealed("said"))
        .col(optional_sealed("why"))
        .foreign_key(&mut points_to(table, column, of))
        .foreign_key(&mut points_to(table, "by_id", "account"))
        .to_owned()
}

fn papers() -> TableCreateStatement {
    Table::create()
        .table("campaign_paper")
        .col(id("id"))
        .col(reference("campaign_id"))
        .col(text("file"))
        .col(ColumnDef::new("bytes").big_integer().not_null())
        // Its title.
        .col(sealed("document"))
        .foreign_key(&mut points_to("campaign_paper", "campaign_id", "campaign"))
        .to_owned()
}

fn consultations() -> TableCreateStatement {
    Table::create()
        .table("consultation")
        .col(id("id"))
        .col(reference("partnership_id"))
        .col(instant("closes_at"))
        // The question, the issues, counts from stands, and what came of it. It is read and written whole.
        .col(sealed("document"))
        .col(instant("changed_at"))
        .col(optional_reference("changed_by"))
        .foreign_key(&mut points_to("consultation", "partnership_id", "partnership"))
        .foreign_key(&mut points_to("consultation", "changed_by", "account"))
        .to_owned()
}

fn answers() -> TableCreateStatement {
    let issue = |name: &'static str| ColumnDef::new(name).integer().null().to_owned();
    Table::create()
        .table("consultation_answer")
        .col(id("id"))
        .col(reference("consultation_id"))
        .col(instant("answered_at"))
        // The issues by their places in the list, the most important first.
        .col(ColumnDef::new("first_issue").integer().not_null())
        .col(issue("second_issue"))
        .col(issue("third_issue"))
        // Whether no earlier answer came from the same source, by the consultation's rule.
        .col(ColumnDef::new("is_first").boolean().not_null())
        .col(optional_sealed("words"))
        // Keyed hashes. They are deleted 90 days after the consultation closes.
        .col(optional_bytes("browser_mark"))
        .col(optional_bytes("address_mark"))
        .foreign_key(&mut points_to(
            "consultation_answer",
            "consultation_id",
            "consultation",
        ))
        .to_owned()
}
