use super::ownerships::UNANSWERED;
use super::{colours_of, corrupt};
use crate::connection::Source;
use crate::entity::{bike, identifier, mark, ownership, recovery, theft_report};
use crate::theft::OpenTheft;
use crate::time::instant;
use crate::words::{self, column};
use crate::{Keyring, StoreError, bike::identifiers};
use domain::bike::{Bike, BikeKind, Description, Identifier, IdentifierKind, Standing};
use domain::id::BikeId;
use domain::number::Frame;
use sea_orm::sea_query::{Expr, IntoCondition, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;

/// Reads one bike, or returns `None` if it is not on the register.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(bike = id.0))]
pub async fn find(source: &impl Source, id: BikeId) -> Result<Option<Bike>, StoreError> {
    Ok(load(source, &[id]).await?.pop())
}

/// Reads bikes in the given order. Bikes that are not on the register are left out.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn load(source: &impl Source, ids: &[BikeId]) -> Result<Vec<Bike>, StoreError> {
    let found = load_with_thefts(source, ids).await?;
    Ok(found.into_iter().map(|(bike, _)| bike).collect())
}

/// Reads bikes in the given order, each with when and where it was stolen if a theft report is open. Bikes that are not
/// on the register are left out.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn load_with_thefts(
    source: &impl Source,
    ids: &[BikeId],
) -> Result<Vec<(Bike, Option<OpenTheft>)>, StoreError> {
    let mut found = each(source, ids).await?;
    ids.iter().filter_map(|id| found.remove(&id.0)).collect()
}

/// Bikes with their theft reports, and bikes that cannot be read, each with the reason.
pub type Readable = (Vec<(Bike, Option<OpenTheft>)>, Vec<(BikeId, StoreError)>);

/// Reads bikes as [`load_with_thefts`] does, but returns damaged bikes separately, so that they do not hold up the
/// others.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn load_readable(source: &impl Source, ids: &[BikeId]) -> Result<Readable, StoreError> {
    let mut found = each(source, ids).await?;
    let (mut readable, mut damaged) = (Vec::with_capacity(found.len()), Vec::new());
    for id in ids {
        match found.remove(&id.0) {
            Some(Ok(bike)) => readable.push(bike),
            Some(Err(error)) => damaged.push((*id, error)),
            None => {}
        }
    }
    Ok((readable, damaged))
}

type Read = Result<(Bike, Option<OpenTheft>), StoreError>;

async fn each(source: &impl Source, ids: &[BikeId]) -> Result<HashMap<i64, Read>, StoreError> {
    let mut found = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(5_000) {
        let raw: Vec<i64> = chunk.iter().map(|id| id.0).collect();
        // A look-up waits for both statements, so they run at the same time.
        let (mut numbers, rows) = tokio::try_join!(numbers(source, &raw), rows(source, &raw))?;
        for row in rows {
            let of_bike = numbers
                .remove(&row.bike.id)
                .unwrap_or_else(|| Ok(Numbers::default()));
            found.insert(
                row.bike.id,
                of_bike.and_then(|numbers| row.assemble(source.keyring(), numbers)),
            );
        }
    }
    Ok(found)
}

/// Returns the condition that a column holds one of these ids. If the ids have no gaps, it is a range.
pub(super) fn among(column: impl ColumnTrait, ids: &[i64]) -> SimpleExpr {
    let ends = ids.iter().min().zip(ids.iter().max());
    match ends {
        Some((first, last)) if ids.is_sorted_by(|a, b| a < b) && last - first + 1 == ids.len() as i64 => {
            column.between(*first, *last)
        }
        _ => column.is_in(ids.iter().copied()),
    }
}

/// The numbers of one bike.
#[derive(Default)]
struct Numbers {
    own: Vec<Identifier>,
    former: Vec<Identifier>,
}

/// Reads the numbers of bikes, by bike. For a bike with a damaged number it returns the error.
async fn numbers(
    source: &impl Source,
    bikes: &[i64],
) -> Result<HashMap<i64, Result<Numbers, StoreError>>, StoreError> {
    let rows: Vec<(i64, String, String, Option<i64>)> = identifier::Entity::find()
        .select_only()
        .columns([
            identifier::Column::BikeId,
            identifier::Column::Kind,
            identifier::Column::AsWritten,
            identifier::Column::EndedAt,
        ])
        .filter(among(identifier::Column::BikeId, bikes))
        .order_by_asc(identifier::Column::Id)
        .into_tuple()
        .all(source.connection())
        .await?;
    let mut numbers = HashMap::with_capacity(bikes.len());
    for (bike, kind, as_written, ended) in rows {
        let of_bike = numbers.entry(bike).or_insert_with(|| Ok(Numbers::default()));
        match identifiers::from_row(&kind, &as_written) {
            Ok(number) => {
                if let Ok(numbers) = of_bike {
                    match ended {
                        None => numbers.own.push(number),
                        Some(_) => numbers.former.push(number),
                    }
                }
            }
            Err(error) => *of_bike = Err(error),
        }
    }
    Ok(numbers)
}

/// A bike with its open theft report, recovery and mark. They are read in one statement, because a look-up has to wait
/// for each statement.
#[derive(FromQueryResult)]
struct Row {
    #[sea_orm(nested)]
    bike: bike::Model,
    mark: Option<String>,
    stolen_from: Option<i64>,
    stolen_to: Option<i64>,
    stolen_lat: Option<f64>,
    stolen_lng: Option<f64>,
    held: Option<i64>,
    unanswered: Option<i64>,
    disputed: Option<i64>,
}

/// A flag of the bike that no officer has dealt with.
const DISPUTED: &str =
    "(SELECT MIN(f.id) FROM bike_flag AS f WHERE f.bike_id = bike.id AND f.settled_at IS NULL)";

async fn rows(source: &impl Source, bikes: &[i64]) -> Result<Vec<Row>, StoreError> {
    // These conditions are written out, because SQLite uses a partial index only if it sees the index's own condition.
    let live = bike::Entity::belongs_to(mark::Entity)
        .from(bike::Column::Id)
        .to(mark::Column::BikeId)
        .on_condition(|_, _| Expr::cust("mark.status = 'issued'").into_condition());
    let open = bike::Entity::belongs_to(theft_report::Entity)
        .from(bike::Column::Id)
        .to(theft_report::Column::BikeId)
        .on_condition(|_, _| Expr::cust("theft_report.closed_at IS NULL").into_condition());
    let tied = bike::Entity::belongs_to(recovery::Entity)
        .from(bike::Column::Id)
        .to(recovery::Column::BikeId)
        .on_condition(|_, _| Expr::cust("recovery.status = 'tied'").into_condition());
    let unanswered = bike::Entity::belongs_to(ownership::Entity)
        .from(bike::Column::Id)
        .to(ownership::Column::BikeId)
        .on_condition(|_, _| Expr::cust(UNANSWERED).into_condition());
    Ok(bike::Entity::find()
        .join(JoinType::LeftJoin, unanswered.into())
        .join(JoinType::LeftJoin, live.into())
        .join(JoinType::LeftJoin, open.into())
        .join(JoinType::LeftJoin, tied.into())
        .column_as(mark::Column::Code, "mark")
        .column_as(theft_report::Column::FromAt, "stolen_from")
        .column_as(theft_report::Column::ToAt, "stolen_to")
        .column_as(theft_report::Column::Lat, "stolen_lat")
        .column_as(theft_report::Column::Lng, "stolen_lng")
        .column_as(recovery::Column::Id, "held")
        .column_as(ownership::Column::Id, "unanswered")
        .column_as(Expr::cust(DISPUTED), "disputed")
        .filter(among(bike::Column::Id, bikes))
        .into_model()
        .all(source.connection())
        .await?)
}

impl Row {
    fn assemble(self, keys: &Keyring, numbers: Numbers) -> Result<(Bike, Option<OpenTheft>), StoreError> {
        let row = self.bike;
        let mut identifiers = numbers.own;
        let frame = match row.frame.as_str() {
            "unknown" => Frame::Unknown,
            "unnumbered" => Frame::Unnumbered,
            _ => {
                let at = identifiers
                    .iter()
                    .position(|i| i.kind == IdentifierKind::Frame)
                    .ok_or_else(|| corrupt("a numbered bike without its number"))?;
                Frame::Numbered(identifiers.remove(at).number)
            }
        };
        let kind = row
            .kind
            .map(|slug| BikeKind::parse(&slug).ok_or_else(|| corrupt(format!("an unknown kind {slug:?}"))))
            .transpose()?;
        let mark = self
            .mark
            .map(|code| code.parse())
            .transpose()
            .map_err(|_| StoreError::corrupt("mark", "an invalid mark code"))?;
        let theft = self
            .stolen_from
            .zip(self.stolen_to)
            .map(|(from, to)| OpenTheft::from_columns(from, to, self.stolen_lat.zip(self.stolen_lng)))
            .transpose()?;
        let features = row.features_sealed.as_deref();
        let features = words::opened(keys, column::FEATURES, features, row.features)?;
        let bike = Bike {
            id: BikeId(row.id),
            frame,
            description: Description {
                make: row.make,
                model: row.model,
                colours: colours_of(&row.colours),
                kind,
                features,
            },
            identifiers,
            former: numbers.former,
            mark,
            external_ref: row.external_ref,
            standing: Standing::derive(row.retired_at.is_some(), self.held.is_some(), theft.is_some()),
            confirmed: self.unanswered.is_none(),
            disputed: self.disputed.is_some(),
            registered_at: instant("bike", row.registered_at)?,
        };
        Ok((bike, theft))
    }
}
