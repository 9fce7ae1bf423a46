//! A list of a force's recoveries, searched and sorted over all pages.

use super::row::{from_row, property_ref};
use super::stands;
use crate::StoreError;
use crate::connection::Source;
use crate::entity::{look_up_result, recovery};
use domain::id::OrganisationId;
use domain::recovery::{Recovery, RecoveryStatus, property_key};
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr, NullOrdering};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, JoinType, Order, QueryFilter, QueryOrder, QuerySelect, RelationDef,
    Select,
};
use std::collections::HashMap;

/// What a list of recoveries is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sorting {
    /// When it was recorded.
    #[default]
    Recorded,
    /// Its property reference.
    PropertyRef,
    /// Its status.
    Status,
    /// When it was found.
    Found,
    /// The likelihood of the best bike in its last look-up.
    Best,
}

/// Which recoveries are listed, and in what order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Only recoveries with this status.
    pub status: Option<RecoveryStatus>,
    /// Only those whose reference, number, make or model contains these words.
    pub search: String,
    /// What they are sorted by.
    pub sorting: Sorting,
    /// True if the last or the highest comes first.
    pub descending: bool,
    /// How many to skip at the start.
    pub offset: u64,
    /// The most to list.
    pub limit: u64,
}

/// The outcome of the last look-up for a recovered bike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BestMatch {
    /// It was never looked up.
    NotLookedUp,
    /// It was looked up, but the results are no longer kept.
    NotKept,
    /// No bike was similar.
    None,
    /// The likelihood of the best bike, from 0 to 1.
    Likely(f64),
}

/// Reads an organisation's recoveries, each with the outcome of its last look-up.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
#[tracing::instrument(level = "debug", skip_all, fields(organisation = organisation.0))]
pub async fn of_organisation(
    source: &impl Source,
    organisation: OrganisationId,
    listing: &Listing,
) -> Result<Vec<(Recovery, BestMatch)>, StoreError> {
    let query = recovery::Entity::find().join(JoinType::LeftJoin, to_result());
    let by_reference = listing.sorting == Sorting::PropertyRef || !listing.search.trim().is_empty();
    if !by_reference {
        let rows = sorted(of(query, organisation, listing), listing)
            .select_also(look_up_result::Entity)
            .offset(listing.offset)
            .limit(listing.limit)
            .all(source.connection())
            .await?;
        return rows.into_iter().map(|row| read(source, row)).collect();
    }
    let page = page(source, of(query.clone(), organisation, listing), listing).await?;
    if page.is_empty() {
        return Ok(Vec::new());
    }
    let rows = query
        .filter(recovery::Column::Id.is_in(page.iter().copied()))
        .select_also(look_up_result::Entity)
        .all(source.connection())
        .await?;
    let mut rows: HashMap<i64, _> = rows.into_iter().map(|row| (row.0.id, row)).collect();
    let rows = page.iter().filter_map(|id| rows.remove(id));
    rows.map(|row| read(source, row)).collect()
}

/// Finds the recoveries for a page that is searched or sorted by property reference. The database cannot read sealed
/// references, so all references of the organisation are opened. Each takes about a microsecond.
async fn page(
    source: &impl Source,
    query: Select<recovery::Entity>,
    listing: &Listing,
) -> Result<Vec<i64>, StoreError> {
    let words = listing.search.trim();
    let is_found = Expr::case(holds(words), 1).finally(0);
    let rows: Vec<(i64, String, Option<Vec<u8>>, i32)> = sorted(query, listing)
        .select_only()
        .columns([
            recovery::Column::Id,
            recovery::Column::PropertyRef,
            recovery::Column::PropertySealed,
        ])
        .expr_as(is_found, "is_found")
        .into_tuple()
        .all(source.connection())
        .await?;
    let part = property_key(words);
    let mut found = Vec::with_capacity(rows.len());
    for (id, clear, sealed, is_found) in rows {
        let key = property_key(&property_ref(source.keyring(), sealed.as_deref(), clear)?);
        if words.is_empty() || is_found == 1 || key.contains(&part) {
            found.push((key, id));
        }
    }
    if listing.sorting == Sorting::PropertyRef {
        found.sort_unstable();
        if listing.descending {
            found.reverse();
        }
    }
    let place = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    let page = found
        .into_iter()
        .skip(place(listing.offset))
        .take(place(listing.limit));
    Ok(page.map(|(_, id)| id).collect())
}

fn to_result() -> RelationDef {
    recovery::Entity::belongs_to(look_up_result::Entity)
        .from(recovery::Column::LookUpId)
        .to(look_up_result::Column::LookUpId)
        .into()
}

fn of(
    query: Select<recovery::Entity>,
    organisation: OrganisationId,
    listing: &Listing,
) -> Select<recovery::Entity> {
    let query = query.filter(recovery::Column::OrganisationId.eq(organisation.0));
    match listing.status {
        Some(status) => query.filter(stands(status)),
        None => query,
    }
}

fn sorted(query: Select<recovery::Entity>, listing: &Listing) -> Select<recovery::Entity> {
    let order = if listing.descending {
        Order::Desc
    } else {
        Order::Asc
    };
    let query = match listing.sorting {
        Sorting::Recorded => query.order_by(recovery::Column::RecordedAt, order.clone()),
        // The database cannot sort by sealed references.
        Sorting::PropertyRef => query,
        Sorting::Status => query.order_by(recovery::Column::Status, order.clone()),
        Sorting::Found => query.order_by(recovery::Column::FoundAt, order.clone()),
        Sorting::Best => query.order_by_with_nulls(
            look_up_result::Column::BestLikelihood,
            order.clone(),
            NullOrdering::Last,
        ),
    };
    query.order_by(recovery::Column::Id, order)
}

fn read(
    source: &impl Source,
    (row, result): (recovery::Model, Option<look_up_result::Model>),
) -> Result<(Recovery, BestMatch), StoreError> {
    let best = match (row.look_up_id, result) {
        (None, _) => BestMatch::NotLookedUp,
        (Some(_), None) => BestMatch::NotKept,
        (Some(_), Some(result)) => result.best_likelihood.map_or(BestMatch::None, BestMatch::Likely),
    };
    Ok((from_row(source.keyring(), row)?, best))
}

/// Returns the condition that a number, make or model contains these words, ignoring case.
fn holds(words: &str) -> Condition {
    let like = |text: &str| {
        let mut pattern = String::from("%");
        for c in text.chars() {
            if matches!(c, '%' | '_' | '\\') {
                pattern.push('\\');
            }
            pattern.push(c);
        }
        pattern.push('%');
        LikeExpr::new(pattern).escape('\\')
    };
    let upper = words.trim().to_uppercase();
    let in_upper = |column: recovery::Column| Expr::expr(Func::upper(Expr::col((recovery::Entity, column))));
    Condition::any()
        .add(in_upper(recovery::Column::Read).like(like(&upper)))
        .add(in_upper(recovery::Column::Identifiers).like(like(&upper)))
        .add(in_upper(recovery::Column::Make).like(like(&upper)))
        .add(in_upper(recovery::Column::Model).like(like(&upper)))
}
