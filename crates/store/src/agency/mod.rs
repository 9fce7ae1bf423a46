//! The agencies of partnerships.

pub mod groups;

use crate::connection::{Source, sealed::Source as _};
use crate::entity::agency;
use crate::{Keyring, StoreError, Tx, words};
use domain::account::contact::EmailAddress;
use domain::agency::{Agency, AgencyKind, NewAgency};
use domain::id::{AgencyId, OrganisationId, PartnershipId};
use jiff::civil::Date;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

const EMAIL: &str = "agency.email";

/// Adds an agency.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the address cannot be sealed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn add(tx: &Tx, new: &NewAgency) -> Result<AgencyId, StoreError> {
    let row = agency::ActiveModel {
        id: NotSet,
        ..row(tx.keyring(), new)?
    };
    let made = agency::Entity::insert(row).exec(tx.connection()).await?;
    Ok(AgencyId(made.last_insert_id))
}

/// Replaces what was entered for an agency.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the address cannot be sealed.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn change(tx: &Tx, agency: &Agency) -> Result<(), StoreError> {
    let row = agency::ActiveModel {
        id: Set(agency.id.0),
        ..row(tx.keyring(), &agency.agency)?
    };
    agency::Entity::update(row).exec(tx.connection()).await?;
    Ok(())
}

/// Finds an agency.
///
/// # Errors
/// [`StoreError`] when the database does not answer or the row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(agency = id.0))]
pub async fn find(source: &impl Source, id: AgencyId) -> Result<Option<Agency>, StoreError> {
    let row = agency::Entity::find_by_id(id.0).one(source.connection()).await?;
    row.map(|row| read(source.keyring(), row)).transpose()
}

/// Reads the agencies of a partnership by name, including those that have left.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn of_partnership(
    source: &impl Source,
    partnership: PartnershipId,
) -> Result<Vec<Agency>, StoreError> {
    let rows = agency::Entity::find()
        .filter(agency::Column::PartnershipId.eq(partnership.0))
        .order_by_asc(agency::Column::Id)
        .all(source.connection())
        .await?;
    let keys = source.keyring();
    let agencies = rows.into_iter().map(|row| read(keys, row));
    let mut agencies: Vec<Agency> = agencies.collect::<Result<_, _>>()?;
    agencies.sort_by_key(|agency| agency.agency.name.to_lowercase());
    Ok(agencies)
}

/// Reads the agencies that belong to these organisations, in any partnership.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn of_organisations(
    source: &impl Source,
    organisations: &[OrganisationId],
) -> Result<Vec<Agency>, StoreError> {
    let rows = agency::Entity::find()
        .filter(agency::Column::OrganisationId.is_in(organisations.iter().map(|id| id.0)))
        .order_by_asc(agency::Column::Id)
        .limit(MOST)
        .all(source.connection())
        .await?;
    rows.into_iter().map(|row| read(source.keyring(), row)).collect()
}

/// The most agencies that one person's organisations can have.
const MOST: u64 = 200;

fn row(keys: &Keyring, new: &NewAgency) -> Result<agency::ActiveModel, StoreError> {
    let email = new.email.as_ref().map(EmailAddress::as_str);
    Ok(agency::ActiveModel {
        id: NotSet,
        partnership_id: Set(new.partnership.0),
        organisation_id: Set(new.organisation.map(|id| id.0)),
        name: Set(new.name.clone()),
        kind: Set(new.kind.slug().to_owned()),
        email: Set(words::sealed(keys, EMAIL, email)?),
        left_on: Set(new.left_on.map(|day| day.to_string())),
    })
}

fn read(keys: &Keyring, row: agency::Model) -> Result<Agency, StoreError> {
    let corrupt = |what: &str| StoreError::corrupt("agency", what);
    let email = words::opened(keys, EMAIL, row.email.as_deref(), None)?;
    let email = email.map(|raw| EmailAddress::parse(&raw).map_err(|_| corrupt("an invalid address")));
    Ok(Agency {
        id: AgencyId(row.id),
        agency: NewAgency {
            partnership: PartnershipId(row.partnership_id),
            organisation: row.organisation_id.map(OrganisationId),
            name: row.name,
            kind: AgencyKind::parse(&row.kind).ok_or_else(|| corrupt("an unknown kind"))?,
            email: email.transpose()?,
            left_on: day("agency", row.left_on)?,
        },
    })
}

/// Reads a day that is stored as text.
fn day(table: &'static str, raw: Option<String>) -> Result<Option<Date>, StoreError> {
    raw.map(|raw| {
        raw.parse()
            .map_err(|_| StoreError::corrupt(table, "an invalid day"))
    })
    .transpose()
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
