//! Recoveries as rows of the table.

use crate::bike::{colours_column, colours_of};
use crate::connection::sealed::Source as _;
use crate::entity::recovery;
use crate::error::Constraint;
use crate::time::{instant, millis};
use crate::words::{self, column};
use crate::{Keyring, StoreError, Tx, places};
use domain::bike::BikeKind;
use domain::id::{BikeId, LookUpId, OrganisationId, RecoveryId};
use domain::place::Point;
use domain::recovery::home::Recipient;
use domain::recovery::{NewRecovery, NumberRead, Recovery, RecoveryStatus, property_key};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

const PLACE: &str = "recovery.place";
const GIVEN: &str = "recovery.place_given";
const FOUND_BY: &str = "recovery.found_by";
/// The old separator of `kind:value` pairs, before they were stored as a JSON array. It can also occur in a number.
const BETWEEN: &str = ";";

/// Returns the columns that can be corrected.
pub(super) fn of(keys: &Keyring, new: &NewRecovery) -> Result<recovery::ActiveModel, StoreError> {
    let key = property_key(&new.property_ref);
    Ok(recovery::ActiveModel {
        // The reference is sealed. The value in its place makes sure that each reference is used only once.
        property_ref: Set(words::stand_in(keys, column::PROPERTY_REF, &key)),
        property_key: Set(None),
        property_sealed: Set(Some(keys.seal_text(column::PROPERTY_REF, &new.property_ref)?)),
        property_hash: Set(Some(words::property_hash(keys, &key))),
        read: Set(new.read.clone()),
        identifiers: Set(identifiers_column(&new.identifiers)),
        make: Set(new.make.clone()),
        model: Set(new.model.clone()),
        colours: Set(colours_column(&new.colours)),
        kind: Set(new.kind.map(|kind| kind.slug().to_owned())),
        found_at: Set(millis(new.found_at)),
        found_by: Set(words::sealed(keys, FOUND_BY, new.found_by.as_deref())?),
        place: Set(words::sealed(keys, PLACE, new.place.as_deref())?),
        lat: Set(new.point.map(Point::lat)),
        lng: Set(new.point.map(Point::lng)),
        place_given: Set(places::seal(keys, GIVEN, new.given.as_ref())?),
        place_precision: Set(places::precision(new.given.as_ref(), new.point)),
        ..Default::default()
    })
}

/// Makes sure that no row of the organisation has the reference unsealed. The database itself cannot compare such rows
/// with sealed ones.
pub(super) async fn is_free_in_the_clear(
    tx: &Tx,
    organisation: OrganisationId,
    but: Option<RecoveryId>,
    property_ref: &str,
) -> Result<(), StoreError> {
    let taken = recovery::Entity::find()
        .filter(recovery::Column::OrganisationId.eq(organisation.0))
        .filter(recovery::Column::PropertyKey.eq(property_key(property_ref)))
        .filter(recovery::Column::Id.ne(but.map_or(0, |id| id.0)))
        .count(tx.connection())
        .await?;
    if taken > 0 {
        return Err(StoreError::Taken(Constraint::PropertyRef));
    }
    Ok(())
}

/// Opens the property reference of a row.
pub(super) fn property_ref(
    keys: &Keyring,
    sealed: Option<&[u8]>,
    clear: String,
) -> Result<String, StoreError> {
    words::open(keys, column::PROPERTY_REF, sealed, clear)
}

/// Reads a recovery back.
pub(super) fn from_row(keys: &Keyring, row: recovery::Model) -> Result<Recovery, StoreError> {
    let corrupt = |what: String| StoreError::corrupt("recovery", what);
    let place = row
        .place
        .map(|sealed| keys.open_text(PLACE, &sealed))
        .transpose()?;
    let found_by = row
        .found_by
        .map(|sealed| keys.open_text(FOUND_BY, &sealed))
        .transpose()?;
    let at = |at: Option<i64>| at.map(|at| instant("recovery", at)).transpose();
    let identifiers = identifiers_of(&row.identifiers).map_err(corrupt)?;
    let kind = row
        .kind
        .map(|slug| BikeKind::parse(&slug).ok_or_else(|| corrupt(format!("a kind {slug:?}"))))
        .transpose()?;
    Ok(Recovery {
        id: RecoveryId(row.id),
        organisation: OrganisationId(row.organisation_id),
        recovery: NewRecovery {
            property_ref: property_ref(keys, row.property_sealed.as_deref(), row.property_ref)?,
            read: row.read,
            identifiers,
            make: row.make,
            model: row.model,
            colours: colours_of(&row.colours),
            kind,
            found_at: instant("recovery", row.found_at)?,
            found_by,
            place,
            given: places::open(keys, GIVEN, row.place_given.as_deref())?,
            point: row
                .lat
                .zip(row.lng)
                .and_then(|(lat, lng)| Point::new(lat, lng).ok()),
        },
        status: status_of(&row.status, row.ended_as.as_deref())?,
        bike: row.bike_id.map(BikeId),
        recorded_at: instant("recovery", row.recorded_at)?,
        look_up: row.look_up_id.map(LookUpId),
        version: row.version,
        tied_at: at(row.tied_at)?,
        returned_at: at(row.returned_at)?,
        ended_at: at(row.ended_at)?,
        held_at: at(row.held_at)?,
        handed_to: row
            .handed_to
            .map(|slug| Recipient::parse(&slug).ok_or_else(|| corrupt(format!("handed to {slug:?}"))))
            .transpose()?,
    })
}

/// Returns the status of a record. For a record that ended without an owner, the status says how it ended.
fn status_of(status: &str, ended_as: Option<&str>) -> Result<RecoveryStatus, StoreError> {
    let slug = ended_as.unwrap_or(status);
    RecoveryStatus::parse(slug).ok_or_else(|| StoreError::corrupt("recovery", format!("a status {slug:?}")))
}

/// Writes numbers as a JSON array of `kind:value`. Without numbers, the text is empty.
fn identifiers_column(identifiers: &[NumberRead]) -> String {
    if identifiers.is_empty() {
        return String::new();
    }
    let pairs: Vec<String> = identifiers.iter().map(NumberRead::to_string).collect();
    serde_json::json!(pairs).to_string()
}

/// Reads what [`identifiers_column`] wrote, or the old form with semicolons.
pub(super) fn identifiers_of(column: &str) -> Result<Vec<NumberRead>, String> {
    let pairs: Vec<String> = if column.starts_with('[') {
        serde_json::from_str(column).map_err(|error| error.to_string())?
    } else {
        column
            .split(BETWEEN)
            .filter(|pair| !pair.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let parsed = pairs.iter().map(|pair| NumberRead::kept(pair));
    parsed
        .collect::<Result<_, _>>()
        .map_err(|error| error.to_string())
}
