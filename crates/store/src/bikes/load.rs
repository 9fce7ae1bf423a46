use super::{colours_of, corrupt};
use crate::connection::Source;
use crate::entity::{bike, identifier, mark, recovery, theft_report};
use crate::time::instant;
use crate::{StoreError, identifiers};
use domain::MarkCode;
use domain::bike::{Bike, BikeKind, Description, Identifier, IdentifierKind, Standing};
use domain::id::BikeId;
use domain::number::Frame;
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{HashMap, HashSet};

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
    let mut found = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(5_000) {
        let raw: Vec<i64> = chunk.iter().map(|id| id.0).collect();
        let mut parts = Parts::read(source, &raw).await?;
        let rows = bike::Entity::find()
            .filter(among(bike::Column::Id, &raw))
            .all(source.connection())
            .await?;
        for row in rows {
            found.insert(row.id, parts.assemble(row)?);
        }
    }
    Ok(ids.iter().filter_map(|id| found.remove(&id.0)).collect())
}

/// The condition that a column is one of these identities: a range where they have no gap, as after a load.
pub(crate) fn among(column: impl ColumnTrait, ids: &[i64]) -> SimpleExpr {
    let ends = ids.iter().min().zip(ids.iter().max());
    match ends {
        Some((first, last)) if ids.is_sorted_by(|a, b| a < b) && last - first + 1 == ids.len() as i64 => {
            column.between(*first, *last)
        }
        _ => column.is_in(ids.iter().copied()),
    }
}

/// What hangs on the bikes being read.
struct Parts {
    numbers: HashMap<i64, Vec<Identifier>>,
    marks: HashMap<i64, MarkCode>,
    stolen: HashSet<i64>,
    held: HashSet<i64>,
}

impl Parts {
    async fn read(source: &impl Source, ids: &[i64]) -> Result<Self, StoreError> {
        let db = source.connection();
        let mut numbers: HashMap<i64, Vec<Identifier>> = HashMap::new();
        let rows = identifier::Entity::find()
            .filter(among(identifier::Column::BikeId, ids))
            .order_by_asc(identifier::Column::Id)
            .all(db)
            .await?;
        for row in rows {
            numbers
                .entry(row.bike_id)
                .or_default()
                .push(identifiers::from_row(&row.kind, &row.as_written)?);
        }
        let rows: Vec<(Option<i64>, String)> = mark::Entity::find()
            .select_only()
            .columns([mark::Column::BikeId, mark::Column::Code])
            .filter(among(mark::Column::BikeId, ids))
            // Written out: SQLite uses a partial index only where it sees the index's own condition.
            .filter(Expr::cust("status = 'issued'"))
            .into_tuple()
            .all(db)
            .await?;
        let mut marks = HashMap::new();
        for (bike, code) in rows {
            let code = code
                .parse()
                .map_err(|_| StoreError::corrupt("mark", "a code that is none"))?;
            bike.map(|bike| marks.insert(bike, code));
        }
        let stolen: Vec<i64> = theft_report::Entity::find()
            .select_only()
            .column(theft_report::Column::BikeId)
            .filter(among(theft_report::Column::BikeId, ids))
            .filter(theft_report::Column::ClosedAt.is_null())
            .into_tuple()
            .all(db)
            .await?;
        let held: Vec<Option<i64>> = recovery::Entity::find()
            .select_only()
            .column(recovery::Column::BikeId)
            .filter(among(recovery::Column::BikeId, ids))
            .filter(Expr::cust("status = 'tied'"))
            .into_tuple()
            .all(db)
            .await?;
        Ok(Self {
            numbers,
            marks,
            stolen: stolen.into_iter().collect(),
            held: held.into_iter().flatten().collect(),
        })
    }

    fn assemble(&mut self, row: bike::Model) -> Result<Bike, StoreError> {
        let mut identifiers = self.numbers.remove(&row.id).unwrap_or_default();
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
        Ok(Bike {
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
            mark: self.marks.get(&row.id).copied(),
            external_ref: row.external_ref,
            standing: Standing::derive(
                row.retired_at.is_some(),
                self.held.contains(&row.id),
                self.stolen.contains(&row.id),
            ),
            registered_at: instant("bike", row.registered_at)?,
        })
    }
}
