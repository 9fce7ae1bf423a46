use super::answers::{self, Marks};
use super::history::ConsultationChange;
use super::*;
use crate::Store;
use crate::account::organisations;
use crate::entity::consultation_answer;
use crate::testing::{an_account, fresh};
use domain::consultation::{Answer, Choices, Details, Sharing, Tally};
use testkit::time::{NOON, days_after_noon, hours_after_noon};

fn consultation(closes_at: Timestamp) -> Consultation {
    Consultation::new(Details {
        title: "Priorities".into(),
        question: "What should we work on?".into(),
        background: None,
        opens_at: NOON,
        closes_at,
        issues: vec!["Bikes".into(), "Scams".into(), "Lights".into()],
        asks: None,
        asked: "Everybody".into(),
        sharing: Sharing::Browser,
    })
}

fn answer(chosen: [Option<usize>; 3], words: Option<&str>) -> Answer {
    Answer {
        choices: Choices::new(chosen, 3).unwrap(),
        words: words.map(str::to_owned),
    }
}

async fn one(store: &Store, closes_at: Timestamp) -> ConsultationId {
    let tx = store.begin().await.unwrap();
    let here = organisations::ensure_partnership(&tx, "here", "Here")
        .await
        .unwrap();
    let id = add(&tx, here, &consultation(closes_at), None, NOON)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    id
}

testkit::on_each_database! {
    async fn consultations_are_kept_whole_with_their_history(db: testkit::Database) {
        let store = fresh(&db).await;
        let writer = an_account(&store, "lead@example.org").await;
        let id = one(&store, days_after_noon(10)).await;
        let later = consultation(days_after_noon(20));
        let change = ConsultationChange {
            at: NOON,
            by: Some(writer),
            said: "Moved the close".into(),
            why: Some("More time".into()),
        };
        let tx = store.begin().await.unwrap();
        write(&tx, id, &later, writer, hours_after_noon(1)).await.unwrap();
        history::add(&tx, id, &change).await.unwrap();
        tx.commit().await.unwrap();
        let kept = find(&store, id).await.unwrap().unwrap();
        assert_eq!(kept.consultation, later);
        let here = kept.partnership;
        assert_eq!(of_partnership(&store, here, days_after_noon(15), 9).await.unwrap(), [kept]);
        assert_eq!(of_partnership(&store, here, days_after_noon(21), 9).await.unwrap(), []);
        assert_eq!(history::of_consultation(&store, id, 0, 9).await.unwrap(), [change]);
    }

    async fn answers_are_counted_and_their_words_are_sealed(db: testkit::Database) {
        let store = fresh(&db).await;
        let id = one(&store, days_after_noon(10)).await;
        let marks = Marks::of(&store, id, Some(b"browser"), b"192.0.2.7");
        let tx = store.begin().await.unwrap();
        let bikes = answer([Some(0), Some(2), None], Some("Dark stands"));
        let first = answers::add(&tx, id, &bikes, &marks, true, NOON).await.unwrap();
        answers::add(&tx, id, &bikes, &marks, false, NOON).await.unwrap();
        answers::add(&tx, id, &answer([Some(1), None, None], None), &marks, true, NOON).await.unwrap();
        tx.commit().await.unwrap();
        let mut want = Tally::empty(3);
        want.add([Some(0), Some(2), None], true, 1);
        want.add([Some(0), Some(2), None], false, 1);
        want.add([Some(1), None, None], true, 1);
        assert_eq!(answers::tally(&store, id, 3).await.unwrap(), want);
        assert_eq!(answers::count(&store, id).await.unwrap(), 3);
        assert_eq!(answers::times(&store, id, 9).await.unwrap(), [NOON; 3]);
        let said = answers::words(&store, id, 0, 9).await.unwrap();
        assert_eq!(said.iter().map(|words| words.text.as_str()).collect::<Vec<_>>(), ["Dark stands"; 2]);
        let row = consultation_answer::Entity::find_by_id(first.0).one(store.connection()).await.unwrap();
        let sealed = row.unwrap().words.unwrap();
        assert!(!sealed.windows(4).any(|four| four == b"Dark"));
        let tx = store.begin().await.unwrap();
        assert!(answers::remove_words(&tx, id, first).await.unwrap());
        assert!(!answers::remove_words(&tx, id, first).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(answers::words(&store, id, 0, 9).await.unwrap().len(), 1);
        assert_eq!(answers::count(&store, id).await.unwrap(), 3);
    }

    async fn a_source_is_known_within_one_consultation_by_its_rule(db: testkit::Database) {
        let store = fresh(&db).await;
        let (id, other) = (one(&store, days_after_noon(10)).await, one(&store, days_after_noon(10)).await);
        let marks = |id, browser: &'static [u8], address: &'static [u8]| Marks::of(&store, id, Some(browser), address);
        let tx = store.begin().await.unwrap();
        let given = answer([Some(0), None, None], None);
        answers::add(&tx, id, &given, &marks(id, b"tablet", b"hall"), true, NOON).await.unwrap();
        tx.commit().await.unwrap();
        for (browser, address, rule, want) in [
            (b"tablet".as_slice(), b"home".as_slice(), Sharing::Browser, true),
            (b"phone", b"hall", Sharing::Browser, false),
            (b"phone", b"hall", Sharing::Connection, true),
            (b"phone", b"home", Sharing::Connection, false),
        ] {
            let marks = marks(id, browser, address);
            assert_eq!(answers::shares(&store, id, &marks, rule).await.unwrap(), want, "{rule:?}");
        }
        assert_ne!(marks(id, b"tablet", b"hall"), marks(other, b"tablet", b"hall"));
        assert!(!answers::shares(&store, other, &marks(other, b"tablet", b"hall"), Sharing::Connection).await.unwrap());
    }

    async fn marks_and_words_go_some_time_after_the_close(db: testkit::Database) {
        let store = fresh(&db).await;
        let (old, new) = (one(&store, days_after_noon(1)).await, one(&store, days_after_noon(9)).await);
        let tx = store.begin().await.unwrap();
        for id in [old, new] {
            let marks = Marks::of(&store, id, Some(b"phone"), b"home");
            let given = answer([Some(0), None, None], Some("Dark stands"));
            answers::add(&tx, id, &given, &marks, true, NOON).await.unwrap();
        }
        let before = days_after_noon(5);
        assert_eq!(answers::prune_marks(&tx, before).await.unwrap(), 1);
        assert_eq!(answers::prune_marks(&tx, before).await.unwrap(), 0, "gone already");
        assert_eq!(answers::prune_words(&tx, before).await.unwrap(), 1);
        tx.commit().await.unwrap();
        for (id, there) in [(old, false), (new, true)] {
            let marks = Marks::of(&store, id, Some(b"phone"), b"home");
            assert_eq!(answers::shares(&store, id, &marks, Sharing::Connection).await.unwrap(), there);
            assert_eq!(answers::words(&store, id, 0, 9).await.unwrap().len(), usize::from(there));
            assert_eq!(answers::count(&store, id).await.unwrap(), 1, "the choices stay");
        }
    }
}
