//! Meetings of groups with their history, their papers, and questions from the public.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds meetings, their history, papers and questions.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(meetings()).await?;
        manager.create_table(changes()).await?;
        manager.create_table(papers()).await?;
        manager.create_table(questions()).await?;
        run(
            manager,
            &[
                "CREATE INDEX meeting_partnership ON meeting (partnership_id, starts_at)",
                "CREATE INDEX meeting_group ON meeting (group_id, starts_at)",
                "CREATE INDEX meeting_changed_by ON meeting (changed_by) WHERE changed_by IS NOT NULL",
                "CREATE INDEX meeting_change_meeting ON meeting_change (meeting_id, id)",
                "CREATE INDEX meeting_change_by ON meeting_change (by_id) WHERE by_id IS NOT NULL",
                "CREATE INDEX meeting_paper_meeting ON meeting_paper (meeting_id, id)",
                "CREATE INDEX meeting_paper_file ON meeting_paper (file)",
                "CREATE INDEX meeting_question_meeting ON meeting_question (meeting_id, id)",
                "CREATE INDEX meeting_question_asked ON meeting_question (asked_at)",
            ],
        )
        .await
    }
}

fn meetings() -> TableCreateStatement {
    Table::create()
        .table("meeting")
        .col(id("id"))
        .col(reference("partnership_id"))
        .col(reference("group_id"))
        .col(instant("starts_at"))
        // The details, agenda, attendance, action points and minutes. It is read and written whole.
        .col(sealed("document"))
        .col(instant("changed_at"))
        .col(optional_reference("changed_by"))
        .foreign_key(&mut points_to("meeting", "partnership_id", "partnership"))
        .foreign_key(&mut points_to("meeting", "group_id", "working_group"))
        .foreign_key(&mut points_to("meeting", "changed_by", "account"))
        .to_owned()
}

fn changes() -> TableCreateStatement {
    Table::create()
        .table("meeting_change")
        .col(id("id"))
        .col(reference("meeting_id"))
        .col(instant("at"))
        .col(optional_reference("by_id"))
        .col(sealed("said"))
        .col(optional_sealed("why"))
        .foreign_key(&mut points_to("meeting_change", "meeting_id", "meeting"))
        .foreign_key(&mut points_to("meeting_change", "by_id", "account"))
        .to_owned()
}

fn papers() -> TableCreateStatement {
    Table::create()
        .table("meeting_paper")
        .col(id("id"))
        .col(reference("meeting_id"))
        .col(text("file"))
        .col(ColumnDef::new("bytes").big_integer().not_null())
        // Its item, its title, and when it comes out.
        .col(sealed("document"))
        .foreign_key(&mut points_to("meeting_paper", "meeting_id", "meeting"))
        .to_owned()
}

fn questions() -> TableCreateStatement {
    Table::create()
        .table("meeting_question")
        .col(id("id"))
        .col(reference("meeting_id"))
        .col(instant("asked_at"))
        .col(sealed("said"))
        .foreign_key(&mut points_to("meeting_question", "meeting_id", "meeting"))
        .to_owned()
}
