use super::*;
use crate::desk::kit::stock;
use crate::testing::{a_desk, a_kit, a_kit_for, a_new_bike, an_event, email, fresh, mail};
use domain::event::Stage;
use domain::mark::stock::Tally;
use jiff::SignedDuration;

fn ada() -> Contact {
    Contact {
        name: Some("Ada".to_owned()),
        email: Some(email("ada@example.org")),
        ..Contact::default()
    }
}

testkit::on_each_database! {
    async fn a_bike_is_registered_and_marked_in_one_step(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let desk = a_desk(&registry, "camcycle").await;
        let kit = a_kit(&registry, Some(&desk), 3).await;
        may_issue(&registry, &desk, kit[0]).await.unwrap();
        let marked = issue_mark(&registry, &desk, kit[0], &a_new_bike("AB12345"), &ada()).await.unwrap();
        let bike = store::bike::find(&registry.store, marked.bike).await.unwrap().unwrap();
        assert_eq!((bike.mark, bike.reference()), (Some(kit[0]), marked.reference));
        assert_eq!(stock(&registry, &desk).await.unwrap(), (2, 1));
        let letters = mail(&registry).await;
        assert_eq!(letters.len(), 1);
        assert!(letters[0].body.contains(&kit[0].to_string()), "{}", letters[0].body);
        let nobody = Contact { email: None, ..ada() };
        issue_mark(&registry, &desk, kit[1], &a_new_bike(""), &nobody).await.unwrap();
        assert_eq!(mail(&registry).await.len(), 0, "an owner without an address gets no letter");
    }

    async fn a_mark_that_cannot_be_used_says_what_to_do_and_registers_nothing(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (desk, other) = (a_desk(&registry, "camcycle").await, a_desk(&registry, "ely").await);
        let kit = a_kit(&registry, Some(&desk), 2).await;
        let theirs = a_kit(&registry, Some(&other), 1).await;
        let printed = a_kit(&registry, None, 1).await;
        issue_mark(&registry, &desk, kit[0], &a_new_bike("AB12345"), &ada()).await.unwrap();
        let tx = registry.store.begin().await.unwrap();
        store::mark::void(&tx, kit[1], registry.now()).await.unwrap();
        tx.commit().await.unwrap();
        let cases = [
            (kit[0], Some(MarkUnusable::OnABike)),
            (kit[1], Some(MarkUnusable::Void)),
            (theirs[0], Some(MarkUnusable::NotYours)),
            (printed[0], Some(MarkUnusable::NotYours)),
            (MarkCode::from_data([3; 8]), None),
        ];
        for (code, expected) in cases {
            let asked = may_issue(&registry, &desk, code).await.unwrap_err();
            let tried = issue_mark(&registry, &desk, code, &a_new_bike("CD67890"), &ada()).await.unwrap_err();
            for error in [asked, tried] {
                match (expected, &error) {
                    (Some(reason), IssueMarkError::Unusable(told)) => assert_eq!(*told, reason, "{code}"),
                    (None, IssueMarkError::UnknownMark) => {}
                    _ => panic!("{code}: {error:?}"),
                }
                assert!(error.to_string().contains("label"), "{error} does not say what to do");
            }
        }
        assert_eq!(store::bike::total(&registry.store).await.unwrap(), 1);
    }

    async fn loose_marks_count_in_the_kit_of_the_event_at_which_they_are_fixed(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let (event, _, desk) = an_event(&registry, "camcycle").await;
        let (loose, own) = (a_kit(&registry, Some(&desk), 3).await, a_kit_for(&registry, &desk, Some(event), 2).await);
        let kit = async || store::mark::batches::of_events(&registry.store, &[event], registry.now()).await.unwrap()[&event];
        let fix = async |code| issue_mark(&registry, &desk, code, &a_new_bike(""), &ada()).await.unwrap();
        fix(loose[0]).await;
        assert_eq!(kit().await, Tally { made: 2, printed: 2, out: 2, loose: 1, ..Tally::default() });
        fix(own[0]).await;
        assert_eq!(kit().await, Tally { made: 2, printed: 2, issued: 1, out: 1, loose: 1, ..Tally::default() });
        // Another event on the same day has other people on its rota.
        let mut elsewhere = store::event::find(&registry.store, event).await.unwrap().unwrap().event;
        elsewhere.place = "Parker's Piece".into();
        let tx = registry.store.begin().await.unwrap();
        store::event::add(&tx, &elsewhere, Stage::Published).await.unwrap();
        tx.commit().await.unwrap();
        fix(loose[1]).await;
        assert_eq!(kit().await, Tally { made: 2, printed: 2, issued: 1, out: 1, loose: 2, ..Tally::default() });
        // When no desk is open, nobody knows at which event a bike was marked.
        clock.advance(SignedDuration::from_hours(48));
        fix(loose[2]).await;
        assert_eq!(kit().await, Tally { made: 2, printed: 2, issued: 1, unaccounted: 1, loose: 2, ..Tally::default() });
        let found = store::mark::find_many(&registry.store, &loose).await.unwrap();
        assert_eq!(found.iter().filter(|mark| mark.event == Some(event)).count(), 2);
    }

    async fn two_desks_with_one_mark_register_one_bike(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let desk = a_desk(&registry, "camcycle").await;
        for (round, code) in a_kit(&registry, Some(&desk), 6).await.into_iter().enumerate() {
            let (here, there) = (a_new_bike("AB12345"), a_new_bike("CD67890"));
            let (one, two) = (ada(), ada());
            let (one, two) = tokio::join!(
                issue_mark(&registry, &desk, code, &here, &one),
                issue_mark(&registry, &desk, code, &there, &two)
            );
            let lost = |outcome: &Result<Marked, IssueMarkError>| {
                matches!(outcome, Err(IssueMarkError::Unusable(MarkUnusable::OnABike)))
            };
            assert!(lost(&one) != lost(&two) && one.is_ok() != two.is_ok(), "{one:?} and {two:?}");
            assert_eq!(store::bike::total(&registry.store).await.unwrap(), round as u64 + 1);
        }
    }
}
