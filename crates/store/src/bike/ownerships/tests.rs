use super::*;
use crate::Constraint;
use crate::testing::{a_bike, an_account, fresh};
use domain::account::contact::{EmailAddress, PhoneNumber};
use testkit::NOON;
use testkit::time::hours_after_noon;

fn person(name: &str, phone: &str) -> Contact {
    Contact {
        name: Some(name.into()),
        email: Some(EmailAddress::parse("fen@example.org").unwrap()),
        phone: Some(PhoneNumber::parse(phone).unwrap()),
        postcode: None,
    }
}

testkit::on_each_database! {
    async fn a_bike_has_one_owner_at_a_time(db: testkit::Database) {
        let store = fresh(&db).await;
        let bike = a_bike(&store).await;
        let (ada, ben) = (an_account(&store, "ada@example.org").await, an_account(&store, "ben@example.org").await);
        assert_eq!(owner_of(&store, bike).await.unwrap(), None);
        let tx = store.begin().await.unwrap();
        add(&tx, &[Claim::untyped(bike, ada)], Acquired::Registered, NOON).await.unwrap();
        tx.commit().await.unwrap();
        let tx = store.begin().await.unwrap();
        let second = add(&tx, &[Claim::untyped(bike, ben)], Acquired::Imported, NOON).await;
        assert!(matches!(second, Err(StoreError::Taken(Constraint::Owner))), "{second:?}");
        drop(tx);
        assert_eq!(owner_of(&store, bike).await.unwrap(), Some(Owner { account: ada, how: Acquired::Registered, from_at: NOON, confirmed_at: None }));
    }

    async fn the_old_ownership_ends_when_the_new_one_starts(db: testkit::Database) {
        let store = fresh(&db).await;
        let bike = a_bike(&store).await;
        let (ada, ben) = (an_account(&store, "ada@example.org").await, an_account(&store, "ben@example.org").await);
        let tx = store.begin().await.unwrap();
        add(&tx, &[Claim::untyped(bike, ada)], Acquired::Registered, NOON).await.unwrap();
        confirm(&tx, bike, ada, NOON).await.unwrap();
        replace(&tx, Claim::untyped(bike, ada), Acquired::Imported, hours_after_noon(1)).await.unwrap();
        tx.commit().await.unwrap();
        let still = Owner { account: ada, how: Acquired::Registered, from_at: NOON, confirmed_at: Some(NOON) };
        assert_eq!(owner_of(&store, bike).await.unwrap(), Some(still), "the same owner again changes nothing");
        let tx = store.begin().await.unwrap();
        replace(&tx, Claim::untyped(bike, ben), Acquired::Imported, hours_after_noon(2)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(owner_of(&store, bike).await.unwrap(), Some(Owner { account: ben, how: Acquired::Imported, from_at: hours_after_noon(2), confirmed_at: None }));
        assert_eq!(bikes_of(&store, ada).await.unwrap(), []);
        assert_eq!(bikes_of(&store, ben).await.unwrap(), [bike]);
    }

    async fn only_the_owner_confirms_and_the_first_time_counts(db: testkit::Database) {
        let store = fresh(&db).await;
        let (bike, newer) = (a_bike(&store).await, a_bike(&store).await);
        let (ada, ben) = (an_account(&store, "ada@example.org").await, an_account(&store, "ben@example.org").await);
        let tx = store.begin().await.unwrap();
        add(&tx, &[Claim::untyped(bike, ada), Claim::untyped(newer, ada)], Acquired::AtDesk, NOON).await.unwrap();
        confirm(&tx, bike, ben, NOON).await.unwrap();
        assert_eq!(owner_of(&tx, bike).await.unwrap().unwrap().confirmed_at, None);
        confirm(&tx, bike, ada, hours_after_noon(1)).await.unwrap();
        confirm(&tx, bike, ada, hours_after_noon(9)).await.unwrap();
        tx.commit().await.unwrap();
        let owners = owners_of(&store, &[bike, newer, BikeId(999)]).await.unwrap();
        assert_eq!(owners.len(), 2);
        assert_eq!(owners[&bike].confirmed_at, Some(hours_after_noon(1)));
        assert_eq!(owners[&newer].confirmed_at, None);
        assert_eq!(bikes_of(&store, ada).await.unwrap(), [newer, bike], "newest first");
    }

    async fn each_registration_keeps_what_was_typed_with_it_until_it_is_confirmed(db: testkit::Database) {
        let store = fresh(&db).await;
        let (one, two) = (a_bike(&store).await, a_bike(&store).await);
        let fen = an_account(&store, "fen@example.org").await;
        let (robin, wren) = (person("Robin", "07700 900001"), person("Wren", "07700 900002"));
        let claim = |bike, contact: &Contact| Claim {
            bike,
            account: fen,
            typed: Some(Typed::seal(store.keys(), contact).unwrap()),
        };
        let tx = store.begin().await.unwrap();
        add(&tx, &[claim(one, &robin), claim(two, &wren)], Acquired::Registered, NOON).await.unwrap();
        tx.commit().await.unwrap();
        let typed = typed_of(&store, &[one, two]).await.unwrap();
        assert_eq!((&typed[&one], &typed[&two]), (&robin, &wren));
        for row in ownership::Entity::find().all(store.connection()).await.unwrap() {
            let sealed = row.contact.unwrap();
            assert!(!sealed.windows(5).any(|w| w == b"Robin" || w == b"07700"));
            assert!(store.keys().open("account.contact", &sealed).is_err(), "details cannot be moved to an account");
        }
        assert_eq!(unanswered_since(&store, hours_after_noon(1), 9).await.unwrap(), [(one, fen), (two, fen)]);
        assert_eq!(unanswered_since(&store, NOON, 9).await.unwrap(), []);
        assert!(!crate::bike::find(&store, one).await.unwrap().unwrap().confirmed);

        let tx = store.begin().await.unwrap();
        assert!(confirm(&tx, one, fen, hours_after_noon(1)).await.unwrap());
        assert!(!confirm(&tx, one, fen, hours_after_noon(2)).await.unwrap(), "once");
        let newest = Typed::seal(store.keys(), &person("Mallory", "07700 900666")).unwrap();
        assert!(!retype(&tx, one, &newest).await.unwrap(), "it is confirmed");
        assert!(retype(&tx, two, &newest).await.unwrap());
        tx.commit().await.unwrap();
        let typed = typed_of(&store, &[one, two]).await.unwrap();
        assert_eq!(typed.len(), 1, "a confirmed registration keeps no typed details");
        assert_eq!(typed[&two].name.as_deref(), Some("Mallory"));
        assert_eq!(unanswered_since(&store, hours_after_noon(1), 9).await.unwrap(), [(two, fen)]);
        assert!(crate::bike::find(&store, one).await.unwrap().unwrap().confirmed);
    }

    async fn only_a_registration_that_waits_gets_another_address(db: testkit::Database) {
        let store = fresh(&db).await;
        let bike = a_bike(&store).await;
        let (ada, ben) = (an_account(&store, "ada@example.org").await, an_account(&store, "ben@example.org").await);
        let tx = store.begin().await.unwrap();
        add(&tx, &[Claim::untyped(bike, ada)], Acquired::Registered, NOON).await.unwrap();
        assert!(readdress(&tx, Claim::untyped(bike, ben)).await.unwrap());
        assert_eq!(owner_of(&tx, bike).await.unwrap().unwrap().account, ben);
        confirm(&tx, bike, ben, NOON).await.unwrap();
        assert!(!readdress(&tx, Claim::untyped(bike, ada)).await.unwrap());
        assert_eq!(owner_of(&tx, bike).await.unwrap().unwrap().account, ben);
        tx.commit().await.unwrap();
    }

    async fn a_volunteer_and_a_list_answer_for_a_bike(db: testkit::Database) {
        let store = fresh(&db).await;
        let (desk, list, none) = (a_bike(&store).await, a_bike(&store).await, a_bike(&store).await);
        let ada = an_account(&store, "ada@example.org").await;
        let tx = store.begin().await.unwrap();
        add(&tx, &[Claim::untyped(desk, ada)], Acquired::AtDesk, NOON).await.unwrap();
        add(&tx, &[Claim::untyped(list, ada)], Acquired::Imported, NOON).await.unwrap();
        tx.commit().await.unwrap();
        for bike in crate::bike::load(&store, &[desk, list, none]).await.unwrap() {
            assert!(bike.confirmed);
        }
        assert_eq!(unanswered_since(&store, hours_after_noon(9), 9).await.unwrap(), []);
    }
}
