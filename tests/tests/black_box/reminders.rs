//! People who booked get a reminder by e-mail the day before: once, however often the server starts again.

use crate::events::{a_plan, ask_for_a_place, in_days, planned, published};
use crate::people::signed_in;
use crate::serve::program;
use jiff::Timestamp;
use jiff::civil::{Date, time};
use jiff::{ToSpan, tz::TimeZone};
use testkit::MailServer;
use tests::{Mail, Server, eventually};

const KEEP: &str = "Confirm your booking for bike marking";
const BOOKED: &str = "You are booked in for bike marking";
const REMINDER: &str = "Reminder: you are booked in for bike marking";

/// Returns this time on the given day, by London's clocks.
pub fn at(day: Date, hour: i8, minute: i8) -> Timestamp {
    let zone = TimeZone::get("Europe/London").unwrap();
    let zoned = day.to_datetime(time(hour, minute, 0, 0)).to_zoned(zone);
    zoned.unwrap().timestamp()
}

/// The e-mails to somebody that the mail server has taken, by their subjects.
fn letters(post: &MailServer, person: &str) -> Vec<Mail> {
    let taken = post
        .taken()
        .into_iter()
        .map(|(_, letter)| Mail::read(letter.as_bytes()));
    taken.filter(|mail| mail.to.contains(person)).collect()
}

async fn next(post: &MailServer, person: &str, subject: &str) -> Mail {
    let found = async || {
        letters(post, person)
            .into_iter()
            .find(|mail| mail.subject == subject)
    };
    eventually(&format!("{subject:?} to {person}"), found).await
}

/// Books the first time of an event, keeps it with the link in the e-mail, and waits for the e-mail that says so.
async fn book(server: &Server, post: &MailServer, id: &str, address: &str) {
    let browser = server.browser();
    ask_for_a_place(&browser, id, 0, "Robin Rowe", address)
        .await
        .expect(200);
    let link = next(post, address, KEEP).await.link("/events/bookings/");
    let held = browser.open(&link).await.expect(200);
    held.form().submit().await.expect(200);
    next(post, address, BOOKED).await;
}

async fn started_again(server: &mut Server, at: Timestamp) {
    assert!(server.stop().await.success(), "{}", server.log());
    server.set_clock(at);
    server.restart().await;
}

#[tokio::test]
async fn a_booked_place_is_remembered_once_over_restarts() {
    let post = MailServer::start(Vec::new()).await;
    let mut server = Server::start(
        program()
            .demo()
            .variable("FRAMEMARK_SMTP_URL", &post.url())
            .variable("FRAMEMARK_MAIL_FROM", "Framemark <no-reply@example.org>"),
    )
    .await;
    let coordinator = signed_in(&server, "coordinator@example.org").await;
    let day = in_days(9);
    let (before, after) = (day.yesterday().unwrap(), day.tomorrow().unwrap());
    for (on, name, who) in [(day, "First day", "ada"), (after, "Second day", "bob")] {
        let id = planned(a_plan(&coordinator, on, name).await).await;
        published(&coordinator, &id).await;
        let address = format!("{who}@example.org");
        book(&server, &post, &id, &address).await;
    }

    // Nothing is due before nine in the morning of the day before. The other e-mail shows that e-mails are being sent.
    started_again(&mut server, at(before, 8, 0)).await;
    let id = planned(
        a_plan(
            &signed_in(&server, "coordinator@example.org").await,
            day + 20.days(),
            "Later",
        )
        .await,
    )
    .await;
    published(&signed_in(&server, "coordinator@example.org").await, &id).await;
    book(&server, &post, &id, "cy@example.org").await;
    assert_eq!(letters(&post, "ada@example.org").len(), 2);

    started_again(&mut server, at(before, 9, 1)).await;
    let reminder = next(&post, "ada@example.org", REMINDER).await;
    assert!(
        reminder.text.contains("First day") && reminder.text.contains("10am"),
        "{}",
        reminder.text
    );
    assert!(!reminder.text.contains("Rowe"), "{}", reminder.text);
    let booking = server
        .browser()
        .open(&reminder.link("/events/bookings/"))
        .await
        .expect(200);
    assert_eq!(booking.heading(), "Your place is booked");
    assert!(
        !booking.text("main").contains("remind you"),
        "it has come, and no other follows"
    );

    // A day later, Bob is reminded. By then, Ada's place, which is still to come, has been looked at three more times.
    started_again(&mut server, at(before, 20, 0)).await;
    started_again(&mut server, at(day, 9, 1)).await;
    next(&post, "bob@example.org", REMINDER).await;
    for person in ["ada@example.org", "bob@example.org"] {
        let subjects: Vec<String> = letters(&post, person)
            .into_iter()
            .map(|mail| mail.subject)
            .collect();
        assert_eq!(subjects, [KEEP, BOOKED, REMINDER], "{person}");
    }
    assert!(server.stop().await.success(), "{}", server.log());
    assert_eq!(
        post.taken().iter().filter(|(to, _)| to.contains("ada@")).count(),
        3
    );
    assert!(!server.log().contains("ada@example.org"), "the log names nobody");
}
