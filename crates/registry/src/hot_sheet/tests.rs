use super::send::send_hot_sheets;
use super::*;
use crate::Registry;
use crate::testing::{a_new_bike, a_theft, an_account, email, fresh, mail, registered};
use crate::theft::report::report_theft;
use domain::place::{PlaceGiven, Point};
use domain::theft::NewTheftReport;
use jiff::SignedDuration;
use store::mail::Letter;

const READER: &str = "shop@example.org";

fn secret(letter: &Letter) -> String {
    let start = "https://bikes.example.org/stolen/hot-sheet/";
    let line = letter.body.lines().find_map(|line| line.strip_prefix(start));
    line.unwrap_or_else(|| panic!("no link in {}", letter.body))
        .to_owned()
}

async fn stolen(registry: &Registry, number: &str, shown: bool) {
    let bike = registered(registry, "ada@example.org", a_new_bike(number)).await;
    let ada = an_account(registry, "ada@example.org").await;
    let ely = Point::new(52.3986, 0.2637).unwrap();
    let report = NewTheftReport {
        shown,
        given: Some(PlaceGiven::Pin(ely)),
        point: Some(ely),
        ..a_theft(registry)
    };
    report_theft(registry, ada, bike, report).await.unwrap();
    mail(registry).await;
}

async fn asked(registry: &Registry, group: &str) -> String {
    let wanted = Wanted::parse([group], []).unwrap();
    ask(registry, &email(READER), &wanted).await.unwrap();
    secret(&mail(registry).await[0])
}

async fn sent(registry: &Registry) -> Vec<Letter> {
    send_hot_sheets(registry).await.unwrap();
    mail(registry).await
}

testkit::on_each_database! {
    async fn a_reader_hears_once_of_each_theft_that_may_be_shown(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let day = SignedDuration::from_hours(24);
        let token = asked(&registry, "ely").await;
        stolen(&registry, "WTU123056K", true).await;
        clock.advance(day);
        assert_eq!(sent(&registry).await, [], "nobody has confirmed it");
        for _ in 0..2 {
            assert_eq!(reading(&registry, &token).await.unwrap().unwrap().state, State::Asked, "looking changes nothing");
        }
        assert!(confirm(&registry, &token).await.unwrap());
        let west = asked(&registry, "cambridge-west").await;
        assert_ne!(west, token);
        assert_eq!(sent(&registry).await, [], "from the next day on");
        stolen(&registry, "ABC777888", true).await;
        stolen(&registry, "DEF111222", false).await;
        clock.advance(day);
        let other = registry.clone();
        let (one, two) = tokio::join!(send_hot_sheets(&registry), send_hot_sheets(&other));
        assert_eq!(one.unwrap() + two.unwrap(), 1, "two nodes");
        let told = mail(&registry).await;
        assert_eq!(told.len(), 1);
        assert_eq!((told[0].to.as_str(), told[0].subject.as_str()), (READER, "1 bike was reported stolen near you"));
        assert!(!told[0].body.contains("ABC777888") && !told[0].body.contains("ada@"), "{}", told[0].body);
        assert_eq!(told[0].stop, Some(format!("https://bikes.example.org/stolen/hot-sheet/{token}/stop")));
        assert_eq!(sent(&registry).await, [], "once a day");
        clock.advance(day);
        assert_eq!(sent(&registry).await, [], "nothing new, no letter");
        stolen(&registry, "GHI333444", true).await;
        for _ in 0..2 {
            assert!(stop(&registry, &token).await.unwrap(), "and again");
        }
        clock.advance(day);
        assert_eq!(sent(&registry).await, [], "it is stopped");
        assert_eq!(reading(&registry, &token).await.unwrap().unwrap().state, State::Stopped);
    }

    async fn a_new_choice_takes_the_place_of_the_old_one(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let first = asked(&registry, "ely").await;
        confirm(&registry, &first).await.unwrap();
        let second = asked(&registry, "cambridge-west").await;
        assert_eq!(reading(&registry, &first).await.unwrap().unwrap().state, State::Gets, "asking changes nothing");
        confirm(&registry, &second).await.unwrap();
        assert_eq!(reading(&registry, &first).await.unwrap(), None);
        clock.advance(SignedDuration::from_hours(24));
        stolen(&registry, "WTU123056K", true).await;
        clock.advance(SignedDuration::from_hours(24));
        assert_eq!(sent(&registry).await, [], "Ely is no longer wanted");
    }

    async fn nobody_is_flooded_with_questions(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let wanted = Wanted::parse(["ely"], []).unwrap();
        for _ in 0..5 {
            ask(&registry, &email(READER), &wanted).await.unwrap();
        }
        let letters = mail(&registry).await;
        assert_eq!(letters.len(), 3);
        clock.advance(SignedDuration::from_hours(8 * 24));
        assert_eq!(reading(&registry, &secret(&letters[0])).await.unwrap(), None);
        assert!(!confirm(&registry, &secret(&letters[0])).await.unwrap());
        crate::upkeep::tidy(&registry).await.unwrap();
        for token in ["", "AAAA", &"A".repeat(32)] {
            assert_eq!(reading(&registry, token).await.unwrap(), None);
            assert!(!stop(&registry, token).await.unwrap());
        }
    }
}
