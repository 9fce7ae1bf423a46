use super::*;
use crate::bike::photos::{self, Owner, StoredPhoto};
use crate::testing::{a_bike, fresh};
use testkit::time::{NOON, days_after_noon, hours_after_noon};

fn key(name: &str) -> DraftKey {
    DraftKey {
        holder: [7; 32],
        name: name.to_owned(),
    }
}

const ADA: &[u8] = br#"{"email":"ada@example.org"}"#;

testkit::on_each_database! {
    async fn a_registration_is_filled_in_and_finished_once(db: testkit::Database) {
        let store = fresh(&db).await;
        let bike = a_bike(&store).await;
        let tx = store.begin().await.unwrap();
        let id = start(&tx, &key("secret"), b"{}", NOON).await.unwrap();
        assert!(save(&tx, id, ADA, hours_after_noon(1)).await.unwrap());
        assert!(!save(&tx, DraftId(id.0 + 1), ADA, NOON).await.unwrap());
        tx.commit().await.unwrap();
        let draft = load(&store, &key("secret")).await.unwrap().unwrap();
        let want = Draft { id, name: "secret".into(), json: ADA.to_vec(), bike: None, updated_at: hours_after_noon(1) };
        assert!(draft == want);
        assert_eq!(format!("{draft:?}"), format!("Draft({id}, ***)"));
        assert_eq!(load(&store, &key("Secret")).await.unwrap(), None);
        let row = registration::Entity::find().one(store.connection()).await.unwrap().unwrap();
        assert!(!row.draft.windows(3).any(|w| w == b"ada"));

        let tx = store.begin().await.unwrap();
        assert_eq!(bike_of(&tx, id).await.unwrap(), None);
        finish(&tx, id, bike, hours_after_noon(2)).await.unwrap();
        assert_eq!(bike_of(&tx, id).await.unwrap(), Some(bike));
        assert!(finish(&tx, id, bike, NOON).await.is_err(), "once");
        assert!(!save(&tx, id, ADA, NOON).await.unwrap(), "it is finished");
        tx.commit().await.unwrap();
        let done = load(&store, &key("secret")).await.unwrap().unwrap();
        let want = Draft { id, name: "secret".into(), json: NOTHING.to_vec(), bike: Some(bike), updated_at: hours_after_noon(2) };
        assert!(done == want);
    }

    async fn of_two_who_finish_at_once_one_makes_the_bike(db: testkit::Database) {
        let store = fresh(&db).await;
        let bike = a_bike(&store).await;
        let tx = store.begin().await.unwrap();
        let id = start(&tx, &key("secret"), ADA, NOON).await.unwrap();
        tx.commit().await.unwrap();
        let tries: Vec<_> = (0..6)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move {
                    let tx = store.begin().await.unwrap();
                    if bike_of(&tx, id).await.unwrap().is_some() {
                        return false;
                    }
                    finish(&tx, id, bike, NOON).await.unwrap();
                    tx.commit().await.unwrap();
                    true
                })
            })
            .collect();
        let mut made = 0;
        for attempt in tries {
            made += u32::from(attempt.await.unwrap());
        }
        assert_eq!(made, 1);
    }

    async fn old_drafts_go_with_their_photos(db: testkit::Database) {
        let store = fresh(&db).await;
        let bike = a_bike(&store).await;
        let file = |n: u8| FileName::of(&[n]);
        let photo = |n| StoredPhoto { file: file(n), thumbnail: file(n + 1), width: 4, height: 3 };
        let tx = store.begin().await.unwrap();
        let old = start(&tx, &key("old"), ADA, NOON).await.unwrap();
        let new = start(&tx, &key("new"), ADA, days_after_noon(60)).await.unwrap();
        photos::add(&tx, Owner::Draft(old), &photo(1), NOON).await.unwrap();
        photos::add(&tx, Owner::Draft(new), &photo(3), NOON).await.unwrap();
        photos::add(&tx, Owner::Bike(bike), &StoredPhoto { file: file(9), ..photo(1) }, NOON).await.unwrap();
        let gone = prune(&tx, days_after_noon(30)).await.unwrap();
        assert_eq!(gone, [file(1), file(2)]);
        assert_eq!(photos::unnamed(&tx, &gone).await.unwrap(), [file(1)], "the bike's photo still uses the other file");
        tx.commit().await.unwrap();
        assert_eq!(load(&store, &key("old")).await.unwrap(), None);
        assert!(load(&store, &key("new")).await.unwrap().is_some());
        assert_eq!(photos::for_registration(&store, new).await.unwrap().len(), 1);
    }

    async fn a_browser_has_several_and_finds_each_by_its_name(db: testkit::Database) {
        let store = fresh(&db).await;
        let tx = store.begin().await.unwrap();
        let one = hold(&tx, &key("one"), NOON).await.unwrap().id;
        let two = hold(&tx, &key("two"), NOON).await.unwrap().id;
        assert_eq!(hold(&tx, &key("one"), NOON).await.unwrap().id, one, "it is already there");
        let stranger = DraftKey { holder: [8; 32], name: "one".into() };
        let other = hold(&tx, &stranger, NOON).await.unwrap().id;
        assert!(![one, two].contains(&other));
        save(&tx, one, ADA, hours_after_noon(1)).await.unwrap();
        tx.commit().await.unwrap();
        let mine = of_holder(&store, &[7; 32]).await.unwrap();
        assert_eq!(mine.iter().map(|draft| draft.id).collect::<Vec<_>>(), [one, two], "in the order of the last change");
        let tx = store.begin().await.unwrap();
        set_aside(&tx, &[7; 32], hours_after_noon(2)).await.unwrap();
        assert_eq!(of_holder(&tx, &[7; 32]).await.unwrap(), []);
        assert!(load(&tx, &key("two")).await.unwrap().is_some(), "its own tab still finds it");
        assert!(save(&tx, two, ADA, hours_after_noon(3)).await.unwrap());
        assert_eq!(of_holder(&tx, &[7; 32]).await.unwrap()[0].id, two, "somebody went on with it");
        assert_eq!(of_holder(&tx, &[8; 32]).await.unwrap().len(), 1);
    }

    async fn damaged_answers_are_none(db: testkit::Database) {
        let store = fresh(&db).await;
        let tx = store.begin().await.unwrap();
        let id = start(&tx, &key("one"), ADA, NOON).await.unwrap();
        registration::Entity::update_many()
            .col_expr(registration::Column::Draft, Expr::value(b"rubbish".to_vec()))
            .exec(tx.connection())
            .await
            .unwrap();
        assert_eq!(load(&tx, &key("one")).await.unwrap().unwrap().json, NOTHING);
        assert!(save(&tx, id, ADA, NOON).await.unwrap());
    }
}
