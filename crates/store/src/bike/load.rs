use super::ownerships::UNANSWERED;
use super::{colours_of, corrupt};
use crate::connection::Source;
use crate::entity::{bike, identifier, mark, ownership, recovery, theft_report};
use crate::theft::OpenTheft;
use crate::time::instant;
use crate::{StoreError, bike::identifiers};
use domain::bike::{Bike, BikeKind, Description, Identifier, IdentifierKind, Standing};
use domain::id::BikeId;
use domain::number::Frame;
use sea_orm::sea_query::{Expr, IntoCondition, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;

/// Reads one bike, or nothing when it is not on the register.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
pub async fn find(source: &impl Source, id: BikeId) -> Result<Option<Bike>, StoreError> {
    Ok(load(source, &[id]).await?.pop())
}

/// Reads bikes in the order asked for; those that are not on the register are left out.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
pub async fn load(source: &impl Source, ids: &[BikeId]) -> Result<Vec<Bike>, StoreError> {
    let found = load_with_thefts(source, ids).await?;
    Ok(found.into_iter().map(|(bike, _)| bike).collect())
}

/// Reads bikes in the order asked for, each with when and where it went if a report of its theft is open; those
/// that are not on the register are left out.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
pub async fn load_with_thefts(
    source: &impl Source,
    ids: &[BikeId],
) -> Result<Vec<(Bike, Option<OpenTheft>)>, StoreError> {
    let mut found = each(source, ids).await?;
    ids.iter().filter_map(|id| found.remove(&id.0)).collect()
}

/// Bikes with the reports of their thefts, and those that cannot be read, each with why.
pub type Readable = (Vec<(Bike, Option<OpenTheft>)>, Vec<(BikeId, StoreError)>);

/// Reads bikes as [`load_with_thefts`] does, but one that is damaged is told apart and keeps no other back.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
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
        // A look-up waits for these: both are asked at once.
        let (mut numbers, rows) = tokio::try_join!(numbers(source, &raw), rows(source, &raw))?;
        for row in rows {
            let of_bike = numbers.remove(&row.bike.id).unwrap_or_else(|| Ok(Vec::new()));
            found.insert(row.bike.id, of_bike.and_then(|numbers| row.assemble(numbers)));
        }
    }
    Ok(found)
}

/// The condition that a column is one of these identities: a range where they have no gap, as after a load.
pub(super) fn among(column: impl ColumnTrait, ids: &[i64]) -> SimpleExpr {
    let ends = ids.iter().min().zip(ids.iter().max());
    match ends {
        Some((first, last)) if ids.is_sorted_by(|a, b| a < b) && last - first + 1 == ids.len() as i64 => {
            column.between(*first, *last)
        }
        _ => column.is_in(ids.iter().copied()),
    }
}

/// The numbers of a bike, unless one is damaged.
type Numbers = Result<Vec<Identifier>, StoreError>;

/// The numbers of bikes, by bike.
async fn numbers(source: &impl Source, bikes: &[i64]) -> Result<HashMap<i64, Numbers>, StoreError> {
    let rows: Vec<(i64, String, String)> = identifier::Entity::find()
        .select_only()
        .columns([
            identifier::Column::BikeId,
            identifier::Column::Kind,
            identifier::Column::AsWritten,
        ])
        .filter(among(identifier::Column::BikeId, bikes))
        .order_by_asc(identifier::Column::Id)
        .into_tuple()
        .all(source.connection())
        .await?;
    let mut numbers: HashMap<i64, Numbers> = HashMap::with_capacity(bikes.len());
    for (bike, kind, as_written) in rows {
        let of_bike = numbers.entry(bike).or_insert_with(|| Ok(Vec::new()));
        match identifiers::from_row(&kind, &as_written) {
            Ok(number) => {
                if let Ok(numbers) = of_bike {
                    numbers.push(number);
                }
            }
            Err(error) => *of_bike = Err(error),
        }
    }
    Ok(numbers)
}

/// A bike with what hangs on it, of each at most one: a look-up waits for every statement, so this is one.
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
}

async fn rows(source: &impl Source, bikes: &[i64]) -> Result<Vec<Row>, StoreError> {
    // The conditions are written out: SQLite uses a partial index only where it sees the index's own.
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
        .filter(among(bike::Column::Id, bikes))
        .into_model()
        .all(source.connection())
        .await?)
}

impl Row {
    fn assemble(self, mut identifiers: Vec<Identifier>) -> Result<(Bike, Option<OpenTheft>), StoreError> {
        let row = self.bike;
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
        let bike = Bike {
            id: BikeId(row.id),
            frame,
            description: Description {
                make: row.make,
                model: row.model,
                colours: colours_of(&row.colours),
                kind,
                features: row.features,
            },
            identifiers,
            mark,
            external_ref: row.external_ref,
            standing: Standing::derive(row.retired_at.is_some(), self.held.is_some(), theft.is_some()),
            confirmed: self.unanswered.is_none(),
            registered_at: instant("bike", row.registered_at)?,
        };
        Ok((bike, theft))
    }
}
