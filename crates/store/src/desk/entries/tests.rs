use super::*;
use crate::testing::{a_bike, an_account, an_organisation, fresh, mark_codes};
use domain::event::{EventDetails, NewMarkingEvent, Stage};
use testkit::time::{NOON, hours_after_noon};

fn id(number: u8) -> EntryId {
    EntryId::parse(&format!("019ab3c4-5d6e-7f80-9a1b-0000000000{number:02x}")).unwrap()
}

async fn an_event(store: &crate::Store) -> EventId {
    let organisation = an_organisation(store, "camcycle").await;
    let event = NewMarkingEvent {
        organisation,
        name: "Market Square".into(),
        place: "Cambridge".into(),
        about: None,
        point: None,
        starts_at: NOON,
        ends_at: hours_after_noon(4),
        details: EventDetails::default(),
    };
    let tx = store.begin().await.unwrap();
    let id = crate::event::add(&tx, &event, Stage::Published).await.unwrap();
    tx.commit().await.unwrap();
    id
}

testkit::on_each_database! {
    async fn an_entry_is_one_row_however_often_it_comes(db: testkit::Database) {
        let store = fresh(&db).await;
        let (event, by) = (an_event(&store).await, an_account(&store, "vera@example.org").await);
        let mark = mark_codes(3, 1).pop();
        let new = NewEntry { id: id(1), event, desk: "Desk 1".into(), sent_by: by, made_at: NOON, seconds: Some(44), mark, withdraws: None };
        let bike = a_bike(&store).await;
        let tx = store.begin().await.unwrap();
        assert!(claim(&tx, &new, hours_after_noon(1)).await.unwrap());
        assert!(!claim(&tx, &new, hours_after_noon(1)).await.unwrap());
        marked(&tx, &new.id, bike).await.unwrap();
        tx.commit().await.unwrap();
        let found = find(&store, &new.id).await.unwrap().unwrap();
        assert_eq!((&found.new, found.state, found.bike), (&new, EntryState::Marked, Some(bike)));
        assert_eq!(find(&store, &id(2)).await.unwrap(), None);

        let words = Body::Opened("{\"email\":\"ada@example.org\"}".into());
        let other = NewEntry { id: id(2), made_at: hours_after_noon(2), mark: None, seconds: None, ..new.clone() };
        let tx = store.begin().await.unwrap();
        assert!(keep(&tx, &other, NeedsPerson::Invalid, &words, hours_after_noon(2)).await.unwrap());
        assert!(!keep(&tx, &new, NeedsPerson::Invalid, &words, hours_after_noon(2)).await.unwrap(), "it is marked");
        tx.commit().await.unwrap();
        assert_eq!(body(&store, &other.id).await.unwrap(), Some(words));
        assert_eq!(events_waiting(&store).await.unwrap(), [(event, 1)]);
        assert_eq!(waiting(&store, event, 9).await.unwrap()[0].new, other);
        assert_eq!(of_event(&store, event, NOON, hours_after_noon(2)).await.unwrap().len(), 1);
        for row in desk_entry::Entity::find().all(store.connection()).await.unwrap() {
            assert!(row.body.is_none_or(|sealed| !sealed.windows(7).any(|w| w == b"example")));
        }

        let tx = store.begin().await.unwrap();
        assert!(decide(&tx, &other.id, Some(bike), mark, by, Some("Ada said so"), hours_after_noon(3)).await.unwrap());
        assert!(!decide(&tx, &other.id, None, None, by, None, hours_after_noon(3)).await.unwrap(), "only once");
        tx.commit().await.unwrap();
        let decided = find(&store, &other.id).await.unwrap().unwrap();
        assert_eq!((decided.state, decided.new.mark), (EntryState::Settled, mark));
        assert_eq!(body(&store, &other.id).await.unwrap(), None, "the words are gone");
        assert_eq!(events_waiting(&store).await.unwrap(), []);
    }
    async fn what_cannot_be_opened_hides_no_bike(db: testkit::Database) {
        let store = fresh(&db).await;
        let (event, by) = (an_event(&store).await, an_account(&store, "vera@example.org").await);
        let junk = Body::Closed { key: "00".into(), encapsulated: vec![255; 32], text: vec![254; 20_000] };
        let new = |number: u8, hour| NewEntry {
            id: id(number), event, desk: "Desk 1".into(), sent_by: by, made_at: hours_after_noon(hour), seconds: None, mark: None, withdraws: None,
        };
        let tx = store.begin().await.unwrap();
        for number in 1..=9 {
            assert!(keep(&tx, &new(number, 0), NeedsPerson::Unopened, &junk, hours_after_noon(1)).await.unwrap());
        }
        let words = Body::Opened("{}".into());
        assert!(keep(&tx, &new(10, 2), NeedsPerson::Invalid, &words, hours_after_noon(2)).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(waiting(&store, event, 3).await.unwrap()[0].new.id, id(10), "although it is the newest");
        assert_eq!(waiting_of(&store, event, by, NOON).await.unwrap(), 10);
        assert_eq!(waiting_of(&store, event, by, hours_after_noon(1)).await.unwrap(), 1);
        let row = desk_entry::Entity::find_by_id(id(1).as_str()).one(store.connection()).await.unwrap().unwrap();
        assert!(row.body.unwrap().len() < 28_000, "bytes take a third more as text, not three times");
        assert_eq!(body(&store, &id(1)).await.unwrap(), Some(junk));
    }
}

#[test]
fn rows_of_before_are_read() {
    let before = r#"{"Closed":{"key":"ab","encapsulated":[1,2],"text":[3,255]}}"#;
    let body: Body = serde_json::from_str(before).unwrap();
    let Body::Closed {
        encapsulated, text, ..
    } = body
    else {
        panic!("another kind")
    };
    assert_eq!((encapsulated, text), (vec![1, 2], vec![3, 255]));
}
