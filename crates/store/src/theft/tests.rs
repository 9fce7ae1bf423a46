use super::*;
use crate::testing::{a_bike, an_account, an_organisation, fresh};
use crate::{Constraint, Store};
use domain::place::PlaceGiven;
use testkit::NOON;
use testkit::time::{hours_after_noon, hours_before_noon};

const STREET: &str = "12 Mill Road";
const STORY: &str = "Cut with a grinder";

fn a_report() -> NewTheftReport {
    NewTheftReport {
        window: TheftWindow::new(hours_before_noon(20), hours_before_noon(8), NOON).unwrap(),
        place: Some(STREET.to_owned()),
        given: Point::new(52.2, 0.13).ok().map(PlaceGiven::Pin),
        point: Point::new(52.2, 0.13).ok(),
        lock: Some(Lock::DLock),
        how: Some(STORY.to_owned()),
        crime_ref: Some("35/1234/26".to_owned()),
        details: TheftDetails {
            insurer: Some("Pedal & Sons".to_owned()),
            ..TheftDetails::default()
        },
        shown: true,
    }
}

async fn opened(store: &Store, bike: BikeId, account: Option<AccountId>) {
    let tx = store.begin().await.unwrap();
    open(&tx, &[(bike, account, a_report())], NOON).await.unwrap();
    tx.commit().await.unwrap();
}

async fn open_thefts(store: &Store, bikes: &[BikeId]) -> HashMap<BikeId, OpenTheft> {
    let bikes = crate::bike::load_with_thefts(store, bikes).await.unwrap();
    bikes
        .into_iter()
        .filter_map(|(bike, theft)| Some((bike.id, theft?)))
        .collect()
}

testkit::on_each_database! {
    async fn a_report_is_read_back_and_where_and_how_are_sealed(db: testkit::Database) {
        let store = fresh(&db).await;
        let bike = a_bike(&store).await;
        let owner = an_account(&store, "ada@example.org").await;
        opened(&store, bike, Some(owner)).await;
        let reports = of_bike(&store, bike).await.unwrap();
        assert_eq!(reports.len(), 1);
        assert_eq!((&reports[0].report, reports[0].reported_at), (&a_report(), NOON));
        assert_eq!(reports[0].closed, None);
        let row = theft_report::Entity::find().one(store.connection()).await.unwrap().unwrap();
        for (sealed, word) in [(row.place, STREET), (row.how, STORY)] {
            let sealed = sealed.unwrap();
            assert!(!sealed.windows(4).any(|part| part == &word.as_bytes()[..4]), "{word} can be read");
        }
        let when = open_thefts(&store, &[bike, BikeId(999)]).await;
        assert_eq!(when.len(), 1);
        assert_eq!(when[&bike], OpenTheft { window: a_report().window, point: a_report().point });
    }

    async fn a_bike_has_one_open_report(db: testkit::Database) {
        let store = fresh(&db).await;
        let (bike, other) = (a_bike(&store).await, a_bike(&store).await);
        opened(&store, bike, None).await;
        let tx = store.begin().await.unwrap();
        let again = open(&tx, &[(other, None, a_report()), (bike, None, a_report())], NOON).await;
        assert!(matches!(again, Err(StoreError::Taken(Constraint::OpenTheft))), "{again:?}");
        drop(tx);
        assert_eq!(of_bike(&store, other).await.unwrap(), [], "if one of a batch is refused, none is kept");

        let tx = store.begin().await.unwrap();
        assert!(close(&tx, bike, TheftOutcome::Returned, hours_after_noon(1)).await.unwrap());
        assert!(!close(&tx, bike, TheftOutcome::Mistaken, hours_after_noon(2)).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(open_thefts(&store, &[bike]).await.len(), 0);
        opened(&store, bike, None).await;
        let reports = of_bike(&store, bike).await.unwrap();
        let ends: Vec<_> = reports.iter().map(|report| report.closed).collect();
        assert_eq!(ends, [None, Some((hours_after_noon(1), TheftOutcome::Returned))], "newest first");
        assert_eq!(open_reports(&store, &[bike, other]).await.unwrap()[&bike].id, reports[0].id);
    }

    async fn what_is_changed_later_stays_in_the_history(db: testkit::Database) {
        let store = fresh(&db).await;
        let bike = a_bike(&store).await;
        let owner = an_account(&store, "ada@example.org").await;
        opened(&store, bike, Some(owner)).await;
        let before = of_bike(&store, bike).await.unwrap().remove(0);
        let gone = Moment::new(hours_before_noon(7), Precision::Morning);
        let newer = NewTheftReport {
            window: TheftWindow::stored(before.report.window.seen(), gone),
            lock: Some(Lock::Chain),
            given: None,
            point: None,
            details: TheftDetails { taken: Some("A basket".to_owned()), ..TheftDetails::default() },
            ..a_report()
        };
        let changes = before.report.changes_to(&newer);
        let tx = store.begin().await.unwrap();
        correct(&tx, &before, &newer, &changes, owner, hours_after_noon(1)).await.unwrap();
        tx.commit().await.unwrap();
        let after = of_bike(&store, bike).await.unwrap().remove(0);
        assert_eq!((after.id, &after.report, after.reported_at), (before.id, &newer, NOON));
        let kept = history(&store, &[after.id]).await.unwrap();
        let expected = Changed { report: after.id, changes, by: Some(owner), at: hours_after_noon(1) };
        assert_eq!(kept, [expected]);
        let row = crate::entity::theft_change::Entity::find().one(store.connection()).await.unwrap().unwrap();
        assert!(!row.changes.windows(6).any(|part| part == b"basket"), "it can be read");
    }

    async fn one_theft_takes_several_bikes_and_is_shown_as_long_as_it_is_open(db: testkit::Database) {
        let store = fresh(&db).await;
        let (one, two) = (a_bike(&store).await, a_bike(&store).await);
        let owner = an_account(&store, "ada@example.org").await;
        let officer = an_account(&store, "officer@example.org").await;
        let force = an_organisation(&store, "cambs").await;
        let tx = store.begin().await.unwrap();
        open_by(&tx, &[one, two], Some(owner), Some((officer, force)), &a_report(), NOON).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(of_bike(&store, two).await.unwrap()[0].taken_by, Some(force));
        let bikes = async || -> Vec<BikeId> {
            let shown = shown(&store, hours_before_noon(1), 10).await.unwrap();
            assert!(shown.iter().all(|theft| theft.point == a_report().point && theft.reported_at == NOON));
            shown.into_iter().map(|theft| theft.bike).collect()
        };
        assert_eq!(bikes().await.len(), 2);
        let tx = store.begin().await.unwrap();
        close(&tx, one, TheftOutcome::Returned, NOON).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(bikes().await, [two]);
    }

    async fn reports_that_come_at_once_leave_one(db: testkit::Database) {
        let store = fresh(&db).await;
        let second = fresh(&db).await;
        for _ in 0..6 {
            let bike = a_bike(&store).await;
            let report = async |store: &Store| {
                let tx = store.begin().await.unwrap();
                match open(&tx, &[(bike, None, a_report())], NOON).await {
                    Ok(()) => tx.commit().await,
                    Err(error) => Err(error),
                }
            };
            let (here, there) = tokio::join!(report(&store), report(&second));
            assert!(here.is_ok() != there.is_ok(), "{here:?} and {there:?}");
            assert_eq!(of_bike(&store, bike).await.unwrap().len(), 1);
        }
    }

    async fn a_list_closes_only_what_a_list_opened(db: testkit::Database) {
        let store = fresh(&db).await;
        let (listed, owned) = (a_bike(&store).await, a_bike(&store).await);
        let owner = an_account(&store, "ada@example.org").await;
        opened(&store, listed, None).await;
        opened(&store, owned, Some(owner)).await;
        let tx = store.begin().await.unwrap();
        assert!(close_listed(&tx, listed, TheftOutcome::Returned, NOON).await.unwrap());
        assert!(!close_listed(&tx, owned, TheftOutcome::Returned, NOON).await.unwrap());
        tx.commit().await.unwrap();
        let open: Vec<_> = open_thefts(&store, &[listed, owned]).await.into_keys().collect();
        assert_eq!(open, [owned]);
    }

    async fn a_newer_account_keeps_what_it_does_not_speak_of(db: testkit::Database) {
        let store = fresh(&db).await;
        let (bike, other) = (a_bike(&store).await, a_bike(&store).await);
        opened(&store, bike, None).await;
        opened(&store, other, None).await;
        let window = TheftWindow::new(hours_before_noon(2), hours_before_noon(1), NOON).unwrap();
        let newer = NewTheftReport::at(window);
        let moved = NewTheftReport { place: Some("Ely station".to_owned()), crime_ref: Some("9".to_owned()), ..newer.clone() };
        let tx = store.begin().await.unwrap();
        assert!(amend(&tx, bike, &newer, NOON).await.unwrap());
        assert!(amend(&tx, other, &moved, NOON).await.unwrap());
        tx.commit().await.unwrap();
        let kept = NewTheftReport { window, ..a_report() };
        assert_eq!(of_bike(&store, bike).await.unwrap()[0].report, kept);
        let there = NewTheftReport { place: moved.place, crime_ref: moved.crime_ref, ..kept };
        assert_eq!(of_bike(&store, other).await.unwrap()[0].report, there);
        let tx = store.begin().await.unwrap();
        close(&tx, bike, TheftOutcome::Mistaken, NOON).await.unwrap();
        assert!(!amend(&tx, bike, &newer, NOON).await.unwrap(), "a closed report does not change");
    }
}
