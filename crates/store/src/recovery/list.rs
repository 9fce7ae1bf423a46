//! A force's recoveries, searched and sorted over all pages.

use super::from_row;
use crate::StoreError;
use crate::connection::Source;
use crate::entity::{look_up_result, recovery};
use domain::id::OrganisationId;
use domain::recovery::{Recovery, RecoveryStatus, property_key};
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr, NullOrdering};
use sea_orm::{ColumnTrait, Condition, EntityTrait, JoinType, Order, QueryFilter, QueryOrder, QuerySelect};

/// What a list of recoveries goes by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sorting {
    /// When it was recorded.
    #[default]
    Recorded,
    /// The property reference.
    PropertyRef,
    /// Where the record stands.
    Status,
    /// When it was found.
    Found,
    /// How likely the best bike of its last look-up is.
    Best,
}

/// Which recoveries are listed, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Only those that stand there.
    pub status: Option<RecoveryStatus>,
    /// Only those whose reference, number, make or model holds these words.
    pub search: String,
    /// What they go by.
    pub sorting: Sorting,
    /// Whether the last or highest comes first.
    pub descending: bool,
    /// So many are left out at the start.
    pub offset: u64,
    /// So many are listed at most.
    pub limit: u64,
}

/// Reads an organisation's recoveries, each with how likely the best bike of its last look-up is.
///
/// # Errors
/// [`StoreError`] when the database does not answer or a row is damaged.
pub async fn of_organisation(
    source: &impl Source,
    organisation: OrganisationId,
    listing: &Listing,
) -> Result<Vec<(Recovery, Option<f64>)>, StoreError> {
    let to_result = recovery::Entity::belongs_to(look_up_result::Entity)
        .from(recovery::Column::LookUpId)
        .to(look_up_result::Column::LookUpId);
    let order = if listing.descending {
        Order::Desc
    } else {
        Order::Asc
    };
    let mut query = recovery::Entity::find()
        .join(JoinType::LeftJoin, to_result.into())
        .select_also(look_up_result::Entity)
        .filter(recovery::Column::OrganisationId.eq(organisation.0));
    if let Some(status) = listing.status {
        query = query.filter(recovery::Column::Status.eq(status.slug()));
    }
    if !listing.search.trim().is_empty() {
        query = query.filter(holds(&listing.search));
    }
    query = match listing.sorting {
        Sorting::Recorded => query.order_by(recovery::Column::RecordedAt, order.clone()),
        Sorting::PropertyRef => query.order_by(recovery::Column::PropertyKey, order.clone()),
        Sorting::Status => query.order_by(recovery::Column::Status, order.clone()),
        Sorting::Found => query.order_by(recovery::Column::FoundAt, order.clone()),
        Sorting::Best => query.order_by_with_nulls(
            look_up_result::Column::BestLikelihood,
            order.clone(),
            NullOrdering::Last,
        ),
    };
    let rows = query
        .order_by(recovery::Column::Id, order)
        .offset(listing.offset)
        .limit(listing.limit)
        .all(source.connection())
        .await?;
    rows.into_iter()
        .map(|(row, result)| {
            let best = result.and_then(|result| result.best_likelihood);
            Ok((from_row(source.keyring(), row)?, best))
        })
        .collect()
}

/// The condition that a reference, number, make or model holds these words, without case; in references and numbers
/// without spaces, too.
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
    let key = property_key(words);
    let upper = words.trim().to_uppercase();
    let in_upper = |column: recovery::Column| Expr::expr(Func::upper(Expr::col((recovery::Entity, column))));
    Condition::any()
        .add(Expr::col((recovery::Entity, recovery::Column::PropertyKey)).like(like(&key)))
        .add(in_upper(recovery::Column::Read).like(like(&upper)))
        .add(in_upper(recovery::Column::Identifiers).like(like(&upper)))
        .add(in_upper(recovery::Column::Make).like(like(&upper)))
        .add(in_upper(recovery::Column::Model).like(like(&upper)))
}
