use super::*;
use crate::desk::sync::{SealedEntry, take};
use crate::desk::{keys, progress, work_list};
use crate::testing::{a_coordinator, a_kit_for, a_theft, an_event, fresh, mail};
use domain::id::EventId;
use domain::mark::MarkStatus;
use jiff::SignedDuration;

fn id(number: u32) -> EntryId {
    EntryId::parse(&format!("019ab3c4-5d6e-7f80-9a1b-{number:012x}")).unwrap()
}

async fn sealed(registry: &Registry, number: u32, event: EventId, words: &str) -> SealedEntry {
    let key = keys::current(registry).await.unwrap();
    let id = id(number);
    let beside = format!("{id}\n{event}\nDesk 1");
    let (encapsulated, text) = testkit::phone::seal(
        &key.public,
        words.as_bytes(),
        beside.as_bytes(),
        u64::from(number),
    );
    SealedEntry {
        id,
        event,
        desk: "Desk 1".into(),
        key: key.id,
        encapsulated,
        text,
    }
}

fn bike(code: MarkCode, number: u32) -> String {
    format!(
        r#"{{"code":"{code}","frame_number":"AB{number:05}","make":"Trek","colour":"red","email":"owner{number}@example.org","consent":"yes"}}"#
    )
}

fn withdrawal(number: u32) -> String {
    format!(r#"{{"withdraws":"{}"}}"#, id(number))
}

testkit::on_each_database! {
    async fn a_bike_that_a_desk_withdraws_is_off_the_register_and_its_label_is_blank_again(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (event, volunteer, desk) = an_event(&registry, "camcycle").await;
        let cora = a_coordinator(&registry, &desk).await;
        let kit = a_kit_for(&registry, &desk, Some(event), 2).await;
        let send = async |number, words: &str| {
            let entry = sealed(&registry, number, event, words).await;
            take(&registry, &volunteer, &entry).await.unwrap()
        };
        assert!(matches!(send(1, &bike(kit[0], 1)).await, Outcome::Accepted { .. }));
        let wrong = store::mark::find(&registry.store, kit[0]).await.unwrap().unwrap().bike.unwrap();
        assert_eq!(send(2, &withdrawal(1)).await, Outcome::Withdrawn);
        assert!(matches!(send(2, &withdrawal(1)).await, Outcome::Already(known) if !known.is_waiting()), "sent again");
        let mark = store::mark::find(&registry.store, kit[0]).await.unwrap().unwrap();
        assert_eq!((mark.status, mark.bike, mark.event), (MarkStatus::Allotted, None, Some(event)));
        let bike_then = store::bike::find(&registry.store, wrong).await.unwrap().unwrap();
        assert_eq!(bike_then.standing, Standing::Retired);
        let mut subjects: Vec<String> = mail(&registry).await.into_iter().map(|letter| letter.subject).collect();
        subjects.sort_unstable();
        assert_eq!(subjects, ["A bike registration was withdrawn", "Your bike has been marked and registered"]);

        // After a correction, the same label and the same number go on the register again and are not a double.
        assert!(matches!(send(3, &bike(kit[0], 1)).await, Outcome::Accepted { .. }));
        let day = (registry.now() - SignedDuration::from_hours(9), registry.now() + SignedDuration::from_hours(9));
        let counted = progress::of_event(&registry, event, day).await.unwrap();
        assert_eq!((counted.bikes, counted.waiting), (1, 0));
        let seen = work_list::withdrawn(&registry, &cora, event).await.unwrap();
        assert_eq!(seen.iter().map(|entry| (&entry.new.id, entry.bike)).collect::<Vec<_>>(), [(&id(1), Some(wrong))]);
        assert!(work_list::withdrawn(&registry, &volunteer, event).await.unwrap().is_empty());

        // An entry that the server had not seen is not accepted when it comes late. An entry that was waiting is no
        // longer waiting.
        assert_eq!(send(5, &withdrawal(4)).await, Outcome::Withdrawn);
        assert!(matches!(send(4, &bike(kit[1], 4)).await, Outcome::Already(_)));
        assert!(matches!(send(6, &bike(kit[0], 6)).await, Outcome::NeedsPerson(NeedsPerson::OnABike, _)));
        assert_eq!(send(7, &withdrawal(6)).await, Outcome::Withdrawn);
        assert!(work_list::of_event(&registry, &cora, event).await.unwrap().unwrap().1.is_empty());
        assert_eq!(entries::body(&registry.store, &id(6)).await.unwrap(), None);
    }

    async fn what_a_desk_may_not_withdraw_waits_for_the_coordinator(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let (event, volunteer, desk) = an_event(&registry, "camcycle").await;
        let cora = a_coordinator(&registry, &desk).await;
        let kit = a_kit_for(&registry, &desk, Some(event), 3).await;
        let send = async |number, words: &str| {
            let entry = sealed(&registry, number, event, words).await;
            take(&registry, &volunteer, &entry).await.unwrap()
        };
        let bike_of = async |code| store::mark::find(&registry.store, code).await.unwrap().unwrap().bike;
        for number in 0..3_u32 {
            assert!(matches!(send(number, &bike(kit[number as usize], number)).await, Outcome::Accepted { .. }));
        }
        // One is confirmed by its owner, one is reported stolen, and one is from the day before.
        let confirmed = bike_of(kit[0]).await.unwrap();
        let owner = store::bike::ownerships::owner_of(&registry.store, confirmed).await.unwrap().unwrap().account;
        let tx = registry.store.begin().await.unwrap();
        store::bike::ownerships::confirm(&tx, confirmed, owner, registry.now()).await.unwrap();
        tx.commit().await.unwrap();
        let stolen = bike_of(kit[1]).await.unwrap();
        let owner = store::bike::ownerships::owner_of(&registry.store, stolen).await.unwrap().unwrap().account;
        crate::theft::report::report_theft(&registry, owner, stolen, a_theft(&registry)).await.unwrap();
        let waits = Outcome::NeedsPerson(NeedsPerson::Withdrawal, None);
        assert_eq!(send(10, &withdrawal(0)).await, waits);
        assert_eq!(send(11, &withdrawal(1)).await, waits);
        clock.advance(SignedDuration::from_hours(20));
        assert_eq!(send(12, &withdrawal(2)).await, waits);
        assert!(bike_of(kit[0]).await.is_some() && bike_of(kit[2]).await.is_some());

        let open = work_list::open(&registry, &cora, &id(10)).await.unwrap().unwrap();
        assert_eq!(open.withdraws.unwrap().bike, Some(confirmed));
        work_list::withdraw(&registry, &cora, &id(10)).await.unwrap();
        assert!(bike_of(kit[0]).await.is_none());
        let again = work_list::withdraw(&registry, &cora, &id(10)).await;
        assert!(matches!(again, Err(work_list::DecideError::Gone)), "{again:?}");
        let reported = work_list::withdraw(&registry, &cora, &id(11)).await;
        assert!(matches!(reported, Err(work_list::DecideError::Reported)), "{reported:?}");
        assert!(bike_of(kit[1]).await.is_some());
        let by_volunteer = work_list::withdraw(&registry, &volunteer, &id(12)).await;
        assert!(matches!(by_volunteer, Err(work_list::DecideError::Gone)), "{by_volunteer:?}");
    }

    async fn one_number_at_two_desks_is_for_the_coordinator(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (event, volunteer, desk) = an_event(&registry, "camcycle").await;
        let kit = a_kit_for(&registry, &desk, Some(event), 2).await;
        let first = sealed(&registry, 1, event, &bike(kit[0], 1)).await;
        assert!(matches!(take(&registry, &volunteer, &first).await.unwrap(), Outcome::Accepted { .. }));
        let same = bike(kit[1], 1).replace("owner1", "another");
        let second = sealed(&registry, 2, event, &same).await;
        let told = take(&registry, &volunteer, &second).await.unwrap();
        assert_eq!(told, Outcome::NeedsPerson(NeedsPerson::SameNumber, Some(kit[1])));
    }
}
