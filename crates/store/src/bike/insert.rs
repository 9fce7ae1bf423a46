use super::{colours_column, frame_word};
use crate::connection::sealed::Source as _;
use crate::entity::{bike, identifier};
use crate::time::millis;
use crate::words::{self, column};
use crate::{Keyring, StoreError, Tx, feed, ids, rows};
use domain::bike::{Bike, Identifier, IdentifierKind, NewBike};
use domain::id::{BikeId, OrganisationId};
use domain::number::FrameNumber;
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Value};

/// How a bike was registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegisteredBy {
    /// By its owner, on the website.
    Web,
    /// By a volunteer, at a desk.
    Desk,
    /// From a list, at the command line.
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

/// A bike that is about to be written.
#[derive(Clone, Debug)]
pub struct Arrival<'a> {
    /// What will be written about the bike.
    pub bike: &'a NewBike,
    /// How it was registered.
    pub via: RegisteredBy,
    /// The organisation that registered it, if any.
    pub organisation: Option<OrganisationId>,
    /// The key that the list uses for it.
    pub external_ref: Option<&'a str>,
    /// A hash of the list's line. If the same line is imported again, nothing changes.
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
    "features_sealed",
    "organisation_id",
    "registered_via",
    "import_digest",
    "registered_at",
];

/// Writes bikes with their numbers and notes them in the change feed.
///
/// # Errors
/// [`StoreError::Taken`] when an external reference is already on the register; [`StoreError::Database`].
#[tracing::instrument(level = "debug", skip_all)]
pub async fn insert(tx: &Tx, arrivals: &[Arrival<'_>], now: Timestamp) -> Result<Vec<BikeId>, StoreError> {
    let ids = ids::reserve(tx, "bike", arrivals.len()).await?;
    let mut features = Vec::with_capacity(arrivals.len());
    for arrival in arrivals {
        features.push(sealed_features(tx.keyring(), arrival.bike)?);
    }
    let rows = ids
        .iter()
        .zip(arrivals)
        .zip(features)
        .map(|((id, arrival), features)| {
            let description = &arrival.bike.description;
            [
                Value::from(*id),
                arrival.external_ref.map(str::to_owned).into(),
                frame_word(&arrival.bike.frame).into(),
                description.make.clone().into(),
                description.model.clone().into(),
                colours_column(&description.colours).into(),
                description.kind.map(|kind| kind.slug().to_owned()).into(),
                features.into(),
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

/// Replaces a bike's description and numbers, and notes the bike in the change feed. Its former numbers stay.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(bike = id.0))]
pub async fn update(
    tx: &Tx,
    id: BikeId,
    bike: &NewBike,
    import_digest: Option<&[u8]>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut row = described(tx.keyring(), bike)?;
    row.id = Set(id.0);
    if let Some(digest) = import_digest {
        row.import_digest = Set(Some(digest.to_vec()));
    }
    bike::Entity::update(row).exec(tx.connection()).await?;
    identifier::Entity::delete_many()
        .filter(identifier::Column::BikeId.eq(id.0))
        .filter(identifier::Column::EndedAt.is_null())
        .exec(tx.connection())
        .await?;
    insert_numbers(tx, std::iter::once((id.0, bike))).await?;
    feed::record(tx, &[id], now).await
}

/// Replaces a bike's description and numbers with what its owner says, and notes the bike in the change feed. Numbers
/// that are left out become former numbers, and look-ups still find the bike by them.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn rewrite(tx: &Tx, old: &Bike, new: &NewBike, now: Timestamp) -> Result<(), StoreError> {
    let bears = |kind: IdentifierKind, number: &FrameNumber| {
        let frame = new
            .frame
            .number()
            .into_iter()
            .map(|number| (IdentifierKind::Frame, number));
        let others = new.identifiers.iter().map(|other| (other.kind, &other.number));
        frame.chain(others).any(|one| one == (kind, number))
    };
    let ended: Vec<Identifier> = old
        .numbers()
        .filter(|(kind, number)| !bears(*kind, number))
        .map(|(kind, number)| Identifier {
            kind,
            number: number.clone(),
        })
        .collect();
    update(tx, old.id, new, None, now).await?;
    let known = |one: &&Identifier| !old.former.contains(one);
    let rows = ended.iter().filter(known).map(|one| {
        let [bike, kind, written, folded] = number_row(old.id.0, one.kind, &one.number);
        [bike, kind, written, folded, millis(now).into()]
    });
    let rows: Vec<_> = rows.collect();
    let columns = ["bike_id", "kind", "as_written", "folded", "ended_at"];
    rows::insert(tx, "identifier", columns, rows.into_iter()).await?;
    // A number that the bike now has again is no longer a former one.
    for again in old.former.iter().filter(|one| bears(one.kind, &one.number)) {
        identifier::Entity::delete_many()
            .filter(identifier::Column::BikeId.eq(old.id.0))
            .filter(identifier::Column::Kind.eq(again.kind.slug()))
            .filter(identifier::Column::AsWritten.eq(again.number.as_written()))
            .filter(identifier::Column::EndedAt.is_not_null())
            .exec(tx.connection())
            .await?;
    }
    Ok(())
}

/// Returns the columns that the description fills; the others are left as they are.
fn described(keys: &Keyring, bike: &NewBike) -> Result<bike::ActiveModel, StoreError> {
    let description = &bike.description;
    Ok(bike::ActiveModel {
        frame: Set(frame_word(&bike.frame).to_owned()),
        make: Set(description.make.clone()),
        model: Set(description.model.clone()),
        colours: Set(colours_column(&description.colours)),
        kind: Set(description.kind.map(|kind| kind.slug().to_owned())),
        features: Set(None),
        features_sealed: Set(sealed_features(keys, bike)?),
        ..bike::ActiveModel::default()
    })
}

fn sealed_features(keys: &Keyring, bike: &NewBike) -> Result<Option<Vec<u8>>, StoreError> {
    words::sealed(keys, column::FEATURES, bike.description.features.as_deref())
}

async fn insert_numbers<'a>(
    tx: &Tx,
    bikes: impl Iterator<Item = (i64, &'a NewBike)>,
) -> Result<(), StoreError> {
    // The numbers are collected first, because the iterator borrows the bikes and must not live across the await.
    let numbers = bikes.flat_map(|(id, bike)| {
        let frame = bike.frame.number().map(|number| (IdentifierKind::Frame, number));
        let others = bike
            .identifiers
            .iter()
            .map(|Identifier { kind, number }| (*kind, number));
        frame
            .into_iter()
            .chain(others)
            .map(move |(kind, number)| number_row(id, kind, number))
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

fn number_row(bike: i64, kind: IdentifierKind, number: &FrameNumber) -> [Value; 4] {
    [
        Value::from(bike),
        kind.slug().into(),
        number.as_written().into(),
        number.folded().into(),
    ]
}
