//! Bikes, the numbers on them, their owners and photos, and registrations that are being filled in.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the tables of bikes, their numbers, owners, flags, photos and registrations.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    #[expect(clippy::too_many_lines, reason = "a table for each thing")]
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("bike")
            .col(id("id"))
            .col(optional_text("external_ref").unique_key())
            .col(text("frame"))
            .col(optional_text("make"))
            .col(optional_text("model"))
            .col(text("colours"))
            .col(optional_text("kind"))
            .col(optional_text("features"))
            .col(optional_reference("organisation_id"))
            .col(text("registered_via"))
            .col(optional_bytes("import_digest"))
            .col(instant("registered_at"))
            .col(optional_instant("retired_at"))
            .foreign_key(&mut points_to("bike", "organisation_id", "organisation"))
            .to_owned();
        manager.create_table(table).await?;

        // Every number on a bike, the frame's too. `folded` is the number with look-alikes as the same character.
        let table = Table::create()
            .table("identifier")
            .col(id("id"))
            .col(reference("bike_id"))
            .col(text("kind"))
            .col(text("as_written"))
            .col(text("folded"))
            .foreign_key(&mut points_to("identifier", "bike_id", "bike"))
            .to_owned();
        manager.create_table(table).await?;
        run(
            manager,
            &[
                "CREATE INDEX identifier_folded ON identifier (folded)",
                "CREATE INDEX identifier_bike ON identifier (bike_id)",
            ],
        )
        .await?;

        let table = Table::create()
            .table("ownership")
            .col(id("id"))
            .col(reference("bike_id"))
            .col(reference("account_id"))
            .col(text("how"))
            .col(instant("from_at"))
            .col(optional_instant("confirmed_at"))
            .col(optional_instant("until_at"))
            .foreign_key(&mut points_to("ownership", "bike_id", "bike"))
            .foreign_key(&mut points_to("ownership", "account_id", "account"))
            .to_owned();
        manager.create_table(table).await?;
        run(
            manager,
            &[
                "CREATE UNIQUE INDEX ownership_one_owner ON ownership (bike_id) WHERE until_at IS NULL",
                "CREATE INDEX ownership_account ON ownership (account_id)",
            ],
        )
        .await?;

        // For the police only: why a new registration needs a second look.
        let table = Table::create()
            .table("bike_flag")
            .col(id("id"))
            .col(reference("bike_id"))
            .col(reference("other_bike_id"))
            .col(text("kind"))
            .col(instant("raised_at"))
            .foreign_key(&mut points_to("bike_flag", "bike_id", "bike"))
            .foreign_key(&mut points_to("bike_flag", "other_bike_id", "bike"))
            .index(
                Index::create()
                    .unique()
                    .col("bike_id")
                    .col("other_bike_id")
                    .col("kind"),
            )
            .to_owned();
        manager.create_table(table).await?;

        // A registration that is, or was, being filled in. Because it keeps `bike_id`, it does no harm to send it
        // twice.
        let table = Table::create()
            .table("registration")
            .col(id("id"))
            .col(bytes("token_hash").unique_key())
            .col(sealed("draft"))
            .col(optional_reference("bike_id"))
            .col(instant("created_at"))
            .col(instant("updated_at"))
            .foreign_key(&mut points_to("registration", "bike_id", "bike"))
            .to_owned();
        manager.create_table(table).await?;

        let table = Table::create()
            .table("photo")
            .col(id("id"))
            .col(optional_reference("bike_id"))
            .col(optional_reference("registration_id"))
            .col(text("file"))
            .col(text("thumbnail"))
            .col(ColumnDef::new("width").integer().not_null())
            .col(ColumnDef::new("height").integer().not_null())
            .col(instant("added_at"))
            .foreign_key(&mut points_to("photo", "bike_id", "bike"))
            .foreign_key(&mut points_to("photo", "registration_id", "registration"))
            .to_owned();
        manager.create_table(table).await?;
        run(
            manager,
            &[
                "CREATE INDEX photo_bike ON photo (bike_id)",
                "CREATE INDEX photo_registration ON photo (registration_id)",
            ],
        )
        .await
    }
}
