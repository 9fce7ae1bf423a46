use super::*;
use crate::testing::{a_new_bike, an_account, fresh, registered};
use domain::account::contact::Postcode;
use domain::id::AccountId;
use domain::place::PlaceGiven;
use domain::theft::{NewTheftReport, TheftWindow};
use jiff::civil::date;
use jiff::{Timestamp, ToSpan};

fn report(now: Timestamp, given: Option<PlaceGiven>) -> NewTheftReport {
    let window = TheftWindow::new(now - 12.hours(), now - 10.hours(), now).unwrap();
    NewTheftReport {
        point: given.as_ref().and_then(PlaceGiven::point),
        given,
        ..NewTheftReport::at(window)
    }
}

async fn reported(registry: &Registry, bike: BikeId, owner: AccountId, report: NewTheftReport) {
    let tx = registry.store.begin().await.unwrap();
    store::theft::open(&tx, &[(bike, Some(owner), report)], registry.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn all(registry: &Registry) -> Vec<TheftFact> {
    let days = (date(2000, 1, 1), date(2100, 1, 1));
    let mut found = Vec::new();
    for area in [Some("cambridge"), Some("east-cambs"), None] {
        found.extend(facts::of_area(&registry.store, area, days).await.unwrap());
    }
    found
}

/// Follows the feed until there are this many facts, as [`fact_of`] does.
async fn settled(registry: &Registry, count: usize) -> Vec<TheftFact> {
    for _ in 0..500 {
        catch_up(registry, "a").await.unwrap();
        let found = all(registry).await;
        if found.len() == count {
            return found;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the feed never told of all of them");
}

/// Follows the feed until a bike has its fact. PostgreSQL shows a change once no older transaction is open on the whole
/// server, and that includes other tests.
async fn fact_of(registry: &Registry, bike: BikeId) -> TheftFact {
    for _ in 0..500 {
        catch_up(registry, "a").await.unwrap();
        let found = all(registry).await;
        if let Some(fact) = found.into_iter().find(|fact| fact.bike == bike) {
            return fact;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the feed never told of it");
}

testkit::on_each_database! {
    async fn a_report_lands_where_it_was_told(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let owner = an_account(&registry, "ada@example.org").await;
        let ward = wards::all().iter().find(|ward| ward.name == "Market").unwrap();
        let postcode = PlaceGiven::Postcode(Postcode::parse("CB2 3QJ").unwrap());
        let point = postcode.point().unwrap();
        let cases = [
            (Some(postcode), wards::at(point).map(|ward| ward.code.clone()), true),
            (Some(PlaceGiven::Ward(ward.code.clone())), Some(ward.code.clone()), false),
            (None, None, false),
        ];
        for (given, ward, has_square) in cases {
            let bike = registered(&registry, "ada@example.org", a_new_bike("")).await;
            reported(&registry, bike, owner, report(registry.now(), given)).await;
            let fact = fact_of(&registry, bike).await;
            assert_eq!((&fact.ward, fact.square.is_some()), (&ward, has_square));
            assert_eq!((fact.owner, fact.was_late), (owner.0, false));
            if has_square {
                let cell = Cell::at(point);
                assert_eq!(fact.square, Some((cell.east, cell.north)));
            }
        }
    }

    async fn facts_follow_the_register_and_are_rebuilt_the_same(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let owner = an_account(&registry, "ada@example.org").await;
        let mut bikes = Vec::new();
        for _ in 0..3 {
            let bike = registered(&registry, "ada@example.org", a_new_bike("")).await;
            reported(&registry, bike, owner, report(registry.now(), None)).await;
            bikes.push(bike);
        }
        clock.advance(SignedDuration::from_hours(24));
        assert_eq!(settled(&registry, 3).await.len(), 3);
        let tx = registry.store.begin().await.unwrap();
        store::theft::close(&tx, bikes[0], TheftOutcome::Mistaken, registry.now()).await.unwrap();
        store::theft::close(&tx, bikes[1], TheftOutcome::Returned, registry.now()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(catch_up(&registry, "b").await.unwrap(), 0, "another node has the right");
        let left = settled(&registry, 2).await;
        assert_eq!(left.iter().map(|fact| fact.bike).collect::<Vec<_>>(), [bikes[1], bikes[2]]);
        forget(&registry).await.unwrap();
        assert_eq!(position(&registry).await.unwrap(), None);
        catch_up(&registry, "a").await.unwrap();
        assert_eq!(all(&registry).await, left);
        assert!(position(&registry).await.unwrap().is_some());
    }

    async fn a_report_is_late_after_seven_days(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let owner = an_account(&registry, "ada@example.org").await;
        let told = report(registry.now(), None);
        let gone = london::date_of(told.window.to());
        for (days, late) in [(7_i64, false), (1, true)] {
            clock.advance(SignedDuration::from_hours(24 * days));
            let bike = registered(&registry, "ada@example.org", a_new_bike("")).await;
            reported(&registry, bike, owner, told.clone()).await;
            let fact = fact_of(&registry, bike).await;
            assert_eq!((fact.was_late, fact.was_registered, fact.gone), (late, false, gone), "{days}");
        }
    }
}
