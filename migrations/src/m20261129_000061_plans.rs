//! Partnerships' plans with their history, monitoring reports, and the links with which agencies report progress.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the tables of plans, reports and progress links.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(plans()).await?;
        manager.create_table(changes()).await?;
        manager.create_table(reports()).await?;
        manager.create_table(links()).await?;
        run(
            manager,
            &[
                "CREATE UNIQUE INDEX plan_year ON plan (partnership_id, year)",
                "CREATE INDEX plan_changed_by ON plan (changed_by) WHERE changed_by IS NOT NULL",
                "CREATE INDEX plan_change_plan ON plan_change (plan_id, id)",
                "CREATE INDEX plan_change_by ON plan_change (by_id) WHERE by_id IS NOT NULL",
                "CREATE UNIQUE INDEX plan_report_quarter ON plan_report (plan_id, until)",
                "CREATE INDEX plan_report_changed_by ON plan_report (changed_by) WHERE changed_by IS NOT NULL",
                "CREATE INDEX progress_link_report ON progress_link (report_id)",
            ],
        )
        .await
    }
}

fn plans() -> TableCreateStatement {
    Table::create()
        .table("plan")
        .col(id("id"))
        .col(reference("partnership_id"))
        .col(ColumnDef::new("year").integer().not_null())
        // Priorities, measures and actions with their notes. A plan is always read and written as a whole.
        .col(sealed("document"))
        .col(optional_sealed("published"))
        .col(optional_instant("published_at"))
        .col(instant("changed_at"))
        .col(optional_reference("changed_by"))
        .foreign_key(&mut points_to("plan", "partnership_id", "partnership"))
        .foreign_key(&mut points_to("plan", "changed_by", "account"))
        .to_owned()
}

fn changes() -> TableCreateStatement {
    Table::create()
        .table("plan_change")
        .col(id("id"))
        .col(reference("plan_id"))
        .col(instant("at"))
        .col(optional_reference("by_id"))
        .col(optional_reference("agency_id"))
        .col(text("what"))
        .col(sealed("said"))
        .col(optional_sealed("why"))
        .foreign_key(&mut points_to("plan_change", "plan_id", "plan"))
        .foreign_key(&mut points_to("plan_change", "by_id", "account"))
        .foreign_key(&mut points_to("plan_change", "agency_id", "agency"))
        .to_owned()
}

fn reports() -> TableCreateStatement {
    Table::create()
        .table("plan_report")
        .col(id("id"))
        .col(reference("plan_id"))
        .col(text("until"))
        .col(sealed("document"))
        .col(instant("made_at"))
        .col(optional_instant("closed_at"))
        .col(optional_instant("published_at"))
        .col(optional_reference("changed_by"))
        .foreign_key(&mut points_to("plan_report", "plan_id", "plan"))
        .foreign_key(&mut points_to("plan_report", "changed_by", "account"))
        .to_owned()
}

fn links() -> TableCreateStatement {
    Table::create()
        .table("progress_link")
        .col(id("id"))
        .col(reference("report_id"))
        .col(reference("agency_id"))
        .col(bytes("token_hash").unique_key())
        .col(instant("made_at"))
        .foreign_key(&mut points_to("progress_link", "report_id", "plan_report"))
        .foreign_key(&mut points_to("progress_link", "agency_id", "agency"))
        .to_owned()
}
