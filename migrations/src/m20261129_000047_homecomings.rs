//! How a matched bike goes home: what its owner offers as proof, who will collect it and when.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the table of homecomings.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let homecoming = Table::create()
            .table("homecoming")
            .col(reference("recovery_id").primary_key().to_owned())
            .col(reference("bike_id"))
            .col(reference("organisation_id"))
            .col(instant("begun_at"))
            .col(reference("letters").default(0).to_owned())
            .col(optional_instant("write_at"))
            .col(optional_instant("silent_at"))
            .col(optional_instant("slot_at"))
            .col(optional_instant("insurance_until"))
            .col(optional_instant("ended_at"))
            .col(optional_bytes("code_hash"))
            .col(optional_bytes("insurer_hash"))
            .col(optional_sealed("said"))
            .foreign_key(&mut points_to("homecoming", "recovery_id", "recovery"))
            .foreign_key(&mut points_to("homecoming", "bike_id", "bike"))
            .foreign_key(&mut points_to("homecoming", "organisation_id", "organisation"))
            .to_owned();
        manager.create_table(homecoming).await?;
        run(manager, &INDEXES).await
    }
}

/// Bikes that are matched and still in the store are already on their way home. We will write to their owners after a
/// week.
const INDEXES: [&str; 7] = [
    "INSERT INTO homecoming (recovery_id, bike_id, organisation_id, begun_at, write_at) \
     SELECT id, bike_id, organisation_id, COALESCE(tied_at, recorded_at), COALESCE(tied_at, recorded_at) + 604800000 \
     FROM recovery WHERE status = 'tied' ORDER BY id",
    "CREATE INDEX homecoming_bike ON homecoming (bike_id)",
    "CREATE INDEX homecoming_slot ON homecoming (organisation_id, slot_at) WHERE ended_at IS NULL",
    "CREATE INDEX homecoming_under_way ON homecoming (organisation_id, begun_at) WHERE ended_at IS NULL",
    "CREATE UNIQUE INDEX homecoming_code ON homecoming (code_hash)",
    "CREATE UNIQUE INDEX homecoming_insurer ON homecoming (insurer_hash)",
    "CREATE INDEX homecoming_write ON homecoming (write_at) WHERE ended_at IS NULL",
];
