use super::*;
use crate::desk::{issue_mark, keys};
use crate::testing::{a_kit_for, a_new_bike, an_event, dot, email, fresh, mail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::account::contact::Contact;
use domain::id::EventId;
use testkit::Seeded;

fn id(number: u32) -> EntryId {
    EntryId::parse(&format!("019ab3c4-5d6e-7f80-9a1b-{number:012x}")).unwrap()
}

async fn sealed(registry: &Registry, number: u32, event: EventId, words: &str) -> SealedEntry {
    let key = keys::current(registry).await.unwrap();
    let mut entry = SealedEntry {
        id: id(number),
        event,
        desk: "Desk 1".into(),
        key: key.id,
        encapsulated: Vec::new(),
        text: Vec::new(),
    };
    let beside = entry.beside();
    (entry.encapsulated, entry.text) =
        testkit::phone::seal(&key.public, words.as_bytes(), &beside, u64::from(number));
    entry
}

fn words(code: MarkCode, number: u32) -> String {
    let code = code.to_string();
    format!(
        r#"{{"code":"{code}","frame_number":"AB{number:05}","make":"Trek","colour":"red","email":"owner{number}@example.org","consent":"yes","seconds":45}}"#
    )
}

fn with_photo(words: &str, photo: &str) -> String {
    words.replace('}', &format!(r#","photo":"{photo}"}}"#))
}

testkit::on_each_database! {
    async fn an_entry_is_taken_in_once_in_any_order_and_any_number_of_times(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (event, volunteer, desk) = an_event(&registry, "camcycle").await;
        let kit = a_kit_for(&registry, &desk, Some(event), 12).await;
        let mut entries = Vec::new();
        for (number, code) in (0..).zip(&kit) {
            entries.push(sealed(&registry, number, event, &words(*code, number)).await);
        }
        // Send every entry three times, in random order.
        let chance = Seeded::new(11);
        let mut order: Vec<usize> = (0..entries.len() * 3).map(|place| place % entries.len()).collect();
        for place in (1..order.len()).rev() {
            let mut bytes = [0; 8];
            domain::Random::fill(&chance, &mut bytes);
            let other = u64::from_le_bytes(bytes) % (place as u64 + 1);
            order.swap(place, usize::try_from(other).unwrap());
        }
        let mut accepted = 0;
        for place in order {
            match take(&registry, &volunteer, &entries[place]).await.unwrap() {
                Outcome::Accepted { mark, .. } => {
                    assert_eq!(mark, Some(kit[place]));
                    accepted += 1;
                }
                Outcome::Already(known) => assert_eq!(known.new.mark, Some(kit[place])),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(accepted, kit.len());
        assert_eq!(store::bike::total(&registry.store).await.unwrap(), kit.len() as u64);
        assert_eq!(mail(&registry).await.len(), kit.len(), "one letter each");
    }

    async fn a_photo_comes_with_its_bike_and_a_bad_one_is_told_and_stops_nothing(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (event, volunteer, desk) = an_event(&registry, "camcycle").await;
        for (number, code) in (0..).zip(a_kit_for(&registry, &desk, Some(event), 2).await) {
            let photo = if number == 0 { STANDARD.encode(dot(9)) } else { "<html>".to_owned() };
            let entry = sealed(&registry, number, event, &with_photo(&words(code, number), &photo)).await;
            let told = take(&registry, &volunteer, &entry).await.unwrap();
            assert!(matches!(told, Outcome::Accepted { photo_lost, .. } if photo_lost == (number == 1)), "{told:?}");
            let bike = store::mark::find(&registry.store, code).await.unwrap().unwrap().bike.unwrap();
            let photos = store::bike::photos::for_bike(&registry.store, bike).await.unwrap();
            assert_eq!(photos.len(), usize::from(number == 0));
        }
    }

    async fn two_requests_with_the_same_entry_at_once_make_one_bike(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (event, volunteer, desk) = an_event(&registry, "camcycle").await;
        for (round, code) in (0..).zip(a_kit_for(&registry, &desk, Some(event), 5).await) {
            let entry = sealed(&registry, round, event, &words(code, round)).await;
            let (one, two) = tokio::join!(
                take(&registry, &volunteer, &entry),
                take(&registry, &volunteer, &entry)
            );
            let accepted = [one.unwrap(), two.unwrap()]
                .iter()
                .filter(|outcome| matches!(outcome, Outcome::Accepted { .. }))
                .count();
            assert_eq!(accepted, 1);
            assert_eq!(store::bike::total(&registry.store).await.unwrap(), u64::from(round) + 1);
        }
    }

    async fn what_cannot_be_done_waits_with_its_reason_and_registers_nothing(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let (event, volunteer, desk) = an_event(&registry, "camcycle").await;
        let (other_event, stranger, other_desk) = an_event(&registry, "ely").await;
        let kit = a_kit_for(&registry, &desk, Some(event), 3).await;
        let loose = a_kit_for(&registry, &desk, None, 1).await;
        let theirs = a_kit_for(&registry, &other_desk, Some(other_event), 1).await;
        let owner = Contact { email: Some(email("ada@example.org")), ..Contact::default() };
        issue_mark(&registry, &desk, kit[0], &a_new_bike("ZZ1"), &owner).await.unwrap();
        let tx = registry.store.begin().await.unwrap();
        store::mark::void(&tx, kit[1], registry.now()).await.unwrap();
        tx.commit().await.unwrap();

        let unknown = MarkCode::from_data([3; 8]);
        let cases = [
            (words(kit[0], 1), NeedsPerson::OnABike),
            (words(kit[1], 2), NeedsPerson::Void),
            (words(theirs[0], 3), NeedsPerson::NotOfThisEvent),
            (words(unknown, 4), NeedsPerson::UnknownMark),
            (words(kit[2], 5).replace("consent", "consented"), NeedsPerson::Invalid),
        ];
        for (number, (words, reason)) in (10..).zip(&cases) {
            let entry = sealed(&registry, number, event, words).await;
            let told = take(&registry, &volunteer, &entry).await.unwrap();
            assert!(matches!(told, Outcome::NeedsPerson(why, _) if why == *reason), "{words}: {told:?}");
            let Outcome::Already(again) = take(&registry, &volunteer, &entry).await.unwrap() else {
                panic!("{words} was forgotten");
            };
            assert_eq!((again.reason, again.is_waiting()), (Some(*reason), true));
            assert_eq!(store::desk::entries::body(&registry.store, &entry.id).await.unwrap(), Some(Body::Opened(words.clone())));
        }
        // One entry was changed on the way, and one was moved to another event.
        let mut damaged = sealed(&registry, 30, event, &words(kit[2], 6)).await;
        damaged.text[0] ^= 1;
        let moved = SealedEntry { desk: "Desk 2".into(), ..sealed(&registry, 31, event, &words(kit[2], 6)).await };
        for entry in [damaged, moved] {
            let told = take(&registry, &volunteer, &entry).await.unwrap();
            assert_eq!(told, Outcome::NeedsPerson(NeedsPerson::Unopened, None));
        }
        let entry = sealed(&registry, 40, event, &words(loose[0], 7)).await;
        assert_eq!(take(&registry, &stranger, &entry).await.unwrap(), Outcome::NotYours, "it stays on the phone");
        assert_eq!(store::bike::total(&registry.store).await.unwrap(), 1);
        let told = take(&registry, &volunteer, &entry).await.unwrap();
        assert!(matches!(told, Outcome::Accepted { .. }), "loose stock does at any event of the organisation: {told:?}");

        // A day later there is another key; what was sealed to the old one can still be opened.
        let old = sealed(&registry, 50, event, &words(kit[2], 8)).await;
        clock.advance(SignedDuration::from_hours(25));
        assert_ne!(keys::current(&registry).await.unwrap().id, old.key);
        let told = take(&registry, &volunteer, &old).await.unwrap();
        assert!(matches!(told, Outcome::Accepted { .. }), "{told:?}");
    }
}
