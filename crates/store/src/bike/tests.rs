use super::*;
use crate::mark::{self, Allotment};
use crate::recovery::{self, return_to_owner, untie};
use crate::testing::{a_bike, an_organisation, fresh, mark_codes};
use crate::theft;
use crate::{Constraint, Store, feed};
use domain::bike::{BikeKind, Description, Identifier, NewBike, PublicStatus, Retirement, Standing};
use domain::id::BikeId;
use domain::recovery::{NewRecovery, Tie};
use domain::theft::{NewTheftReport, TheftOutcome, TheftWindow};
use testkit::NOON;
use testkit::time::{hours_after_noon, hours_before_noon};

fn a_folder(frame: &str) -> NewBike {
    NewBike {
        frame: Frame::parse(frame).unwrap(),
        description: Description {
            make: Some("Brompton".to_owned()),
            model: Some("M6L – \"Zoë\" 😀".to_owned()),
            colours: vec!["green".to_owned(), "black".to_owned()],
            kind: BikeKind::parse("folding"),
            features: Some("Basket; a dent\nunder the 'saddle'".to_owned()),
        },
        identifiers: ["battery:B-1", "lock:L 22", "battery:B-2"]
            .iter()
            .map(|pair| Identifier::parse(pair).unwrap())
            .collect(),
    }
}

fn from_list<'a>(bike: &'a NewBike, key: &'a str, digest: &'a [u8]) -> Arrival<'a> {
    Arrival {
        bike,
        via: RegisteredBy::Import,
        organisation: None,
        external_ref: Some(key),
        import_digest: Some(digest),
    }
}

async fn standing(store: &Store, bike: BikeId) -> Standing {
    find(store, bike).await.unwrap().unwrap().standing
}

testkit::on_each_database! {
    async fn a_bike_is_read_back_as_it_was_written(db: testkit::Database) {
        let store = fresh(&db).await;
        let organisation = an_organisation(&store, "camcycle").await;
        for frame in ["9 0512-O34", "unknown", "no number"] {
            let new = a_folder(frame);
            let arrival = Arrival {
                bike: &new,
                via: RegisteredBy::Desk,
                organisation: Some(organisation),
                external_ref: None,
                import_digest: None,
            };
            let tx = store.begin().await.unwrap();
            let id = insert(&tx, &[arrival], NOON).await.unwrap()[0];
            tx.commit().await.unwrap();
            let bike = find(&store, id).await.unwrap().unwrap();
            assert_eq!(bike.frame, new.frame, "{frame}");
            assert_eq!(bike.description, new.description);
            assert_eq!(bike.identifiers, new.identifiers, "in the order in which they were given");
            assert_eq!((bike.mark, bike.external_ref, bike.registered_at), (None, None, NOON));
            assert_eq!(bike.standing, Standing::WithOwner);
        }
        assert_eq!(find(&store, BikeId(999)).await.unwrap(), None);
    }

    async fn a_batch_larger_than_a_statement_goes_in_whole_or_not_at_all(db: testkit::Database) {
        let store = fresh(&db).await;
        let new = a_folder("90512034");
        let keys: Vec<String> = (0..2_500).map(|at| format!("REF-{at}")).collect();
        let arrivals: Vec<_> = keys.iter().map(|key| from_list(&new, key, key.as_bytes())).collect();
        let tx = store.begin().await.unwrap();
        let ids = insert(&tx, &arrivals, NOON).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(total(&store).await.unwrap(), 2_500);
        assert_eq!(feed::count_after(&store, None).await.unwrap(), 2_500);
        let found = load(&store, &[ids[2_499], BikeId(999_999), ids[0]]).await.unwrap();
        let shown: Vec<_> = found.iter().map(|bike| bike.external_ref.as_deref()).collect();
        assert_eq!(shown, [Some("REF-2499"), Some("REF-0")], "in the order asked for, without unknown bikes");
        let all = load(&store, &ids).await.unwrap();
        assert!(all.iter().all(|bike| bike.identifiers.len() == 3));

        let last = [from_list(&new, "NEW", b"x"), from_list(&new, "REF-7", b"x")];
        let tx = store.begin().await.unwrap();
        let taken = insert(&tx, &last, NOON).await;
        assert!(matches!(taken, Err(StoreError::Taken(Constraint::ExternalRef))), "{taken:?}");
        drop(tx);
        assert_eq!(total(&store).await.unwrap(), 2_500);
        assert_eq!(feed::count_after(&store, None).await.unwrap(), 2_500);
    }

    async fn a_list_finds_its_own_lines_again(db: testkit::Database) {
        let store = fresh(&db).await;
        let new = a_folder("90512034");
        let tx = store.begin().await.unwrap();
        let ids = insert(&tx, &[from_list(&new, "A 1", b"one"), from_list(&new, "B", b"two")], NOON).await.unwrap();
        tx.commit().await.unwrap();
        let other = a_bike(&store).await;
        let found = digests_of(&store, &["A 1", "C", "b"]).await.unwrap();
        assert_eq!(found.len(), 1, "a reference must be exactly the same");
        assert_eq!(found["A 1"], DigestOf { bike: ids[0], digest: Some(b"one".to_vec()) });
        assert_eq!(digests_of(&store, &[]).await.unwrap().len(), 0);
        let refs = external_refs(&store, &[ids[0], ids[1], other]).await.unwrap();
        assert_eq!((refs.len(), refs[&ids[1]].as_str()), (2, "B"));
        assert_eq!(ids_after(&store, BikeId(0), 2).await.unwrap(), ids);
        assert_eq!(ids_after(&store, ids[1], 9).await.unwrap(), [other]);
    }

    async fn a_newer_line_is_written_over_the_old_one(db: testkit::Database) {
        let store = fresh(&db).await;
        let tx = store.begin().await.unwrap();
        let old = a_folder("90512034");
        let ids = insert(&tx, &[from_list(&old, "A", b"one"), from_list(&old, "B", b"two")], NOON).await.unwrap();
        let newer = NewBike {
            frame: Frame::parse("XK 771").unwrap(),
            description: Description { make: Some("Ribble".to_owned()), ..Description::default() },
            identifiers: vec![Identifier::parse("motor:M 9").unwrap()],
        };
        update(&tx, ids[0], &newer, Some(b"three"), hours_after_noon(1)).await.unwrap();
        update(&tx, ids[1], &newer, None, hours_after_noon(1)).await.unwrap();
        tx.commit().await.unwrap();
        let bike = find(&store, ids[0]).await.unwrap().unwrap();
        assert_eq!((&bike.frame, &bike.description), (&newer.frame, &newer.description));
        assert_eq!(bike.identifiers, newer.identifiers, "the old numbers are gone");
        assert_eq!((bike.external_ref.as_deref(), bike.registered_at), (Some("A"), NOON));
        let digests = digests_of(&store, &["A", "B"]).await.unwrap();
        assert_eq!(digests["A"].digest.as_deref(), Some(&b"three"[..]));
        assert_eq!(digests["B"].digest.as_deref(), Some(&b"two"[..]), "an edit by hand keeps the hash of the line");
        assert_eq!(feed::count_after(&store, None).await.unwrap(), 4);
    }

    async fn a_standing_follows_from_what_is_open(db: testkit::Database) {
        let store = fresh(&db).await;
        let force = an_organisation(&store, "cambs-police").await;
        let (bike, bystander) = (a_bike(&store).await, a_bike(&store).await);
        assert_eq!(standing(&store, bike).await, Standing::WithOwner);

        let tx = store.begin().await.unwrap();
        let window = TheftWindow::new(hours_before_noon(9), hours_before_noon(1), NOON).unwrap();
        let report = NewTheftReport::at(window);
        theft::open(&tx, &[(bike, None, report.clone())], NOON).await.unwrap();
        assert_eq!(find(&tx, bike).await.unwrap().unwrap().standing, Standing::ReportedStolen, "in the transaction too");
        tx.commit().await.unwrap();
        assert_eq!(standing(&store, bike).await, Standing::ReportedStolen);

        let found = NewRecovery {
            property_ref: "PS/2026/118".to_owned(),
            read: None,
            identifiers: Vec::new(),
            make: None,
            model: None,
            colours: Vec::new(),
            kind: None,
            found_at: NOON,
            found_by: None,
            place: None,
            given: None,
            point: None,
        };
        let tx = store.begin().await.unwrap();
        let recovery = recovery::add(&tx, force, None, &found, NOON).await.unwrap();
        let tie = Tie { recovery, bike, look_up: None, bits: 40.0, evidence: serde_json::json!([]) };
        assert!(recovery::tie(&tx, &tie, None, NOON).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(standing(&store, bike).await, Standing::HeldByPolice);

        let tx = store.begin().await.unwrap();
        assert_eq!(untie(&tx, recovery, None, NOON).await.unwrap(), Some(bike));
        tx.commit().await.unwrap();
        assert_eq!(standing(&store, bike).await, Standing::ReportedStolen, "it stays stolen when a wrong match is undone");

        let tx = store.begin().await.unwrap();
        assert!(recovery::tie(&tx, &tie, None, NOON).await.unwrap());
        assert_eq!(return_to_owner(&tx, recovery, None, hours_after_noon(1)).await.unwrap(), Some(bike));
        tx.commit().await.unwrap();
        assert_eq!(standing(&store, bike).await, Standing::ReportedStolen, "until its report is closed");

        let tx = store.begin().await.unwrap();
        assert!(theft::close(&tx, bike, TheftOutcome::Returned, hours_after_noon(1)).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(standing(&store, bike).await, Standing::WithOwner);

        let tx = store.begin().await.unwrap();
        retire(&tx, bike, Retirement::Sold, hours_after_noon(2)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(standing(&store, bike).await, Standing::Retired);
        assert_eq!(standing(&store, bike).await.public(), PublicStatus::NoLongerKept);

        let tx = store.begin().await.unwrap();
        theft::open(&tx, &[(bike, None, report)], hours_after_noon(3)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(standing(&store, bike).await, Standing::ReportedStolen, "a stolen bike cannot be hidden");
        assert_eq!(standing(&store, bystander).await, Standing::WithOwner, "and no other bike changes");
    }

    async fn the_live_mark_is_shown_and_no_other(db: testkit::Database) {
        let store = fresh(&db).await;
        let organisation = an_organisation(&store, "camcycle").await;
        let codes = mark_codes(1, 2);
        let bike = a_bike(&store).await;
        let tx = store.begin().await.unwrap();
        let kit = Allotment { organisation: Some(organisation), ..Allotment::default() };
        mark::add_batch(&tx, &codes, kit, NOON).await.unwrap();
        mark::issue(&tx, codes[0], bike, None, NOON).await.unwrap();
        assert_eq!(find(&tx, bike).await.unwrap().unwrap().mark, Some(codes[0]));
        mark::replace(&tx, bike, codes[1], NOON).await.unwrap();
        mark::issue(&tx, codes[1], bike, None, NOON).await.unwrap();
        assert_eq!(find(&tx, bike).await.unwrap().unwrap().mark, Some(codes[1]));
        mark::void(&tx, codes[1], NOON).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(find(&store, bike).await.unwrap().unwrap().mark, None);
    }
}
