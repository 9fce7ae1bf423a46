use super::*;
use crate::testing::{an_organisation, fresh};
use domain::event::{AdviceTopic, EventDetails, Slots};
use domain::place::Point;
use testkit::NOON;
use testkit::time::{hours_after_noon, hours_before_noon};

testkit::on_each_database! {
    async fn events_are_listed_until_they_end_soonest_first(db: testkit::Database) {
        let store = fresh(&db).await;
        let organisation = an_organisation(&store, "camcycle").await;
        let event = |name: &str, starts_at, ends_at| NewMarkingEvent {
            organisation,
            name: name.to_owned(),
            place: "Market Square".to_owned(),
            about: Some("Bring your bike".to_owned()),
            point: Point::new(52.205, 0.119).ok(),
            starts_at,
            ends_at,
            details: EventDetails {
                bring: Some("A lock".to_owned()),
                slots: Slots::new(20, 3, true).ok(),
                partners: vec![Partner::Organisation(organisation), Partner::Named("Police".to_owned())],
                advice: vec![AdviceTopic::Locks, AdviceTopic::BuyingUsed],
            },
        };
        let over = event("Over", hours_before_noon(3), NOON);
        let running = event("Running", hours_before_noon(1), hours_after_noon(1));
        let later = event("Later", hours_after_noon(2), hours_after_noon(4));
        let tx = store.begin().await.unwrap();
        let mut ids = Vec::new();
        for one in [&later, &over, &running] {
            ids.push(add(&tx, one, Stage::Published).await.unwrap());
        }
        for stage in [Stage::Draft, Stage::Cancelled, Stage::Closed] {
            add(&tx, &running, stage).await.unwrap();
        }
        tx.commit().await.unwrap();
        let listed = upcoming(&store, NOON, 10).await.unwrap();
        let published = |id, event| MarkingEvent {
            id,
            event,
            stage: Stage::Published,
            revision: 0,
            cancelled_why: None,
        };
        assert_eq!(listed, [published(ids[2], running), published(ids[0], later)]);
        assert_eq!(upcoming(&store, NOON, 1).await.unwrap().len(), 1);
        assert_eq!(find(&store, ids[1]).await.unwrap().unwrap().event, over, "an event that is over is still found");
        assert_eq!(find(&store, EventId(999)).await.unwrap(), None);
    }
}
