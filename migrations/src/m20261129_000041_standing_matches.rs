//! Standing matches between registered bikes and recovered ones, and how far the worker that finds them has got.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the table of standing matches.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One row for each worker: its place in the feed, which process may move it, and until when.
        let follower = Table::create()
            .table("follower")
            .col(text("name").primary_key())
            .col(optional_text("epoch"))
            .col(ColumnDef::new("writer").big_integer().not_null().default(0))
            .col(ColumnDef::new("position").big_integer().not_null().default(0))
            .col(ColumnDef::new("made_at").big_integer().not_null().default(0))
            .col(optional_text("held_by"))
            .col(ColumnDef::new("held_until").big_integer().not_null().default(0))
            .to_owned();
        manager.create_table(follower).await?;
        let pair = Table::create()
            .table("standing_match")
            .col(id("id"))
            .col(reference("recovery_id"))
            .col(reference("bike_id"))
            // The recovery's organisation, so that a force's list needs no join.
            .col(reference("organisation_id"))
            .col(text("status"))
            .col(ColumnDef::new("bits").double().not_null())
            .col(ColumnDef::new("likelihood").double().not_null())
            .col(ColumnDef::new("wording").integer().not_null())
            // The reasons, stored in the same way as the answer of a look-up.
            .col(sealed("answer"))
            .col(instant("found_at"))
            .col(instant("changed_at"))
            .col(optional_instant("parked_until"))
            .col(optional_reference("decided_by"))
            .col(optional_instant("decided_at"))
            // Why an officer said no. It may name somebody.
            .col(optional_sealed("reason"))
            .col(ColumnDef::new("version").big_integer().not_null().default(1))
            .foreign_key(&mut points_to("standing_match", "recovery_id", "recovery"))
            .foreign_key(points_to("standing_match", "bike_id", "bike").on_delete(ForeignKeyAction::Cascade))
            .foreign_key(&mut points_to(
                "standing_match",
                "organisation_id",
                "organisation",
            ))
            .foreign_key(&mut points_to("standing_match", "decided_by", "account"))
            .to_owned();
        manager.create_table(pair).await?;
        // The last day on which a force's officers were told how many matches are waiting.
        let told = Table::create()
            .table("match_notice")
            .col(reference("organisation_id").primary_key())
            .col(text("day"))
            .foreign_key(&mut points_to("match_notice", "organisation_id", "organisation"))
            .to_owned();
        manager.create_table(told).await?;
        run(manager, &INDEXES).await
    }
}

const INDEXES: [&str; 8] = [
    "INSERT INTO follower (name) VALUES ('matches')",
    "CREATE UNIQUE INDEX standing_match_pair ON standing_match (recovery_id, bike_id)",
    "CREATE INDEX standing_match_bike ON standing_match (bike_id)",
    "CREATE INDEX standing_match_list ON standing_match (organisation_id, status, likelihood, id)",
    "CREATE INDEX standing_match_parked ON standing_match (parked_until) WHERE status = 'parked'",
    "CREATE INDEX standing_match_status ON standing_match (status, organisation_id)",
    "CREATE INDEX standing_match_decided_by ON standing_match (decided_by)",
    "CREATE INDEX recovery_status ON recovery (status, id)",
];
