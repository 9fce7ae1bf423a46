use super::find::LASTS;

use super::send::{About, MessageOwnerError, Words, message_owner};
use super::*;
use crate::Registry;
use crate::bike::photos::Size;
use crate::bike::transfer;
use crate::once::OnceKey;
use crate::testing::{
    a_bike_of, a_new_bike, an_account, an_officer, confirmed, dot, email, fresh, mail, registered,
};
use domain::MarkCode;
use domain::account::contact::Contact;
use domain::id::BikeId;
use domain::place::{PlaceGiven, Point};
use domain::theft::Moment;
use jiff::SignedDuration;
use reply::{ReplyError, reply};
use store::mail::Letter;

const ADA: &str = "ada@example.org";

fn code() -> MarkCode {
    MarkCode::from_data([1, 2, 3, 4, 5, 6, 7, 8])
}

fn says(text: &str) -> Words {
    Words {
        text: text.to_owned(),
        email: None,
        sighting: None,
    }
}

async fn marked(registry: &Registry, bike: BikeId) {
    let tx = registry.store.begin().await.unwrap();
    store::mark::add_issued(&tx, &[(code(), bike)], registry.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    mail(registry).await;
}

async fn a_marked_bike(registry: &Registry) -> BikeId {
    let bike = a_bike_of(registry, ADA).await;
    confirmed(registry, bike).await;
    marked(registry, bike).await;
    bike
}

/// Returns the secret in the link of a letter about a conversation.
fn secret(letter: &Letter) -> String {
    let start = "https://bikes.example.org/messages/";
    let line = letter.body.lines().find_map(|line| line.strip_prefix(start));
    line.unwrap_or_else(|| panic!("no link in {}", letter.body))
        .to_owned()
}

async fn seen_by(registry: &Registry, token: &str) -> Conversation {
    conversation(registry, Party::Link(token)).await.unwrap().unwrap()
}

async fn sent(registry: &Registry, words: &Words) -> String {
    message_owner(registry, &About::Mark(code()), words)
        .await
        .unwrap()
}

fn texts(conversation: &Conversation) -> Vec<&str> {
    conversation.said.iter().map(|said| said.text.as_str()).collect()
}

testkit::on_each_database! {
    async fn finder_and_owner_write_to_each_other_and_learn_nothing(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let bike = a_marked_bike(&registry).await;
        let words = Words { email: Some(email("finder@example.org")), ..says("By the station") };
        let finder = sent(&registry, &words).await;
        let told = mail(&registry).await;
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].to, email(ADA));
        assert!(told[0].body.contains("By the station") && !told[0].body.contains("finder@"), "{}", told[0].body);
        let owner = secret(&told[0]);
        assert_ne!(owner, finder);
        for _ in 0..2 {
            assert!(seen_by(&registry, &owner).await.said[0].is_new, "looking changes nothing");
        }
        assert_eq!(seen_by(&registry, &finder).await.reference, None, "a finder learns nothing of the record");
        reply(&registry, Party::Link(&owner), "Thank you. Is it locked?").await.unwrap();
        let told = mail(&registry).await;
        assert_eq!(told[0].to, email("finder@example.org"));
        assert!(!told[0].body.contains("locked") && !told[0].body.contains("ada@"), "{}", told[0].body);
        assert_eq!(secret(&told[0]), finder);
        reply(&registry, Party::Link(&finder), "Yes").await.unwrap();
        assert_eq!(mail(&registry).await.len(), 1);
        let both = ["By the station", "Thank you. Is it locked?", "Yes"];
        for token in [&owner, &finder] {
            assert_eq!(texts(&seen_by(&registry, token).await), both);
        }
        let ada = an_account(&registry, ADA).await;
        let listed = of_bike(&registry, ada, bike).await.unwrap();
        assert_eq!(texts(&listed[0]), both);
        let ben = an_account(&registry, "ben@example.org").await;
        assert!(of_bike(&registry, ben, bike).await.unwrap().is_empty());
        assert!(conversation(&registry, Party::Owner(ben, listed[0].thread)).await.unwrap().is_none());
        for token in ["", "AAAA", &"A".repeat(32), &"A".repeat(999)] {
            assert!(conversation(&registry, Party::Link(token)).await.unwrap().is_none());
            assert!(matches!(reply(&registry, Party::Link(token), "x").await, Err(ReplyError::NotThere)));
        }
    }

    async fn a_form_that_is_sent_again_is_one_message(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        a_marked_bike(&registry).await;
        let form = registry.answering(Some(OnceKey::of(["once", "1", "message", "By the station"])));
        let words = says("By the station");
        let about = About::Mark(code());
        let (one, two) = tokio::join!(message_owner(&form, &about, &words), message_owner(&form, &about, &words));
        let token = one.unwrap();
        assert_eq!((two.unwrap(), sent(&form, &words).await), (token.clone(), token.clone()));
        assert_eq!(mail(&registry).await.len(), 1);
        let other = registry.answering(Some(OnceKey::of(["once", "2", "message", "By the station"])));
        assert_ne!(sent(&other, &words).await, token, "from another page it is another message");
        let answer = registry.answering(Some(OnceKey::of(["once", "3"])));
        for _ in 0..2 {
            reply(&answer, Party::Link(&token), "More").await.unwrap();
        }
        assert_eq!(seen_by(&registry, &token).await.said.len(), 2);
    }

    async fn the_owner_hears_of_it_thirty_times_an_hour(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        a_marked_bike(&registry).await;
        let blank = About::Mark(MarkCode::from_data([8, 7, 6, 5, 4, 3, 2, 1]));
        let nobody = message_owner(&registry, &blank, &says("x")).await;
        assert!(matches!(nobody, Err(MessageOwnerError::NotOnABike)));
        for _ in 0..30 {
            sent(&registry, &says("x")).await;
        }
        let refused = message_owner(&registry, &About::Mark(code()), &says("x")).await;
        assert!(matches!(refused, Err(MessageOwnerError::TooMany)));
        assert_eq!(mail(&registry).await.len(), 30);
    }

    async fn a_conversation_is_no_flood(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        a_marked_bike(&registry).await;
        let finder = sent(&registry, &says("First")).await;
        for n in 0..9 {
            reply(&registry, Party::Link(&finder), &format!("{n}")).await.unwrap();
        }
        assert!(matches!(reply(&registry, Party::Link(&finder), "x").await, Err(ReplyError::TooMany)));
        clock.advance(SignedDuration::from_hours(2));
        reply(&registry, Party::Link(&finder), "Later").await.unwrap();
    }

    async fn a_message_waits_until_the_registration_is_confirmed(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let bike = a_bike_of(&registry, ADA).await;
        marked(&registry, bike).await;
        let finder = sent(&registry, &says("By the station")).await;
        assert!(seen_by(&registry, &finder).await.waits);
        reply(&registry, Party::Link(&finder), "Still there").await.unwrap();
        assert_eq!(mail(&registry).await, [], "nobody has shown that the address is theirs");
        confirmed(&registry, bike).await;
        let told = mail(&registry).await;
        assert_eq!(told.len(), 2);
        assert!(told[0].body.contains("By the station") && told[1].body.contains("Still there"));
        assert!(!seen_by(&registry, &finder).await.waits);
        reply(&registry, Party::Link(&secret(&told[0])), "Thank you").await.unwrap();
    }

    async fn a_number_that_one_bike_bears_finds_its_owner(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        registered(&registry, ADA, a_new_bike("WTU123056K")).await;
        registered(&registry, "ben@example.org", a_new_bike("ABC777888")).await;
        mail(&registry).await;
        let about = |number: &str| About::Number(number.to_owned());
        message_owner(&registry, &about("wtu 123 O56 k"), &says("Seen it")).await.unwrap();
        assert_eq!(mail(&registry).await[0].to, email(ADA));
        for nobody in ["WTU12305", "WTU12305?K", "ZZZ999111", "WTU123056K ABC777888", ""] {
            let refused = message_owner(&registry, &about(nobody), &says("Seen it")).await;
            assert!(matches!(refused, Err(MessageOwnerError::NotOneBike)), "{nobody}");
        }
    }

    async fn a_block_is_not_told_and_a_report_is_always_possible(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let bike = a_marked_bike(&registry).await;
        let finder = sent(&registry, &says("Give me your address")).await;
        let owner = secret(&mail(&registry).await[0]);
        assert!(!stop::block(&registry, Party::Link(&finder), true).await.unwrap(), "only an owner blocks");
        assert!(stop::block(&registry, Party::Link(&owner), true).await.unwrap());
        reply(&registry, Party::Link(&finder), "Answer me").await.unwrap();
        assert_eq!(mail(&registry).await, []);
        assert_eq!(texts(&seen_by(&registry, &owner).await), ["Give me your address"]);
        let theirs = seen_by(&registry, &finder).await;
        assert_eq!((texts(&theirs).len(), theirs.is_blocked, theirs.is_over), (2, false, false));
        assert!(matches!(reply(&registry, Party::Link(&owner), "No").await, Err(ReplyError::Blocked)));
        let ada = an_account(&registry, ADA).await;
        stop::pause_messages(&registry, ada, bike, true).await.unwrap().unwrap();
        let again = message_owner(&registry, &About::Mark(code()), &says("Me again")).await;
        assert!(matches!(again, Err(MessageOwnerError::Paused)));
        clock.advance(LASTS + SignedDuration::from_hours(1));
        sent(&registry, &says("A month is over")).await;
        assert!(stop::report(&registry, Party::Link(&finder), "I am blocked").await.unwrap());
        assert!(stop::report(&registry, Party::Link(&owner), "He wants my address").await.unwrap());
        let officer = an_officer(&registry, "cambs").await;
        let listed = reported::list(&registry, officer).await.unwrap();
        assert_eq!(listed.len(), 1);
        let opened = reported::open(&registry, officer, listed[0].thread).await.unwrap().unwrap();
        assert_eq!((opened.report.by, opened.report.words.as_str()), (Side::Finder, "I am blocked"), "the first counts");
        assert_eq!(opened.said.len(), 2, "what was kept back too");
        let logged = store::look_up::audit::for_bike(&registry.store, bike).await.unwrap();
        assert_eq!(logged.len(), 1);
        reported::settle(&registry, officer, listed[0].thread).await.unwrap();
        assert!(reported::list(&registry, officer).await.unwrap().is_empty());
        assert!(reported::open(&registry, officer, listed[0].thread).await.unwrap().is_none());
    }

    async fn a_conversation_ends(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let bike = a_marked_bike(&registry).await;
        let finder = sent(&registry, &says("By the station")).await;
        let owner = secret(&mail(&registry).await[0]);
        let ada = an_account(&registry, ADA).await;
        transfer::offer(&registry, ada, bike, &email("cy@example.org")).await.unwrap();
        let offered = mail(&registry).await;
        let line = offered.iter().flat_map(|letter| letter.body.lines()).find(|line| line.contains("/transfer/"));
        let token = line.unwrap().rsplit('/').next().unwrap().to_owned();
        transfer::accept(&registry, &token, &Contact::default()).await.unwrap();
        for token in [&finder, &owner] {
            let seen = seen_by(&registry, token).await;
            assert!(seen.is_over && seen.said.is_empty(), "a link that was passed on shows nothing more");
            assert!(matches!(reply(&registry, Party::Link(token), "x").await, Err(ReplyError::Over)));
        }
        let cy = an_account(&registry, "cy@example.org").await;
        assert!(of_bike(&registry, cy, bike).await.unwrap().is_empty(), "it is not the new owner's");
        clock.advance(SignedDuration::from_hours(400 * 24));
        crate::upkeep::tidy(&registry).await.unwrap();
        assert!(conversation(&registry, Party::Link(&finder)).await.unwrap().is_none());
    }

    async fn photos_lose_what_is_hidden_and_stay_between_the_two(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        a_marked_bike(&registry).await;
        let finder = sent(&registry, &says("By the station")).await;
        let owner = secret(&mail(&registry).await[0]);
        let stranger = sent(&registry, &says("Another")).await;
        for shade in [9, 9, 10, 11] {
            photos::add_photo(&registry, Party::Link(&finder), dot(shade)).await.unwrap();
        }
        let full = photos::add_photo(&registry, Party::Link(&finder), dot(12)).await;
        assert!(matches!(full, Err(photos::AddPhotoError::TooMany)), "{full:?}");
        let silent = photos::add_photo(&registry, Party::Link(&owner), dot(13)).await;
        assert!(matches!(silent, Err(photos::AddPhotoError::NotThere)), "{silent:?}");
        let shown = seen_by(&registry, &owner).await.said[0].photos.clone();
        assert_eq!(shown.len(), 3, "the same one twice is one");
        for (token, sees) in [(&finder, true), (&owner, true), (&stranger, false)] {
            let read = photos::open_photo(&registry, Party::Link(token), shown[0].id, Size::Full).await.unwrap();
            assert_eq!(read.is_some(), sees);
        }
    }

    async fn what_was_seen_is_kept_for_the_police(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let bike = a_marked_bike(&registry).await;
        let sighting = Sighting {
            seen: Moment::exactly(registry.now()),
            place: Point::new(52.2053, 0.1218).ok().map(PlaceGiven::Pin),
        };
        let before = store::feed::count_after(&registry.store, None).await.unwrap();
        sent(&registry, &Words { sighting: Some(sighting.clone()), ..says("In a shed") }).await;
        let after = store::feed::count_after(&registry.store, None).await.unwrap();
        assert_eq!(after, before + 1, "standing matches hear of it");
        let officer = an_officer(&registry, "cambs").await;
        let files = crate::recovery::case_file::of_bikes(&registry, officer, &[bike]).await.unwrap();
        let seen = &files[&bike].sightings[0];
        assert_eq!((&seen.sighting, seen.words.as_deref()), (&sighting, Some("In a shed")));
    }
}

#[test]
fn secrets_are_read_back_and_nothing_else_is() {
    assert_eq!(find::parse(&find::written(&[7; 24])), Some([7; 24]));
    assert_eq!(find::parse("AAAA"), None);
}
