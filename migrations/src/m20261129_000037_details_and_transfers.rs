//! Owners change their e-mail address with a link that goes to the new address, and we tell the old one. Owners also
//! pass bikes on to new owners.

use crate::columns::*;
use sea_orm_migration::prelude::*;

/// Adds the tables of changed e-mail addresses and of transfers.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(changes()).await?;
        manager.create_table(transfers()).await?;
        run(
            manager,
            &[
                "CREATE INDEX email_change_account ON email_change (account_id)",
                "CREATE INDEX email_change_made ON email_change (made_at)",
                "CREATE INDEX transfer_bike ON transfer (bike_id)",
                "CREATE UNIQUE INDEX transfer_open ON transfer (bike_id) WHERE ended_at IS NULL",
                "CREATE INDEX transfer_waits ON transfer (expires_at) WHERE ended_at IS NULL",
                "CREATE INDEX transfer_from ON transfer (from_id)",
                "CREATE INDEX transfer_to ON transfer (to_id) WHERE to_id IS NOT NULL",
                "CREATE INDEX transfer_double ON transfer (double_id) WHERE double_id IS NOT NULL",
            ],
        )
        .await
    }
}

fn changes() -> TableCreateStatement {
    Table::create()
        .table("email_change")
        .col(id("id"))
        .col(reference("account_id"))
        // Hashes that find the links that were sent to the new and the old address.
        .col(bytes("token_hash").unique_key())
        .col(bytes("objection_hash").unique_key())
        .col(sealed("old_email"))
        .col(sealed("new_email"))
        .col(instant("made_at"))
        .col(instant("expires_at"))
        .col(optional_instant("confirmed_at"))
        .col(optional_instant("stopped_at"))
        .foreign_key(&mut points_to("email_change", "account_id", "account"))
        .to_owned()
}

fn transfers() -> TableCreateStatement {
    Table::create()
        .table("transfer")
        .col(id("id"))
        .col(reference("bike_id"))
        .col(reference("from_id"))
        .col(sealed("to_email"))
        .col(bytes("token_hash").unique_key())
        .col(instant("made_at"))
        .col(instant("expires_at"))
        .col(optional_instant("ended_at"))
        .col(optional_text("outcome"))
        .col(optional_reference("to_id"))
        // The new owner's own record of the bike, if the bike passes to them because they had already registered it.
        .col(optional_reference("double_id"))
        .foreign_key(&mut points_to("transfer", "bike_id", "bike"))
        .foreign_key(&mut points_to("transfer", "from_id", "account"))
        .foreign_key(&mut points_to("transfer", "to_id", "account"))
        .foreign_key(&mut points_to("transfer", "double_id", "bike"))
        .to_owned()
}
