use super::*;
use crate::Store;
use crate::testing::{fresh, with_other_key};
use domain::account::contact::{PhoneNumber, Postcode};
use std::collections::BTreeSet;
use testkit::NOON;

fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn person(name: &str, address: Option<&str>) -> Contact {
    Contact {
        name: Some(name.to_owned()),
        email: address.map(email),
        phone: PhoneNumber::parse("07700 900123").ok(),
        postcode: Postcode::parse("CB1 2AB").ok(),
    }
}

async fn written(store: &Store, contacts: &[Contact]) -> Vec<AccountId> {
    let tx = store.begin().await.unwrap();
    let ids = find_or_create(&tx, contacts, NOON).await.unwrap();
    tx.commit().await.unwrap();
    ids
}

fn only_address(address: &str) -> Contact {
    Contact {
        email: Some(email(address)),
        ..Contact::default()
    }
}

testkit::on_each_database! {
    async fn one_address_is_one_account_within_a_batch_and_across(db: testkit::Database) {
        let store = fresh(&db).await;
        let batch = [
            person("Ada", Some("ada@example.org")),
            person("Ben", Some("ben@example.org")),
            person("Ada again", Some("Ada@EXAMPLE.org")),
            person("Nobody", None),
            person("Nobody", None),
        ];
        let first = written(&store, &batch).await;
        assert_eq!(first[0], first[2], "addresses are compared without regard to case");
        assert_eq!(first.iter().collect::<BTreeSet<_>>().len(), 4, "people without an address get an account each");
        let again = written(&store, &[batch[1].clone(), batch[0].clone(), person("Cy", Some("cy@example.org"))]).await;
        assert_eq!(again[..2], [first[1], first[0]]);
        assert!(!first.contains(&again[2]));
        assert_eq!(find_by_email(&store, &email("ADA@example.org")).await.unwrap(), Some(first[0]));
        assert_eq!(find_by_email(&store, &email("dee@example.org")).await.unwrap(), None);
    }

    async fn what_a_stranger_types_does_not_change_an_account(db: testkit::Database) {
        let store = fresh(&db).await;
        let ada = written(&store, &[person("Ada", Some("ada@example.org"))]).await[0];
        written(&store, &[person("Mallory", Some("ada@example.org"))]).await;
        assert_eq!(contact(&store, ada).await.unwrap(), Some(only_address("ada@example.org")));
        let tx = store.begin().await.unwrap();
        agree(&tx, ada, &person("Ada", Some("elsewhere@example.org")), NOON).await.unwrap();
        tx.commit().await.unwrap();
        written(&store, &[person("Mallory", Some("ada@example.org"))]).await;
        let them = known(&store, ada).await.unwrap().unwrap();
        assert_eq!(them.contact, person("Ada", Some("ada@example.org")), "the address stays");
        assert_eq!((them.agreed(), them.confirmed_at), (Some(&them.contact), None));
    }

    async fn details_count_when_somebody_has_agreed_to_them(db: testkit::Database) {
        let store = fresh(&db).await;
        let ada = written(&store, &[person("Ada", Some("ada@example.org"))]).await[0];
        let tx = store.begin().await.unwrap();
        confirm(&tx, ada, NOON).await.unwrap();
        let them = known(&tx, ada).await.unwrap().unwrap();
        assert_eq!((them.agreed(), them.confirmed_at), (None, Some(NOON)), "the address alone is not a detail");
        let ben = find_or_create_known(&tx, &[person("Ben", Some("ben@example.org"))], NOON).await.unwrap()[0];
        assert!(known(&tx, ben).await.unwrap().unwrap().agreed().is_some());
        tx.commit().await.unwrap();
    }

    async fn a_large_batch_is_written_whole(db: testkit::Database) {
        let store = fresh(&db).await;
        let batch: Vec<Contact> =
            (0..5_500).map(|at| person("Ada", Some(&format!("ada{}@example.org", at % 5_100)))).collect();
        let ids = written(&store, &batch).await;
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 5_100);
        assert_eq!(written(&store, &batch).await, ids);
        let last = contacts(&store, &ids[5_099..5_101]).await.unwrap();
        assert_eq!(last[&ids[5_099]].email, Some(email("ada5099@example.org")));
        assert_eq!(last[&ids[5_100]].email, Some(email("ada0@example.org")));
    }

    async fn people_who_come_at_once_with_one_address_get_one_account(db: testkit::Database) {
        let store = fresh(&db).await;
        let second = fresh(&db).await;
        for round in 0..8 {
            let ada = [person("Ada", Some(&format!("ada{round}@example.org")))];
            let (here, there) = tokio::join!(written(&store, &ada), written(&second, &ada));
            assert_eq!(here, there);
        }
    }

    async fn a_person_is_known_by_the_address(db: testkit::Database) {
        let store = fresh(&db).await;
        let ada = written(&store, &[person("Ada", Some("ada@example.org"))]).await[0];
        let newer = SealedContact::seal(store.keys(), &person("Ada L", Some("ada@example.org"))).unwrap();
        let other = SealedContact::seal(store.keys(), &person("Ada L", Some("adele@example.org"))).unwrap();
        assert!(is_same_person(&store, ada, &newer).await.unwrap());
        assert!(!is_same_person(&store, ada, &other).await.unwrap());
        assert!(!is_same_person(&store, AccountId(999), &newer).await.unwrap());
    }

    async fn details_are_only_bytes_without_the_key(db: testkit::Database) {
        let store = fresh(&db).await;
        let tx = store.begin().await.unwrap();
        let ada = find_or_create_known(&tx, &[person("Ada", Some("ada@example.org"))], NOON).await.unwrap()[0];
        tx.commit().await.unwrap();
        let row = account::Entity::find_by_id(ada.0).one(store.connection()).await.unwrap().unwrap();
        for word in ["Ada", "ada@example.org", "07700", "+447700900123", "CB1"] {
            let shown = |bytes: &[u8]| bytes.windows(word.len()).any(|window| window == word.as_bytes());
            assert!(!shown(&row.contact), "the sealed details show {word}");
            assert!(!shown(row.email_hash.as_deref().unwrap()), "the hash shows {word}");
        }
        let tx = store.begin().await.unwrap();
        let twin = find_or_create(&tx, &[person("Ada", None), person("Ada", None)], NOON).await.unwrap();
        tx.commit().await.unwrap();
        let rows = account::Entity::find()
            .filter(account::Column::Id.is_in(twin.iter().map(|id| id.0)))
            .all(store.connection())
            .await
            .unwrap();
        assert_ne!(rows[0].contact, rows[1].contact, "equal details must not seal to equal bytes");
    }
}

#[test]
fn a_hash_under_another_key_is_another_hash() {
    testkit::run(async {
        let (one, two) = (
            testkit::Database::sqlite().migrated(),
            testkit::Database::sqlite().migrated(),
        );
        let (ours, theirs) = (fresh(&one).await, with_other_key(&two).await);
        assert_ne!(
            email_hash(ours.keys(), &email("ada@example.org")),
            email_hash(theirs.keys(), &email("ada@example.org"))
        );
    });
}
