//! Finds the most serious status among all bikes that share a number, in one statement.

use super::ownerships::UNANSWERED;
use crate::StoreError;
use crate::connection::Source;
use crate::entity::{bike, identifier, mark, ownership, recovery, theft_report};
use domain::MarkCode;
use domain::bike::PublicStatus;
use domain::id::BikeId;
use sea_orm::sea_query::{Expr, IntoCondition, Query, SelectStatement, UnionType};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, QueryTrait};

/// A former number counts only while the bike is stolen or with the police. It may have been a typing mistake, and may
/// really be the number of somebody else's bike.
const OWN_OR_GONE: &str = "(identifier.ended_at IS NULL \
     OR EXISTS (SELECT 1 FROM theft_report AS t WHERE t.bike_id = identifier.bike_id AND t.closed_at IS NULL) \
     OR EXISTS (SELECT 1 FROM recovery AS r WHERE r.bike_id = identifier.bike_id AND r.status = 'tied'))";

/// Ways to name a bike.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedBy {
    /// Numbers on it, with look-alikes folded.
    pub folded: Vec<String>,
    /// The mark that is fixed to it. A mark that was withdrawn or replaced does not count.
    pub mark: Option<MarkCode>,
    /// Our own reference for it.
    pub bike: Option<BikeId>,
}

/// Reads the most serious status of all bikes with these names. Unconfirmed registrations do not count, because anybody
/// can register any number. If another bike already had the same number, a bike does not count until an officer has
/// dealt with it, unless it is reported stolen or held by the police.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn gravest(source: &impl Source, named: &NamedBy) -> Result<PublicStatus, StoreError> {
    let Some(bikes) = named.bikes() else {
        return Ok(PublicStatus::NotOnRegister);
    };
    // These conditions are written out, because SQLite uses a partial index only if it sees the index's own condition.
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
    let gravest = Expr::cust(
        "MAX(CASE WHEN ownership.id IS NOT NULL THEN 0 \
         WHEN theft_report.id IS NOT NULL OR recovery.id IS NOT NULL THEN 3 \
         WHEN EXISTS (SELECT 1 FROM bike_flag AS f WHERE f.bike_id = bike.id AND f.settled_at IS NULL) THEN 0 \
         WHEN bike.retired_at IS NULL THEN 2 \
         WHEN bike.retired_why IN ('sold', 'scrapped', 'other') THEN 1 ELSE 0 END)",
    );
    let found: Option<Option<i32>> = bike::Entity::find()
        .select_only()
        .column_as(gravest, "gravest")
        .join(JoinType::LeftJoin, open.into())
        .join(JoinType::LeftJoin, tied.into())
        .join(JoinType::LeftJoin, unanswered.into())
        .filter(bike::Column::Id.in_subquery(bikes))
        .into_tuple()
        .one(source.connection())
        .await?;
    Ok(match found.flatten() {
        Some(3..) => PublicStatus::ReportedStolen,
        Some(2) => PublicStatus::Registered,
        Some(1) => PublicStatus::NoLongerKept,
        _ => PublicStatus::NotOnRegister,
    })
}

/// Reads at most `limit` bikes with these names.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn named(source: &impl Source, named: &NamedBy, limit: u64) -> Result<Vec<BikeId>, StoreError> {
    let Some(bikes) = named.bikes() else {
        return Ok(Vec::new());
    };
    let ids: Vec<i64> = bike::Entity::find()
        .select_only()
        .column(bike::Column::Id)
        .filter(bike::Column::Id.in_subquery(bikes))
        .limit(limit)
        .into_tuple()
        .all(source.connection())
        .await?;
    Ok(ids.into_iter().map(BikeId).collect())
}

impl NamedBy {
    /// Selects the ids of the bikes, or returns `None` if there are no names.
    fn bikes(&self) -> Option<SelectStatement> {
        let folded = self.folded.iter().map(String::as_str);
        let by_number = (!self.folded.is_empty()).then(|| {
            identifier::Entity::find()
                .select_only()
                .column(identifier::Column::BikeId)
                .filter(identifier::Column::Folded.is_in(folded))
                .filter(Expr::cust(OWN_OR_GONE))
                .into_query()
        });
        let by_mark = self.mark.map(|code| {
            mark::Entity::find()
                .select_only()
                .column(mark::Column::BikeId)
                .filter(mark::Column::Code.eq(code.compact()))
                .filter(Expr::cust("mark.status = 'issued'"))
                .into_query()
        });
        let by_reference = self
            .bike
            .map(|bike| Query::select().expr(Expr::val(bike.0)).to_owned());
        let mut all = by_number.into_iter().chain(by_mark).chain(by_reference);
        let mut first = all.next()?;
        for other in all {
            first.union(UnionType::All, other);
        }
        Some(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bike::{Arrival, RegisteredBy, insert, retire};
    use crate::testing::fresh;
    use domain::bike::{Description, NewBike, Retirement};
    use domain::number::{Frame, fold};
    use domain::theft::{NewTheftReport, TheftOutcome, TheftWindow};
    use testkit::NOON;
    use testkit::time::hours_before_noon;

    fn a_report() -> NewTheftReport {
        NewTheftReport::at(TheftWindow::new(hours_before_noon(20), hours_before_noon(8), NOON).unwrap())
    }

    testkit::on_each_database! {
        async fn the_gravest_of_all_that_share_a_number_is_heard(db: testkit::Database) {
            let store = fresh(&db).await;
            let bike = |frame: &str| NewBike {
                frame: Frame::parse(frame).unwrap(),
                description: Description::default(),
                identifiers: Vec::new(),
            };
            let bikes: Vec<NewBike> = (0..230).map(|_| bike("WTU 123 O56K")).chain([bike("XKC771Q20P")]).collect();
            let arrivals: Vec<_> = bikes
                .iter()
                .map(|bike| Arrival { bike, via: RegisteredBy::Web, organisation: None, external_ref: None, import_digest: None })
                .collect();
            let tx = store.begin().await.unwrap();
            let ids = insert(&tx, &arrivals, NOON).await.unwrap();
            tx.commit().await.unwrap();
            let of = async |number: &str| {
                let named = NamedBy { folded: vec![fold(number)], ..NamedBy::default() };
                gravest(&store, &named).await.unwrap()
            };
            assert_eq!(of("WTU123056K").await, PublicStatus::Registered);
            assert_eq!(of("WTU123056").await, PublicStatus::NotOnRegister);
            let last = ids[229];
            let tx = store.begin().await.unwrap();
            crate::theft::open(&tx, &[(last, None, a_report())], NOON).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(of("WTU123056K").await, PublicStatus::ReportedStolen, "the 230th bike with a number counts too");
            let tx = store.begin().await.unwrap();
            crate::theft::close(&tx, last, TheftOutcome::Mistaken, NOON).await.unwrap();
            retire(&tx, ids[230], Retirement::Withdrawn, NOON).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(of("WTU123056K").await, PublicStatus::Registered);
            assert_eq!(of("XKC771Q20P").await, PublicStatus::NotOnRegister, "a bike that a desk withdrew is not on the register");
            for (named, status) in [
                (NamedBy::default(), PublicStatus::NotOnRegister),
                (NamedBy { bike: Some(ids[0]), ..NamedBy::default() }, PublicStatus::Registered),
                (NamedBy { bike: Some(BikeId(99_999)), ..NamedBy::default() }, PublicStatus::NotOnRegister),
                (NamedBy { mark: Some(MarkCode::from_data([7; 8])), bike: Some(ids[0]), folded: vec!["NONE".into()] }, PublicStatus::Registered),
            ] {
                assert_eq!(gravest(&store, &named).await.unwrap(), status, "{named:?}");
            }
        }
    }
}
