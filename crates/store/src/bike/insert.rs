use super::{colours_column, frame_word};
use crate::connection::sealed::Source as _;
use crate::entity::{bike, identifier};
use crate::time::millis;
use crate::{StoreError, Tx, feed, ids, rows};
use domain::bike::{Identifier, IdentifierKind, NewBike};
use domain::id::{BikeId, OrganisationId};
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Value};

/// The door through which a bike came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegisteredBy {
    /// Its owner, on the web.
    Web,
    /// A volunteer, at a desk.
    Desk,
    /// A list, by the command line.
    Import,
}

impl RegisteredBy {
    fn word(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Desk => "desk",
            Self::Import => "import",
        }
    }
}

/// A bike on its way into the register.
#[derive(Clone, Debug)]
pub struct Arrival<'a> {
    /// The bike.
    pub bike: &'a NewBike,
    /// The door.
    pub via: RegisteredBy,
    /// The organisation at the door, if any.
    pub organisation: Option<OrganisationId>,
    /// The key under which a list names it.
    pub external_ref: Option<&'a str>,
    /// A hash of the list's line, so that the same line again changes nothing.
    pub import_digest: Option<&'a [u8]>,
}

const COLUMNS: [&str; 12] = [
    "id",
    "external_ref",
    "frame",
    "make",
    "model",
    "colours",
    "kind",
    "features",
    "organisation_id",
    "registered_via",
    "import_digest",
    "registered_at",
];

/// Writes bikes with their numbers and notes them in the change feed.
///
/// # Errors
/// [`StoreError::Taken`] when an external reference is on the register already; [`StoreError::Database`].
pub async fn insert(tx: &Tx, arrivals: &[Arrival<'_>], now: Timestamp) -> Result<Vec<BikeId>, StoreError> {
    let ids = ids::reserve(tx, "bike", arrivals.len()).await?;
    let rows = ids.iter().zip(arrivals).map(|(id, arrival)| {
        let description = &arrival.bike.description;
        [
            Value::from(*id),
            arrival.external_ref.map(str::to_owned).into(),
            frame_word(&arrival.bike.frame).into(),
            description.make.clone().into(),
            description.model.clone().into(),
            colours_column(&description.colours).into(),
            description.kind.map(|kind| kind.slug().to_owned()).into(),
            description.features.clone().into(),
            arrival.organisation.map(|o| o.0).into(),
            arrival.via.word().into(),
            arrival.import_digest.map(<[u8]>::to_vec).into(),
            millis(now).into(),
        ]
    });
    rows::insert(tx, "bike", COLUMNS, rows).await?;
    insert_numbers(
        tx,
        ids.iter()
            .copied()
            .zip(arrivals.iter().map(|arrival| arrival.bike)),
    )
    .await?;
    let ids: Vec<BikeId> = ids.into_iter().map(BikeId).collect();
    feed::record(tx, &ids, now).await?;
    Ok(ids)
}

/// Writes a bike's description and numbers over what was there, and notes it in the change feed.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn update(
    tx: &Tx,
    id: BikeId,
    bike: &NewBike,
    import_digest: Option<&[u8]>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut row = described(bike);
    row.id = Set(id.0);
    if let Some(digest) = import_digest {
        row.import_digest = Set(Some(digest.to_vec()));
    }
    bike::Entity::update(row).exec(tx.connection()).await?;
    identifier::Entity::delete_many()
        .filter(identifier::Column::BikeId.eq(id.0))
        .exec(tx.connection())
        .await?;
    insert_numbers(tx, std::iter::once((id.0, bike))).await?;
    feed::record(tx, &[id], now).await
}

/// Takes a bike off the register's active part, as its owner asks; its history stays.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
pub async fn retire(tx: &Tx, id: BikeId, now: Timestamp) -> Result<(), StoreError> {
    bike::Entity::update_many()
        .col_expr(bike::Column::RetiredAt, Expr::value(millis(now)))
        .filter(bike::Column::Id.eq(id.0))
        .exec(tx.connection())
        .await?;
    feed::record(tx, &[id], now).await
}

/// The columns that the description fills; the others are left as they are.
fn described(bike: &NewBike) -> bike::ActiveModel {
    let description = &bike.description;
    bike::ActiveModel {
        frame: Set(frame_word(&bike.frame).to_owned()),
        make: Set(description.make.clone()),
        model: Set(description.model.clone()),
        colours: Set(colours_column(&description.colours)),
        kind: Set(description.kind.map(|kind| kind.slug().to_owned())),
        features: Set(description.features.clone()),
        ..bike::ActiveModel::default()
    }
}

async fn insert_numbers<'a>(
    tx: &Tx,
    bikes: impl Iterator<Item = (i64, &'a NewBike)>,
) -> Result<(), StoreError> {
    // Gathered first: what borrows the bikes must not be held over the wait for the database.
    let numbers = bikes.flat_map(|(id, bike)| {
        let frame = bike.frame.number().map(|number| (IdentifierKind::Frame, number));
        let others = bike
            .identifiers
            .iter()
            .map(|Identifier { kind, number }| (*kind, number));
        frame.into_iter().chain(others).map(move |(kind, number)| {
            [
                Value::from(id),
                kind.slug().into(),
                number.as_written().into(),
                number.folded().into(),
            ]
        })
    });
    let rows: Vec<_> = numbers.collect();
    rows::insert(
        tx,
        "identifier",
        ["bike_id", "kind", "as_written", "folded"],
        rows.into_iter(),
    )
    .await?;
    Ok(())
}
